// What a scenario writes in the place of ids and values: what stands on the visible page.

package com.fieldloop.core.contract

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonPrimitive

/** The event with what is meant in the place of what is written. */
internal fun resolved(event: JsonElement, page: JsonElement): JsonElement {
    val (verb, given) = (event as? JsonObject)?.entries?.single() ?: return event
    val names = Names(page)
    val meant =
        when (verb) {
            "open", "let_go_draft" -> names.route(given)
            "fill" -> given.with("value") { names.choice(given.text("input"), it) }
            "perform" -> names.performance(given)
            "do_again", "let_go" -> given.with("command") { names.refused() }
            "resend_photo", "let_go_photo" -> given.with("id") { names.photoOnItsWay() }
            "fetch_photo" -> given.with("id") { names.photo("whole") }
            else -> given
        }
    return JsonObject(mapOf(verb to meant))
}

/** The first picture of the visible case, whole or as a thumbnail. */
internal fun photoOn(page: JsonElement, part: String): String =
    Names(page).photo(part).jsonPrimitive.content

/** What finds what the visible codes say, one after the other. */
internal fun findsOn(page: JsonElement): List<JsonElement> = Names(page).codes().map { text ->
    JsonObject(mapOf("find" to JsonObject(mapOf("text" to text))))
}

private class Names(page: JsonElement) {
    private val content = page.at("content")

    fun route(route: JsonElement): JsonElement {
        val (kind, given) = (route as? JsonObject)?.entries?.single() ?: return route
        val meant =
            when (kind) {
                "case", "code" -> case(given)
                "revision" -> refused()
                "form" -> given.with("subject", ::case)
                else -> given
            }
        return JsonObject(mapOf(kind to meant))
    }

    fun performance(given: JsonElement): JsonElement {
        val values = given.at("values") as? JsonObject ?: JsonObject(emptyMap())
        val meant = JsonObject(values.mapValues { (input, value) -> choice(input, value) })
        return JsonObject((given as JsonObject) + ("values" to meant)).with("subject", ::case)
    }

    /**
     * The value that is chosen by what it shows, or by being the first, of several line by line;
     * any other as it is.
     */
    fun choice(input: String, value: JsonElement): JsonElement {
        val choices = content.at("form", "inputs").elements()
            .filter { it.at("name") == JsonPrimitive(input) }
            .flatMap { form ->
                val kind = form.at("kind", "choice") ?: form.at("kind", "choices")
                kind.at("choices").elements()
            }
        val lines = value.jsonPrimitive.content.split("\n").map { line ->
            val shown = choices.firstOrNull {
                line == "#1" || it.at("label") == JsonPrimitive(line)
            }
            val meant = shown?.at("value")
            meant?.jsonPrimitive?.content ?: line
        }
        return JsonPrimitive(lines.joinToString("\n"))
    }

    fun refused(): JsonElement = content.at("outbox", "refused").first().at("command").orFail()

    fun photoOnItsWay(): JsonElement = content.at("outbox", "photos").first().at("photo").orFail()

    /** Of what the case is about, or else of what was done to it. */
    fun photo(part: String): JsonElement {
        val case = content.at("case", "case")
        val shown = listOf(case) + case.at("timeline").elements()
        return shown.flatMap { it.at("photos").elements() }.firstOrNull().at(part).orFail()
    }

    fun codes(): List<JsonElement> =
        content.at("code", "codes").orFail().elements().map { it.at("text").orFail() }

    private fun case(name: JsonElement): JsonElement = when (name.jsonPrimitive.content) {
        "#1" -> {
            val rows = content.at("list", "rows") ?: content.at("notices", "rows")
            rows.first().at("case").orFail()
        }

        "this" -> {
            val subject = content.at("case", "subject") ?: content.at("form", "subject")
            (subject ?: content.at("code", "case")).orFail()
        }

        else -> {
            name
        }
    }

    private fun JsonElement?.first(): JsonElement = elements().firstOrNull().orFail()

    private fun JsonElement?.orFail(): JsonElement = this ?: error("the page does not have this")
}

private fun JsonElement?.at(vararg keys: String): JsonElement? =
    keys.fold(this) { value, key -> (value as? JsonObject)?.get(key) }

private fun JsonElement?.elements(): List<JsonElement> = (this as? JsonArray).orEmpty()

private fun JsonElement.with(key: String, change: (JsonElement) -> JsonElement): JsonElement =
    JsonObject((this as JsonObject) + (key to change(getValue(key))))
