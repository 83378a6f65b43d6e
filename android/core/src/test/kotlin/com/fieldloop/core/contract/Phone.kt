// Somebody's phone in a scenario: a core in this process, or, if it is to be killed, in one of its
// own.

package com.fieldloop.core.contract

import com.fieldloop.core.Core
import com.fieldloop.core.Event
import com.fieldloop.core.FileSecrets
import com.fieldloop.core.Platform
import java.io.File
import java.lang.ProcessBuilder.Redirect.INHERIT
import java.util.Base64
import kotlin.concurrent.thread
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.withContext
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonPrimitive

/** A phone that is on. */
internal interface Phone {
    /** The page, first as it is, then each time that it is drawn. */
    val pages: Flow<JsonElement>

    /** Sends an event, and returns when the page shows what it did. */
    suspend fun send(event: JsonElement)

    /** A photo that is on the phone, in base 64. */
    suspend fun photo(id: String): String?

    /** Switches it off. */
    suspend fun end()
}

/** A phone in this process. */
internal class CorePhone(folder: File) : Phone {
    private val core = Core.open(Platform(folder, listOf("en"), "contract", FileSecrets(folder)))

    init {
        core.send(Event.TimeZone(TIME_ZONE))
        core.foreground()
    }

    override val pages = core.draws.map { page() }

    fun page(): JsonElement = core.page.value.json()

    override suspend fun send(event: JsonElement) {
        core.send(eventOf(event))
        // It is looked for after everything that was sent before.
        core.photo("none")
    }

    override suspend fun photo(id: String): String? =
        core.photo(id)?.let { Base64.getEncoder().encodeToString(it.bytes) }

    override suspend fun end() = core.close()

    private companion object {
        const val TIME_ZONE = "Asia/Shanghai"
    }
}

/** A phone in a process of its own, which [main] is. It ends without a warning. */
internal class ProcessPhone(folder: File) : Phone {
    private val process = ProcessBuilder(commandFor(folder)).redirectError(INHERIT).start()
    private val input = process.outputWriter()
    private val answers = Channel<JsonElement>(Channel.UNLIMITED)
    private val drawn = MutableStateFlow<Drawn?>(null)

    init {
        thread(isDaemon = true) { process.inputReader().forEachLine(::hear) }
    }

    override val pages = drawn.filterNotNull().map { it.page }

    override suspend fun send(event: JsonElement) {
        ask("event", event)
    }

    override suspend fun photo(id: String): String? =
        ask("photo", JsonPrimitive(id)).jsonPrimitive.contentOrNull

    override suspend fun end() {
        withContext(Dispatchers.IO) { process.destroyForcibly().waitFor() }
    }

    private suspend fun ask(verb: String, what: JsonElement): JsonElement {
        withContext(Dispatchers.IO) {
            input.write("${JsonObject(mapOf(verb to what))}\n")
            input.flush()
        }
        return answers.receive()
    }

    private fun hear(line: String) {
        val (verb, what) = (Json.parseToJsonElement(line) as JsonObject).entries.single()
        if (verb == "page") {
            drawn.value = Drawn(what)
        } else {
            answers.trySend(what)
        }
    }

    /** Not equal to one with the same page: a photo that has come may change nothing on it. */
    private class Drawn(val page: JsonElement)

    private fun commandFor(folder: File): List<String> {
        val properties = listOf("jna.library.path", "java.class.path", "fieldloop.workspace")
        val given = properties.map { "-D$it=${System.getProperty(it)}" }
        val java = File(System.getProperty("java.home"), "bin/java").path
        return listOf(java) + given + "com.fieldloop.core.contract.PhoneProgramKt" + folder.path
    }
}
