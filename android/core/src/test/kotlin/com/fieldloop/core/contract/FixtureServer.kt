// The client of the fixture server: worlds with real servers, and wires that
// break. What it can do is said in tests/contract/README.md.

package com.fieldloop.core.contract

import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.time.Duration
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** The repository's root. */
internal val workspace = File(System.getProperty("fieldloop.workspace"))

/** Where cargo has built the library, and the fixture server beside it. */
private val products = File(System.getProperty("jna.library.path"))

/** One fixture server for all tests of this process, with which it ends. */
internal object FixtureServer {
    private val http = HttpClient.newHttpClient()
    private val address: String by lazy { System.getenv("FIELDLOOP_FIXTURE_SERVER") ?: start() }

    /** A world of one's own. */
    fun begin(): World {
        val world = Json.parseToJsonElement(ask("POST", "/worlds")).jsonObject
        val people = world.getValue("people").jsonObject
        return World(world.text("world"), people.mapValues { (_, access) -> Access(access) })
    }

    /** What the fixture server answers. */
    fun ask(method: String, path: String, body: String = ""): String {
        val request = HttpRequest.newBuilder(URI(address + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("content-type", "application/json")
            .timeout(PATIENCE)
            .build()
        val answer = http.send(request, BodyHandlers.ofString())
        val status = answer.statusCode()
        check(status in 200..204) { "$method $path: $status ${answer.body()}" }
        return answer.body()
    }

    private fun start(): String {
        val program = products.resolve("fixture-server").path
        val process = ProcessBuilder(program).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val line = process.inputReader().readLine() ?: error("$program has ended")
        return Json.parseToJsonElement(line).text("fixture_server")
    }

    private val PATIENCE: Duration = Duration.ofSeconds(60)
}

/** A world of the fixture server. */
internal class World(private val number: String, val people: Map<String, Access>) : AutoCloseable {
    /** Has something happen that is no person's doing. */
    fun take(step: JsonElement) {
        FixtureServer.ask("POST", "/worlds/$number", step.toString())
    }

    override fun close() {
        FixtureServer.ask("DELETE", "/worlds/$number")
    }
}

/** What somebody signs in with, at the end of their own wire. */
internal data class Access(val server: String, val login: String, val password: String) {
    constructor(json: JsonElement) :
        this(json.text("server"), json.text("login"), json.text("password"))
}

/** A text of an object. */
internal fun JsonElement.text(key: String): String = jsonObject.getValue(key).jsonPrimitive.content
