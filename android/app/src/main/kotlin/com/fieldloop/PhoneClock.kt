// The phone's clocks: the one that people and networks set, and how long the phone has been
// running, asleep or not, which nobody sets.

package com.fieldloop

import android.content.ContentResolver
import android.os.SystemClock
import android.provider.Settings
import com.fieldloop.core.ClockReading

/** The phone's clocks. The number of its starts stays the same as long as it runs. */
class PhoneClock(resolver: ContentResolver) {
    private val boot = Settings.Global.getString(resolver, Settings.Global.BOOT_COUNT).orEmpty()

    /** What they show now. */
    fun read() = ClockReading(System.currentTimeMillis(), SystemClock.elapsedRealtime(), boot)
}
