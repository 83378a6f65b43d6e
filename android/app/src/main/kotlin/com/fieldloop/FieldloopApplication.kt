// The process: opens the core once and keeps it, and tells it what happens to the phone. What a
// person does comes from activities; what is shown is in them.

package com.fieldloop

import android.app.Application
import com.fieldloop.core.Core
import com.fieldloop.core.CoreFault
import com.fieldloop.core.Event
import com.fieldloop.core.Platform
import java.io.File
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** How far the core is. */
sealed interface CoreState {
    /** It is being opened. */
    data object Opening : CoreState

    /** It is open. It may still stop later: [Core.fault]. */
    class Open(val core: Core) : CoreState

    /** It cannot be opened, for a reason in words for the person. */
    class Failed(val fault: CoreFault) : CoreState
}

/** The process. Everything in it is on the main thread, but for opening the core. */
class FieldloopApplication : Application() {
    private val scope = MainScope()
    private val foreground = Foreground(::enterForeground, ::enterBackground)
    private val connectivity = Connectivity(::send)
    private val current = MutableStateFlow<CoreState>(CoreState.Opening)

    /** The core, or why there is none. */
    val state: StateFlow<CoreState> = current.asStateFlow()

    private val platform by lazy {
        Platform(
            // Out of reach of backups, whatever the manifest says.
            dataFolder = File(noBackupFilesDir, "core"),
            languages = resources.configuration.locales.toLanguageTags().split(","),
            version = packageManager.getPackageInfo(packageName, 0).versionName.orEmpty(),
            secrets = KeystoreSecrets(File(noBackupFilesDir, "secret")),
            clock = PhoneClock(contentResolver)::read
        )
    }

    override fun onCreate() {
        super.onCreate()
        registerActivityLifecycleCallbacks(foreground)
        connectivity.watch(this)
        TimeZoneChanges { send(timeZone()) }.watch(this)
        RefreshJob.schedule(this)
        open()
    }

    /** Sends an event, if there is a core. */
    private fun send(event: Event) {
        (current.value as? CoreState.Open)?.core?.send(event)
    }

    private fun enterForeground() {
        val hasStopped = when (val state = current.value) {
            is CoreState.Opening -> false
            is CoreState.Open -> state.core.fault.value != null
            is CoreState.Failed -> true
        }
        if (hasStopped) {
            // The person is back, perhaps after having made room.
            open()
        } else {
            send(Event.Foregrounded)
        }
    }

    private fun enterBackground() = send(Event.Backgrounded)

    private fun timeZone() = Event.TimeZone(platform.timeZone())

    /** Opens the core, in the place of one that has stopped. */
    private fun open() {
        val former = current.value as? CoreState.Open
        current.value = CoreState.Opening
        scope.launch {
            current.value = try {
                val core = withContext(Dispatchers.IO) {
                    former?.core?.close()
                    Core.open(platform)
                }
                // What has happened meanwhile.
                core.send(connectivity.event())
                if (foreground.isForeground) core.foreground()
                CoreState.Open(core)
            } catch (fault: CoreFault) {
                CoreState.Failed(fault)
            }
        }
    }
}
