// Plays a scenario: takes its steps one after the other, on phones with real cores and in a world
// with a real server.

package com.fieldloop.core.contract

import java.io.File
import java.nio.file.Files
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonPrimitive

/** Plays the scenario of this name, and leaves word of it for whoever asks for that. */
internal fun play(name: String) {
    val scenario = Scenario.read(name)
    FixtureServer.begin().use { world -> Player(scenario, world).use(Player::play) }
    System.getenv("FIELDLOOP_PLAYED")?.let { File(it, name).createNewFile() }
}

private class Player(private val scenario: Scenario, private val world: World) : AutoCloseable {
    private val folder = Files.createTempDirectory("fieldloop-${scenario.name}").toFile()
    private val phones = mutableMapOf<String, Phone>()

    fun play() = runBlocking {
        for ((number, step) in scenario.steps.withIndex()) {
            try {
                withTimeout(PATIENCE) { take(step) }
            } catch (trouble: Exception) {
                throw AssertionError(describe(number, step), trouble)
            }
        }
    }

    override fun close() {
        runBlocking { phones.values.forEach { it.end() } }
        folder.deleteRecursively()
    }

    private suspend fun take(step: Step) {
        val (actor, what) = step
        when (actor) {
            "world" -> world.take(what)
            else -> if (what == KILL) kill(actor) else take(what, actor, phoneOf(actor))
        }
    }

    private suspend fun kill(person: String) {
        phones.remove(person)?.end()
    }

    private suspend fun take(what: JsonElement, person: String, phone: Phone) {
        val given = (what as? JsonObject)?.values?.single()
        val verb = (what as? JsonObject)?.keys?.single() ?: what.jsonPrimitive.content
        when (verb) {
            "shows" -> {
                phone.pages.first { it.has(checkNotNull(given)) }
            }

            "holds_photo", "holds_thumbnail" -> {
                val part = if (verb == "holds_photo") "whole" else "thumbnail"
                val id = photoOn(phone.page(), part)
                phone.pages.first { phone.photo(id) == given?.jsonPrimitive?.content }
            }

            "scan" -> {
                val other = phones.getValue(checkNotNull(given).jsonPrimitive.content)
                findsOn(other.page()).forEach { phone.send(it) }
            }

            "sign_in" -> {
                phone.send(signIn(person, given))
            }

            else -> {
                phone.send(resolved(what, phone.page()))
            }
        }
    }

    private fun phoneOf(person: String): Phone = phones.getOrPut(person) {
        val home = folder.resolve(person).apply { mkdirs() }
        if (person in scenario.killed) ProcessPhone(home) else CorePhone(home)
    }

    private fun signIn(person: String, given: JsonElement?): JsonElement {
        val server = world.people.getValue(person).server
        val said = given as? JsonObject
        val access = world.people.getValue(said?.get("as")?.jsonPrimitive?.content ?: person)
        val password = said?.get("password") ?: JsonPrimitive(access.password)
        val values = mapOf(
            "server" to JsonPrimitive(server),
            "login" to JsonPrimitive(access.login),
            "password" to password,
            "device" to JsonPrimitive("contract"),
            "discard_unsent" to (said?.get("discard_unsent") ?: JsonPrimitive(false))
        )
        return JsonObject(mapOf("sign_in" to JsonObject(values)))
    }

    private suspend fun describe(number: Int, step: Step): String {
        val page = withTimeoutOrNull(PATIENCE) { phones[step.actor]?.page() }
        val place = "${scenario.name}, step ${number + 1}: ${scenario.story}"
        return "$place\n${step.actor}: ${step.what}\n$page"
    }

    private suspend fun Phone.page() = pages.first()

    private companion object {
        val PATIENCE = 20.seconds
        val KILL = JsonPrimitive("kill")
    }
}
