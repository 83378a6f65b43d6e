// Gradle and Maven build the same sources; this holds the versions by which they do to one another.

package com.fieldloop.core

import com.fieldloop.core.contract.workspace
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class VersionsTest {
    @Test
    fun `the pom has the versions of the catalogue`() {
        val pom = found("pom.xml", Regex("<(\\S+)\\.version>(.+)</\\1\\.version>"))
        val catalogue = found("gradle/libs.versions.toml", Regex("(?m)^(\\S+) = \"(.+)\"$"))
        assertTrue(pom.isNotEmpty())
        assertEquals(pom, catalogue.filterKeys(pom::containsKey))
    }

    private fun found(file: String, pattern: Regex): Map<String, String> {
        val text = workspace.resolve("android").resolve(file).readText()
        return pattern.findAll(text).associate { it.groupValues[1] to it.groupValues[2] }
    }
}
