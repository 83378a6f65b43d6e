// What a page has to have, as scenarios say it: as much as matters, and no more.

package com.fieldloop.core.contract

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject

/**
 * Whether this has what is expected: of an object its keys, of an array elements like its own in
 * their order, of an empty one none, of anything else the same.
 */
internal fun JsonElement?.has(expected: JsonElement): Boolean = when {
    this is JsonObject && expected is JsonObject -> {
        expected.all { (key, value) -> this[key].has(value) }
    }

    this is JsonArray && expected is JsonArray && expected.isEmpty() -> {
        isEmpty()
    }

    this is JsonArray && expected is JsonArray -> {
        val rest = iterator()
        expected.all { element -> rest.asSequence().any { it.has(element) } }
    }

    else -> {
        this == expected
    }
}
