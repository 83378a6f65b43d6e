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
 * @property nowMs milliseconds since the Unix epoch.
 * @property tickInterval how often the core is told that time has passed, while in the foreground.
 * @property openObject opens the object out of the library.
 */
class Platform(
    val dataFolder: File,
    val languages: List<String>,
    val version: String,
    val secrets: Secrets,
    val nowMs: () -> Long = System::currentTimeMillis,
    val tickInterval: Duration = 10.seconds,
    val openObject: (Config, Long) -> FieldloopCore = FieldloopCore::open
) {
    /** Minutes east of UTC, as it is now. */
    fun utcOffsetMin(): Int = TimeZone.getDefault().getOffset(nowMs()) / MINUTE_MS

    /** Opens the object, each time with randomness that was never used before. */
    internal fun open(): FieldloopCore {
        val entropy = ByteArray(ENTROPY_BYTES).also(SecureRandom()::nextBytes)
        val config = Config(dataFolder.path, languages, utcOffsetMin(), version, entropy)
        return openObject(config, nowMs())
    }

    private companion object {
        const val ENTROPY_BYTES = 32
        const val MINUTE_MS = 60_000
    }
}
