// Pages as JSON, and events out of JSON, as the headless phone has them. It goes by the types as
// they are generated, so a new page or event needs nothing here.

package com.fieldloop.core.contract

import com.fieldloop.core.Event
import com.fieldloop.core.Page
import java.util.Base64
import kotlin.reflect.KClass
import kotlin.reflect.KParameter
import kotlin.reflect.KProperty1
import kotlin.reflect.KType
import kotlin.reflect.full.memberProperties
import kotlin.reflect.full.primaryConstructor
import kotlin.reflect.typeOf
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** The page as the headless phone would print it. */
internal fun Page.json(): JsonElement = jsonOf(this)

/** The event that the headless phone would read. */
internal fun eventOf(json: JsonElement): Event = valueOf(typeOf<Event>(), json) as Event

private fun jsonOf(value: Any?): JsonElement = when (value) {
    null -> JsonNull
    is String -> JsonPrimitive(value)
    is Boolean -> JsonPrimitive(value)
    is UInt -> JsonPrimitive(value.toLong())
    is Int -> JsonPrimitive(value)
    is Enum<*> -> JsonPrimitive(value.name.lowercase())
    is List<*> -> JsonArray(value.map(::jsonOf))
    else -> jsonOfObject(value)
}

private fun jsonOfObject(value: Any): JsonElement {
    val type = value::class
    if (!type.isVariant()) return jsonOfFields(value)
    val name = snake(type.simpleName)
    if (type.objectInstance != null) return JsonPrimitive(name)
    val only = type.onlyValue()
    val json = if (only == null) jsonOfFields(value) else jsonOf(field(value, only))
    return JsonObject(mapOf(name to json))
}

private fun jsonOfFields(value: Any): JsonObject =
    JsonObject(value::class.fields().associate { snake(it.name) to jsonOf(field(value, it)) })

private fun field(value: Any, parameter: KParameter): Any? {
    val property = value::class.memberProperties.first { it.name == parameter.name }
    @Suppress("UNCHECKED_CAST")
    return (property as KProperty1<Any, *>).get(value)
}

private fun valueOf(type: KType, json: JsonElement?): Any {
    val kind = type.classifier as KClass<*>
    if (kind == Map::class) {
        return json?.jsonObject.orEmpty().mapValues { (_, value) -> value.jsonPrimitive.content }
    }
    checkNotNull(json) { "a value of the type $type is missing" }
    return when {
        kind == String::class -> json.jsonPrimitive.also { check(it.isString) }.content
        kind == Boolean::class -> json.jsonPrimitive.boolean
        kind == Int::class -> json.jsonPrimitive.int
        kind == UInt::class -> json.jsonPrimitive.int.toUInt()
        kind == List::class -> elementsOf(type, json.jsonArray)
        kind == ByteArray::class -> Base64.getDecoder().decode(json.jsonPrimitive.content)
        kind.isSealed -> variantOf(kind, json)
        kind.isData -> recordOf(kind, json)
        else -> kind.java.enumConstants.first { jsonOf(it) == json }
    }
}

private fun recordOf(record: KClass<*>, json: JsonElement): Any {
    val values = record.fields().map { valueOf(it.type, json.jsonObject[snake(it.name)]) }
    return checkNotNull(record.primaryConstructor).call(*values.toTypedArray())
}

private fun variantOf(sealed: KClass<*>, json: JsonElement): Any {
    val given = (json as? JsonObject)?.values?.single()
    val name = (json as? JsonObject)?.keys?.single() ?: json.jsonPrimitive.content
    val variant = sealed.sealedSubclasses.firstOrNull { snake(it.simpleName) == name }
    checkNotNull(variant) { "${sealed.simpleName} has no $name" }
    variant.objectInstance?.let { return it }
    val only = variant.onlyValue()
    val values = variant.fields().map {
        valueOf(it.type, if (it == only) given else given?.jsonObject[snake(it.name)])
    }
    return checkNotNull(variant.primaryConstructor).call(*values.toTypedArray())
}

private fun KClass<*>.isVariant() = supertypes.any { (it.classifier as KClass<*>).isSealed }

private fun KClass<*>.fields(): List<KParameter> = primaryConstructor?.parameters.orEmpty()

/** The value of a variant that has one without a name. */
private fun KClass<*>.onlyValue(): KParameter? = fields().singleOrNull()?.takeIf { it.name == "v1" }

private fun snake(name: String?): String =
    name.orEmpty().replace(Regex("(?<=.)(?=\\p{Upper})"), "_").lowercase()

private fun elementsOf(type: KType, json: JsonArray): List<Any?> {
    val element = checkNotNull(type.arguments[0].type)
    return json.map { valueOf(element, it) }
}
