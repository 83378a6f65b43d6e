// A phone as a program: what ProcessPhone starts, talks to over standard input and output, and
// kills.

package com.fieldloop.core.contract

import java.io.File
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/**
 * Lines in: `{"event":…}` or `{"photo":"…"}`. Lines out: `{"page":…}` whenever it is drawn, and
 * `{"answer":…}` to each line, when the page shows what it did. Ends with its input.
 */
fun main(arguments: Array<String>) = runBlocking {
    val phone = CorePhone(File(arguments.single()))
    val drawing = launch(Dispatchers.Default) { phone.pages.collect { show(phone) } }
    for (line in generateSequence(::readlnOrNull)) {
        val (verb, what) = Json.parseToJsonElement(line).jsonObject.entries.single()
        val answer = when (verb) {
            "photo" -> JsonPrimitive(phone.photo(what.jsonPrimitive.content))
            else -> phone.send(what).let { JsonNull }
        }
        show(phone)
        say("answer", answer)
    }
    drawing.cancel()
    phone.end()
}

/** Shows the page as it is now, so that no older one ever follows a newer one. */
@Synchronized
private fun show(phone: CorePhone) = say("page", phone.page())

@Synchronized
private fun say(verb: String, what: JsonElement) = println(JsonObject(mapOf(verb to what)))
