// Syncing while nobody looks, when the system thinks fit.

package com.fieldloop

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import kotlinx.coroutines.Job
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch

/** Has the core sync, and is done when that has come to rest. */
class RefreshJob : JobService() {
    private val scope = MainScope()
    private var refreshing: Job? = null

    override fun onStartJob(parameters: JobParameters): Boolean {
        refreshing = scope.launch {
            val application = application as FieldloopApplication
            val state = application.state.first { it != CoreState.Opening }
            // That it cannot be opened, the person is told when they come back.
            (state as? CoreState.Open)?.core?.refresh()
            jobFinished(parameters, false)
        }
        return true
    }

    override fun onStopJob(parameters: JobParameters): Boolean {
        // What is under way may go on as long as the process lives; only nobody waits for it.
        refreshing?.cancel()
        return true
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    companion object {
        private const val ID = 1
        private const val PERIOD_MS = 30 * 60 * 1000L

        /** Sees to it that the system does this now and then, when there is a network. */
        fun schedule(context: Context) {
            val scheduler = context.getSystemService(JobScheduler::class.java) ?: return
            // Scheduled anew, its time would begin from the start with each process.
            if (scheduler.getPendingJob(ID) != null) return
            val job = JobInfo.Builder(ID, ComponentName(context, RefreshJob::class.java))
                .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                .setPeriodic(PERIOD_MS)
                .setPersisted(true)
                .build()
            scheduler.schedule(job)
        }
    }
}
