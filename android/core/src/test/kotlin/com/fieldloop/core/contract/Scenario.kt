// A scenario of the contract, as its file has it.

package com.fieldloop.core.contract

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject

/** What a person can rely on, and the steps that show it. */
internal class Scenario(val name: String, val story: String, val steps: List<Step>) {
    /** Those whose phone dies, and so has to be a process. */
    val killed = steps.filter { it.what == JsonPrimitive("kill") }.map { it.actor }.toSet()

    companion object {
        private val folder = workspace.resolve("tests/contract")

        fun read(name: String): Scenario {
            val json = Json.parseToJsonElement(folder.resolve("$name.json").readText()).jsonObject
            val steps = json.getValue("steps").jsonArray.map {
                val (actor, what) = it.jsonObject.entries.single()
                Step(actor, what)
            }
            return Scenario(name, json.text("story"), steps)
        }
    }
}

/** What [actor]'s phone is to do; if it is the world, what happens to that. */
internal data class Step(val actor: String, val what: JsonElement)
