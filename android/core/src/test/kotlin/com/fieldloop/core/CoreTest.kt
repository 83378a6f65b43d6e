// What a shell can rely on in a core, whatever the network and the keychain do: order, no waiting,
// and an end that leaves nothing behind. What phones do with a server is in the contract.

package com.fieldloop.core

import java.io.File
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicLong
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class CoreTest {
    @TempDir
    lateinit var folder: File

    private val cores = mutableListOf<Core>()

    @AfterEach
    fun close() = runBlocking { cores.forEach { it.close() } }

    @Test
    fun `there is a page to draw at once`() {
        val page = open().page.value
        assertEquals("Sign in", page.frame.title)
        assertTrue(page.content is Content.SignIn)
    }

    @Test
    fun `events keep their order, and nothing calls the object twice at a time`() {
        val watch = Watch()
        val server = RawServer { read() }
        server.use {
            val core = open(watch)
            val events = List(500) { Event.Search("$it") }
            // Each answer comes from another thread, in the middle of the events.
            for (event in events) {
                core.send(signIn(it.address))
                core.send(event)
            }
            core.send(signIn(it.address))
            val calls = watch.callsUntil { call -> call == events.last() }
            assertEquals(events, calls.filterIsInstance<Event.Search>())
            watch.callsUntil { call -> call is HttpAnswer }
            assertEquals(1, watch.atOnce.get())
        }
    }

    @Test
    fun `pages come while a request hangs`() {
        hanging().use {
            val core = open()
            core.send(signIn(it.address))
            core.await { page -> page.isBusy }
            core.send(Event.SetLanguage(Language.CHINESE))
            core.await { page -> page.frame.title == "登录" }
            assertTrue(core.page.value.isBusy)
        }
    }

    @Test
    fun `what the core gives up ends on the wire`() {
        val uptime = AtomicLong()
        hanging().use {
            val core = open(clock = { ClockReading(0, uptime.get(), "") })
            core.send(signIn(it.address))
            it.request()
            uptime.addAndGet(1.hours.inWholeMilliseconds)
            core.send(Event.Tick)
            it.awaitEnd()
            core.await { page -> !page.isBusy && page.frame.message != null }
        }
    }

    @Test
    fun `time passes in the foreground only`() {
        val watch = Watch()
        val core = open(watch, tickInterval = 1.milliseconds)
        watch.callsUntil { it == Event.Tick }
        core.foreground()
        watch.callsUntil { it == Event.Foregrounded }
        repeat(3) { watch.callsUntil { call -> call == Event.Tick } }
        core.background()
        watch.callsUntil { it == Event.Backgrounded }
        val markers = List(200) { Event.Search("$it") }
        markers.forEach(core::send)
        val calls = watch.callsUntil { it == markers.last() }
        assertFalse(Event.Tick in calls)
        core.foreground()
        watch.callsUntil { it == Event.Tick }
    }

    @Test
    fun `a core that breaks is opened anew, and goes on where it was`() {
        val last = Event.Search("the last straw")
        val watch = Watch { opening, call -> opening == 0 && call == last }
        hanging().use {
            val core = open(watch)
            core.foreground()
            core.send(signIn(it.address))
            it.request()
            core.send(last)
            // What was under way is dropped.
            it.awaitEnd()
            watch.callsUntil { call -> call == last }
            assertEquals(Event.Foregrounded, watch.callsUntil { call -> call is Event }.last())
            core.await { page -> !page.isBusy }
            core.send(Event.SetLanguage(Language.CHINESE))
            core.await { page -> page.frame.title == "登录" }
            assertNull(core.fault.value)
            assertEquals(listOf(true, false), watch.opened.map { one -> one.isDestroyed })
        }
    }

    @Test
    fun `a core that breaks over its page is opened anew, too`() {
        val isDue = AtomicBoolean()
        val watch = Watch { _, call -> call == "page" && isDue.getAndSet(false) }
        val core = open(watch)
        assertNull(photo(core))
        isDue.set(true)
        core.send(Event.SetLanguage(Language.CHINESE))
        core.await { page -> page.frame.title == "登录" }
        assertEquals(2, watch.opened.size)
        assertNull(core.fault.value)
    }

    @Test
    fun `a core that keeps breaking stops, and says so`() {
        val watch = Watch { opening, call -> opening > 0 || call == Event.Back }
        val core = open(watch)
        core.send(Event.Back)
        val fault = runBlocking { withTimeout(PATIENCE) { core.fault.first { it != null } } }
        assertTrue(fault is CoreFault.Broken)
        assertEquals(listOf(true, true), watch.opened.map { it.isDestroyed })
        core.foreground()
        core.send(Event.Tick)
        assertNull(photo(core))
        assertEquals(2, watch.opened.size)
    }

    @Test
    fun `a core that breaks now and then goes on`() {
        val watch = Watch { _, call -> call == Event.Back }
        val core = open(watch)
        repeat(3) {
            core.send(Event.Back)
            core.send(Event.Dismiss)
        }
        assertNull(photo(core))
        assertNull(core.fault.value)
        assertEquals(4, watch.opened.size)
    }

    @Test
    fun `a storage that is gone when the core is opened anew is told`() {
        val watch = Watch { opening, call ->
            val breaks = opening == 0 && call == Event.Back
            if (breaks) {
                folder.deleteRecursively()
                folder.writeText("no folder any more")
            }
            breaks
        }
        val core = open(watch)
        core.send(Event.Back)
        val fault = runBlocking { withTimeout(PATIENCE) { core.fault.first { it != null } } }
        assertTrue(fault is CoreFault.Storage)
        assertTrue(fault?.message.orEmpty().contains("storage"))
    }

    @Test
    fun `a storage that cannot be opened says so in words`() {
        val file = folder.resolve("file").apply { writeText("no folder") }
        val fault = assertThrows(CoreFault.Storage::class.java) { open(dataFolder = file) }
        assertTrue(fault.message.orEmpty().contains("storage"), fault.message)
    }

    @Test
    fun `a core that is closed leaves nothing behind, and takes in what was sent before`() {
        val watch = Watch()
        hanging().use {
            val core = open(watch, tickInterval = 1.milliseconds)
            core.foreground()
            core.send(signIn(it.address))
            it.request()
            core.send(Event.SetLanguage(Language.CHINESE))
            runBlocking { core.close() }
            it.awaitEnd()
            assertEquals("登录", core.page.value.frame.title)
            assertTrue(watch.opened.single().isDestroyed)
            watch.calls.clear()
            core.send(Event.Back)
            core.background()
            assertNull(photo(core))
            runBlocking { core.close() }
            assertEquals(emptyList<Any>(), watch.calls.toList())
        }
    }

    @Test
    fun `another core goes on in the folder of one that is closed`() {
        val core = open()
        core.send(Event.SetLanguage(Language.CHINESE))
        runBlocking { core.close() }
        assertEquals("登录", open().page.value.frame.title)
    }

    private fun open(
        watch: Watch = Watch(),
        clock: (() -> ClockReading)? = null,
        tickInterval: Duration = 1.hours,
        dataFolder: File = folder
    ): Core {
        val secrets = FileSecrets(folder)
        val languages = listOf("en")
        val platform = if (clock == null) {
            Platform(
                dataFolder,
                languages,
                "1.0",
                secrets,
                tickInterval = tickInterval,
                openObject = watch::open
            )
        } else {
            Platform(dataFolder, languages, "1.0", secrets, clock, tickInterval, watch::open)
        }
        return Core.open(platform).also(cores::add)
    }

    private fun Core.await(isExpected: (Page) -> Boolean) =
        runBlocking { withTimeout(PATIENCE) { page.first(isExpected) } }

    /** Asks for a photo that is not there, which takes everything in that was sent before. */
    private fun photo(core: Core) = runBlocking { withTimeout(PATIENCE) { core.photo("none") } }

    private fun signIn(server: String) = Event.SignIn(server, "fang", "secret", "test", false)

    private val Page.isBusy get() = (content as Content.SignIn).v1.isBusy

    /** A server that never answers. */
    private fun hanging() = RawServer {
        read()
        awaitEnd()
    }

    private companion object {
        val PATIENCE = 20.seconds
    }
}
