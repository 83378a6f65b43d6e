// What came through the bindings is what the core has: every sample of a page, in both languages.

package com.fieldloop.core.contract

import com.fieldloop.core.Language
import com.fieldloop.core.samples
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

class SamplesTest {
    @ParameterizedTest
    @EnumSource
    fun `a sample is the same on both sides of the bindings`(language: Language) {
        val answer = FixtureServer.ask("GET", "/samples/${language.name.lowercase()}")
        val expected = Json.parseToJsonElement(answer).jsonObject
        val samples = samples(language).associate { it.name to it.page.json() }
        assertTrue(samples.isNotEmpty())
        for ((name, page) in samples) {
            assertEquals(expected[name], page, name)
        }
        assertEquals(expected, JsonObject(samples))
    }
}
