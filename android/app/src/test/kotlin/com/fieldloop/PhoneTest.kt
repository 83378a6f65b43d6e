// What happens to the phone reaches the core as events: its screens, its network, its time zone,
// and the time that the system gives the app in the background.

package com.fieldloop

import android.app.Activity
import android.app.Application
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.content.Intent
import android.net.ConnectivityManager
import com.fieldloop.core.Event
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowNetwork

@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class PhoneTest {
    private val application get() = RuntimeEnvironment.getApplication()

    @Test
    fun `an app is in the foreground as long as one of its screens is visible`() {
        val told = mutableListOf<String>()
        val foreground = Foreground({ told += "enter" }, { told += "leave" })
        application.registerActivityLifecycleCallbacks(foreground)
        onMain {
            val first = Robolectric.buildActivity(Activity::class.java).setup()
            val second = Robolectric.buildActivity(Activity::class.java).setup()
            first.pause().stop()
            assertEquals(listOf("enter"), told)
            // Turning the phone round makes the screen anew.
            second.recreate()
            assertEquals(listOf("enter"), told)
            assertTrue(foreground.isForeground)
            second.pause().stop()
            assertEquals(listOf("enter", "leave"), told)
            assertFalse(foreground.isForeground)
            first.restart().start()
            assertEquals(listOf("enter", "leave", "enter"), told)
        }
    }

    @Test
    fun `the network comes and goes`() {
        val told = mutableListOf<Event>()
        val connectivity = Connectivity(told::add)
        onMain { connectivity.watch(application) }
        assertEquals(Event.Connected, connectivity.event())
        val manager = shadowOf(application.getSystemService(ConnectivityManager::class.java))
        val callback = manager.networkCallbacks.single()
        val network = ShadowNetwork.newInstance(1)
        onMain {
            callback.onLost(network)
            callback.onAvailable(network)
        }
        assertEquals(listOf(Event.Disconnected, Event.Connected), told)
    }

    @Test
    fun `a phone without a network is known to be so from the beginning`() {
        val manager = application.getSystemService(ConnectivityManager::class.java)
        shadowOf(manager).setActiveNetworkInfo(null)
        val connectivity = Connectivity {}
        onMain { connectivity.watch(application) }
        assertEquals(Event.Disconnected, connectivity.event())
    }

    @Test
    fun `a change of the time zone is told`() {
        var count = 0
        TimeZoneChanges { count += 1 }.watch(application)
        onMain { application.sendBroadcast(Intent(Intent.ACTION_TIMEZONE_CHANGED)) }
        awaitOnMain { count.takeIf { it == 1 } }
    }

    @Test
    fun `the background job is there once, with a network, and after a restart`() {
        RefreshJob.schedule(application)
        val scheduler = checkNotNull(application.getSystemService(JobScheduler::class.java))
        val job = scheduler.allPendingJobs.single()
        assertNotNull(job.requiredNetwork)
        assertTrue(job.isPeriodic && job.isPersisted)
        RefreshJob.schedule(application)
        assertTrue(scheduler.allPendingJobs.single() === job)
    }

    @Test
    @Config(application = FieldloopApplication::class)
    fun `the background job is done when the core has come to rest`() {
        val job = onMain { Robolectric.buildService(RefreshJob::class.java).create().get() }
        val parameters = Shadow.newInstanceOf(JobParameters::class.java)
        assertTrue(onMain { job.onStartJob(parameters) })
        awaitOnMain { true.takeIf { shadowOf(job).isJobFinished } }
        assertFalse(shadowOf(job).isRescheduleNeeded)
    }
}
