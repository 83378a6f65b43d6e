// The core, driven: one queue owns the object out of the library, so that nothing calls it twice
// at a time, nor on the main thread. Events go in, the page comes out; what the core wants done
// outside (HTTP, the keychain) is begun here and answered here. What any of it means is the core's
// affair.

package com.fieldloop.core

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch

/** A phone's core. Everything here may be called from any thread. */
class Core private constructor(private val platform: Platform, opened: FieldloopCore, first: Page) {
    private val shownPage = MutableStateFlow(first)
    private val drawCount = MutableStateFlow(0L)
    private val lastFault = MutableStateFlow<CoreFault?>(null)

    private val queue = Channel<() -> Unit>(Channel.UNLIMITED)
    private val secrets = Channel<() -> Unit>(Channel.UNLIMITED)
    private val secretsUnderWay = MutableStateFlow(0)
    private val http = Http()

    /** What goes on beside the queue. */
    private val beside = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    // What only the queue touches.

    /** The object out of the library; null once there is none any more. */
    private var owned: FieldloopCore? = opened
    private val requests = mutableMapOf<ULong, Job>()
    private var ticker: Job? = null

    /** Whether an event has got through since the object was last opened anew. */
    private var hasProgressed = true

    /** What is visible. */
    val page: StateFlow<Page> = shownPage.asStateFlow()

    /**
     * Counts how often the core has had the page drawn. A photo that has come may change nothing
     * on the page: who shows photos asks for them again whenever this changes.
     */
    val draws: StateFlow<Long> = drawCount.asStateFlow()

    /**
     * Why the core has stopped for good; null while it runs. Nothing that is stored is lost. What
     * is sent to a core that has stopped goes nowhere.
     */
    val fault: StateFlow<CoreFault?> = lastFault.asStateFlow()

    // After everything that it uses.
    private val running = CoroutineScope(Dispatchers.IO).launch { run() }

    /** Tells the core what has happened. Returns at once; events arrive in their order. */
    fun send(event: Event) {
        queue.trySend { happen(event) }
    }

    /** The app has come to the foreground: the core is told of the time until [background]. */
    fun foreground() = send(Event.Foregrounded)

    /** The app has gone to the background. */
    fun background() = send(Event.Backgrounded)

    /**
     * Has the core sync, and returns when it has come to rest: nothing is said any more, up or
     * down. For when the system lets the app do something in the background.
     */
    suspend fun refresh() {
        val syncing = beside.launch {
            ask { happen(Event.Refresh) }
            combine(page, fault, secretsUnderWay) { _, _, _ -> isAtRest() }.first { it }
        }
        try {
            // It also ends with the core.
            syncing.join()
        } finally {
            syncing.cancel()
        }
    }

    /** A photo that the page names, if it is on this phone. */
    suspend fun photo(id: String): Photo? = ask {
        var photo: Photo? = null
        drive {
            photo = it.photo(id)
            emptyList()
        }
        photo
    }

    /** What the core did lately, as a text to share. Nothing personal stands in it. */
    suspend fun log(): String? = ask {
        var log: String? = null
        drive {
            log = it.log()
            emptyList()
        }
        log
    }

    /**
     * Takes in what was sent before, gives up what is under way, and returns when the object is
     * closed and another core may open the folder. May be called again.
     */
    suspend fun close() {
        queue.close()
        running.join()
    }

    /** Waits for the queue's turn; null if it is closed. */
    private suspend fun <T> ask(work: () -> T): T? {
        val answer = CompletableDeferred<T>()
        return if (queue.trySend { answer.complete(work()) }.isSuccess) answer.await() else null
    }

    private fun isAtRest(): Boolean {
        // A core that was just opened is given its token first, and syncs then. In this order: what
        // came of the token is on the page before it counts as given.
        val hasSecrets = secretsUnderWay.value == 0
        val sync = page.value.frame.sync
        return fault.value != null || (hasSecrets && !sync.isBusy && !sync.isMovingPhotos)
    }

