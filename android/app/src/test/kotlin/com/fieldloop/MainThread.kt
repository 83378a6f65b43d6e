// The main thread, as tests beside it see it.

package com.fieldloop

import android.os.Handler
import android.os.Looper
import java.util.concurrent.FutureTask
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource

private val PATIENCE = 20.seconds

/** Does this on the main thread, and waits for it. */
internal fun <T> onMain(work: () -> T): T {
    val task = FutureTask(work)
    Handler(Looper.getMainLooper()).post(task)
    return task.get(PATIENCE.inWholeSeconds, TimeUnit.SECONDS)
}

/** Waits until the main thread has something; it does its own work in between. */
internal fun <T : Any> awaitOnMain(work: () -> T?): T {
    val start = TimeSource.Monotonic.markNow()
    while (start.elapsedNow() < PATIENCE) {
        onMain(work)?.let { return it }
    }
    error("what was waited for has not come")
}
