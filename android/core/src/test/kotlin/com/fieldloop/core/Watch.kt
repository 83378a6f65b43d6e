// The real object out of the library, watched: every call is noted, and a test may have one break.

package com.fieldloop.core

import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger

/** Opens watched objects, one after the other, as a core does. */
internal class Watch(
    private val breaksAt: (opening: Int, call: Any) -> Boolean = { _, _ -> false }
) {
    /** Every object that was opened. */
    val opened = CopyOnWriteArrayList<Watched>()

    /** What was called, in its order: an [Event], an [HttpAnswer], a [SecretAnswer] or "page". */
    val calls = LinkedBlockingQueue<Any>()

    /** How many calls were under way at once, at most. */
    val atOnce = AtomicInteger()

    fun open(config: Config, clock: ClockReading): FieldloopCore =
        Watched(FieldloopCore.open(config, clock), opened.size).also(opened::add)

    /** The calls from the next one on, up to one like this. */
    fun callsUntil(isLast: (Any) -> Boolean): List<Any> {
        val seen = mutableListOf<Any>()
        do {
            seen +=
                calls.poll(PATIENCE_S, TimeUnit.SECONDS)
                    ?: error("nothing more is called after $seen")
        } while (!isLast(seen.last()))
        return seen
    }

    inner class Watched(private val real: FieldloopCore, private val opening: Int) :
        FieldloopCore(NoHandle) {
        private val underWay = AtomicInteger()

        val isDestroyed: Boolean get() = real.uniffiIsDestroyed

        override fun send(event: Event, clock: ClockReading) =
            watch(event) { real.send(event, clock) }

        override fun answerHttp(id: ULong, answer: HttpAnswer, clock: ClockReading) =
            watch(answer) { real.answerHttp(id, answer, clock) }

        override fun answerSecret(id: ULong, answer: SecretAnswer, clock: ClockReading) =
            watch(answer) { real.answerSecret(id, answer, clock) }

        override fun page() = watch("page") { real.page() }

        override fun photo(id: String) = watch(id) { real.photo(id) }

        override fun log() = real.log()

        override fun destroy() {
            super.destroy()
            real.destroy()
        }

        private fun <T> watch(call: Any, go: () -> T): T {
            val count = underWay.incrementAndGet()
            atOnce.accumulateAndGet(count, ::maxOf)
            try {
                calls.add(call)
                if (breaksAt(opening, call)) throw CoreFault.Broken("broken on purpose")
                return go()
            } finally {
                underWay.decrementAndGet()
            }
        }
    }

    private companion object {
        const val PATIENCE_S = 20L
    }
}