    private suspend fun run() {
        // A keychain may be slow. It is asked one thing after the other.
        beside.launch(Dispatchers.IO) { secrets.runAll() }
        // The first event takes the requests that opening has begun.
        drive { it.send(Event.Tick, platform.clock()) }
        queue.runAll()
        release()
        beside.cancel()
        http.close()
    }

    private suspend fun Channel<() -> Unit>.runAll() {
        for (work in this) {
            work()
        }
    }

    private fun happen(event: Event) {
        when (event) {
            Event.Foregrounded -> startTicking()
            Event.Backgrounded -> stopTicking()
            else -> Unit
        }
        if (drive { it.send(event, platform.clock()) }) {
            hasProgressed = true
        }
    }

    private fun startTicking() {
        if (owned == null || ticker != null) return
        ticker = beside.launch {
            while (true) {
                delay(platform.tickInterval)
                // The app may have gone to the background before its turn comes.
                queue.trySend { if (ticker != null) happen(Event.Tick) }
            }
        }
    }

    private fun stopTicking() {
        ticker?.cancel()
        ticker = null
    }

    /** Calls the object and begins the requests that come back. Whether it got through that. */
    private fun drive(call: (FieldloopCore) -> List<ShellRequest>): Boolean {
        val core = owned ?: return false
        return try {
            call(core).forEach { begin(it, core) }
            true
        } catch (_: CoreFault.NotWaiting) {
            // The request was given up, or answered too late.
            true
        } catch (fault: CoreFault) {
            reopen(fault)
            false
        } catch (panic: InternalException) {
            reopen(CoreFault.Broken(panic.message.orEmpty()))
            false
        }
    }

    /** As [drive], unless the object that has asked is not there any more. */
    private fun answer(asker: FieldloopCore, call: (FieldloopCore) -> List<ShellRequest>) {
        queue.trySend {
            if (asker === owned) {
                drive(call)
            }
        }
    }

    private fun begin(shellRequest: ShellRequest, asker: FieldloopCore) {
        when (shellRequest) {
            ShellRequest.Draw -> {
                shownPage.value = asker.page()
                drawCount.value += 1
            }

            is ShellRequest.Http -> {
                // Undispatched, so that requests begin in their order.
                requests[shellRequest.id] = beside.launch(start = CoroutineStart.UNDISPATCHED) {
                    val answer = http.perform(shellRequest.request)
                    answer(asker) {
                        requests.remove(shellRequest.id)
                        it.answerHttp(shellRequest.id, answer, platform.clock())
                    }
                }
            }

            is ShellRequest.Cancel -> {
                requests.remove(shellRequest.id)?.cancel()
            }

            is ShellRequest.Secret -> {
                secretsUnderWay.value += 1
                secrets.trySend {
                    val answer = platform.secrets.answer(shellRequest.request)
                    answer(asker) { it.answerSecret(shellRequest.id, answer, platform.clock()) }
                    // After that, so that what comes of the answer is on the page before.
                    queue.trySend { secretsUnderWay.value -= 1 }
                }
            }
        }
    }

    /**
     * The object has a bug, and has stopped; what it had stored is whole. One that stops again
     * without having got through any event would go on stopping: then the person is told.
     */
    private fun reopen(cause: CoreFault) {
        release()
        try {
            if (!hasProgressed) throw cause
            hasProgressed = false
            owned = platform.open()
        } catch (fault: CoreFault) {
            stopTicking()
            lastFault.value = fault
            return
        }
        val event = if (ticker == null) Event.Tick else Event.Foregrounded
        drive { it.send(event, platform.clock()) + ShellRequest.Draw }
    }

    private fun release() {
        requests.values.forEach { it.cancel() }
        requests.clear()
        owned?.close()
        owned = null
    }

    companion object {
        /**
         * Opens a core; [page] has something to draw at once. Reads files, so not for the main
         * thread.
         *
         * @throws CoreFault if that fails: `Storage` and `NeedsUpdate` say in words for the person
         * what is to be done.
         */
        @Throws(CoreFault::class)
        fun open(platform: Platform): Core {
            val opened = platform.open()
            try {
                return Core(platform, opened, opened.page())
            } catch (fault: CoreFault) {
                opened.close()
                throw fault
            }
        }
    }
}
