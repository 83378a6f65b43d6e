// Whether the person sees the app, out of what its activities go through.

package com.fieldloop

import android.app.Activity
import android.app.Application.ActivityLifecycleCallbacks
import android.os.Bundle

/** Calls when the first activity becomes visible, and when none is any more. */
class Foreground(private val onEnter: () -> Unit, private val onLeave: () -> Unit) :
    ActivityLifecycleCallbacks {
    private var visibleCount = 0

    /** Whether an activity is visible. */
    var isForeground = false
        private set

    override fun onActivityStarted(activity: Activity) {
        visibleCount += 1
        if (!isForeground) {
            isForeground = true
            onEnter()
        }
    }

    override fun onActivityStopped(activity: Activity) {
        visibleCount -= 1
        // An activity that is turned round is stopped before its successor is started.
        if (visibleCount == 0 && !activity.isChangingConfigurations) {
            isForeground = false
            onLeave()
        }
    }

    override fun onActivityCreated(activity: Activity, savedInstanceState: Bundle?) = Unit

    override fun onActivityResumed(activity: Activity) = Unit

    override fun onActivityPaused(activity: Activity) = Unit

    override fun onActivitySaveInstanceState(activity: Activity, outState: Bundle) = Unit

    override fun onActivityDestroyed(activity: Activity) = Unit
}
