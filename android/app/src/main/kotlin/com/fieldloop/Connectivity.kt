// Whether there is a network, as the system sees it. Whether the server answers is found out by
// asking.

package com.fieldloop

import android.content.Context
import android.net.ConnectivityManager
import android.net.ConnectivityManager.NetworkCallback
import android.net.Network
import android.os.Handler
import android.os.Looper
import com.fieldloop.core.Event

/** Tells [onChange] on the main thread when a network comes, changes to another one, or goes. */
class Connectivity(private val onChange: (Event) -> Unit) {
    private var isConnected = true

    private val callback = object : NetworkCallback() {
        override fun onAvailable(network: Network) = tell(true)

        override fun onLost(network: Network) = tell(false)
    }

    /** How it is now. */
    fun event(): Event = if (isConnected) Event.Connected else Event.Disconnected

    /** Watches as long as the process lives. */
    fun watch(context: Context) {
        val manager = context.getSystemService(ConnectivityManager::class.java) ?: return
        // The callback says nothing of a network that was never there.
        isConnected = manager.activeNetwork != null
        manager.registerDefaultNetworkCallback(callback, Handler(Looper.getMainLooper()))
    }

    private fun tell(isConnected: Boolean) {
        this.isConnected = isConnected
        onChange(event())
    }
}
