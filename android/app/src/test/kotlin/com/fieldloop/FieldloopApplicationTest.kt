// The process and its window, on the framework's own code and with the real core.

package com.fieldloop

import android.app.Activity
import android.app.Application
import android.content.Context
import android.view.ViewGroup
import android.widget.TextView
import com.fieldloop.core.Event
import com.fieldloop.core.Language
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.robolectric.util.ReflectionHelpers
import org.robolectric.util.ReflectionHelpers.ClassParameter.from

@RunWith(RobolectricTestRunner::class)
class FieldloopApplicationTest {
    @Test
    fun `the window shows where the person is, in their language`() {
        val application = RuntimeEnvironment.getApplication() as FieldloopApplication
        val activity = onMain { Robolectric.buildActivity(MainActivity::class.java).setup().get() }
        val core = awaitOnMain { application.state.value as? CoreState.Open }.core
        awaitOnMain { shown(activity).takeIf { it.first() == "Sign in" } }
        core.send(Event.SetLanguage(Language.CHINESE))
        awaitOnMain { shown(activity).takeIf { it.first() == "登录" } }
    }

    @Test
    @Config(application = Application::class)
    fun `a storage that does not open is told, and tried again when the person is back`() {
        val base: Context = RuntimeEnvironment.getApplication()
        val blocked = File(base.noBackupFilesDir, "core").apply { writeText("no folder") }
        val application = FieldloopApplication()
        onMain {
            ReflectionHelpers.callInstanceMethod<Unit>(
                application,
                "attach",
                from(Context::class.java, base)
            )
            application.onCreate()
        }
        val failed = awaitOnMain { application.state.value as? CoreState.Failed }
        assertTrue(
            failed.fault.message,
            failed.fault.message
                .orEmpty()
                .contains("storage")
        )
        blocked.delete()
        onMain {
            val started =
                from(Activity::class.java, Robolectric.buildActivity(Activity::class.java).get())
            ReflectionHelpers.callInstanceMethod<Unit>(
                application,
                "dispatchActivityStarted",
                started
            )
        }
        val done = awaitOnMain { application.state.value as? CoreState.Open }
        assertEquals("Sign in", done.core.page.value.frame.title)
    }

    private fun shown(activity: Activity): List<String> {
        val column = activity.requireViewById<ViewGroup>(
            android.R.id.content
        ).getChildAt(0) as ViewGroup
        return List(column.childCount) { (column.getChildAt(it) as TextView).text.toString() }
    }
}
