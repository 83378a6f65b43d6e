// The phone's place on earth, as far as its clock goes.

package com.fieldloop

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter

/** Calls when the time zone of the phone has been changed. */
class TimeZoneChanges(private val onChange: () -> Unit) : BroadcastReceiver() {
    /** Watches as long as the process lives. */
    fun watch(context: Context) {
        context.registerReceiver(this, IntentFilter(Intent.ACTION_TIMEZONE_CHANGED))
    }

    override fun onReceive(context: Context, intent: Intent) = onChange()
}
