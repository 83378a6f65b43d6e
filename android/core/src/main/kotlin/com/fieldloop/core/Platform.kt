// What a core has around it: what the app says when it opens one, and what it has from the system.

package com.fieldloop.core

import java.io.File
import java.security.SecureRandom
import java.util.TimeZone
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * What a core is opened with.
 *
 * @property dataFolder a folder that only this app reads and that the system does not clear. One
 * core at a time opens it.
 * @property languages the languages that the phone's person prefers, as BCP 47 tags, the dearest
 * first.
 * @property version the app's version, as people are shown it.
 * @property secrets the keychain.
 * @property clock reads the phone's clocks. On a phone they are the system's; this one, of a
 * process, is for what plays a phone.
 * @property tickInterval how often the core is told that time has passed, while in the foreground.
 * @property openObject opens the object out of the library.
 */
class Platform(
    val dataFolder: File,
    val languages: List<String>,
    val version: String,
    val secrets: Secrets,
    val clock: () -> ClockReading = ProcessClock::read,
    val tickInterval: Duration = 10.seconds,
    val openObject: (Config, ClockReading) -> FieldloopCore = FieldloopCore::open
) {
    /** The name of the time zone in which the phone is. */
    fun timeZone(): String = TimeZone.getDefault().id

    /** Opens the object, each time with randomness that was never used before. */
    internal fun open(): FieldloopCore {
        val entropy = ByteArray(ENTROPY_BYTES).also(SecureRandom()::nextBytes)
        val config = Config(dataFolder.path, languages, timeZone(), version, entropy)
        return openObject(config, clock())
    }

    private companion object {
        const val ENTROPY_BYTES = 32
    }
}

/** The clocks of a process, whose start counts as that of the phone. */
private object ProcessClock {
    private val beganMs = System.currentTimeMillis()
    private val beganNs = System.nanoTime()

    fun read(): ClockReading {
        val sinceMs = (System.nanoTime() - beganNs) / MS_NS
        return ClockReading(System.currentTimeMillis(), sinceMs, beganMs.toString())
    }

    private const val MS_NS = 1_000_000
}
