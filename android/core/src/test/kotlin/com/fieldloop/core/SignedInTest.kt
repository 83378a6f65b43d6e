// What a phone does that is signed in to a real server, as far as it is the shell's affair and not
// in the contract: a keychain that fails or is slow, and syncing in the background.

package com.fieldloop.core

import com.fieldloop.core.contract.FixtureServer
import java.io.File
import java.io.IOException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class SignedInTest {
    @TempDir
    lateinit var folder: File

    private val world = FixtureServer.begin()
    private val cores = mutableListOf<Core>()

    @AfterEach
    fun close() {
        runBlocking { cores.forEach { it.close() } }
        world.close()
    }

    @Test
    fun `whoever cannot keep a secret is told that they cannot sign in`() {
        val core = open(FailingSecrets(failsSaving = AtomicBoolean(true)))
        core.send(signIn())
        val page = core.await { it.frame.message != null }
        assertEquals(
            "The phone's keychain does not work, so you cannot sign in.",
            page.frame.message?.text
        )
    }

    @Test
    fun `a keychain that cannot be read yet is asked again`() {
        signedIn(open(FileSecrets(folder)))
        val failsLoading = AtomicBoolean(true)
        val watch = Watch()
        val core = open(FailingSecrets(failsLoading = failsLoading), watch)
        watch.callsUntil { it == SecretAnswer.Failed }
        assertTrue(core.page.value.content is Content.List)
        failsLoading.set(false)
        core.foreground()
        watch.callsUntil { it is SecretAnswer.Found }
        watch.callsUntil { it is HttpAnswer.Answered }
    }

    @Test
    fun `whoever has lost the secret signs in again`() {
        signedIn(open(FileSecrets(folder)))
        FileSecrets(folder).delete()
        val page = open(FileSecrets(folder)).await { it.frame.sync.problem != "" }
        assertEquals(
            "Your sign-in has ended. Sign in again; what is not sent stays on the phone.",
            page.frame.sync.problem
        )
    }

    @Test
    fun `a slow keychain holds nothing up`() {
        val maySave = CountDownLatch(1)
        val core = open(SlowSecrets(maySave))
        core.send(signIn())
        core.send(Event.SetLanguage(Language.CHINESE))
        core.await { it.frame.title == "登录" }
        core.send(Event.SetLanguage(Language.ENGLISH))
        maySave.countDown()
        core.await { it.content is Content.List }
    }

    @Test
    fun `a core that was only just opened syncs before it is at rest`() {
        signedIn(open(FileSecrets(folder)))
        val mayLoad = CountDownLatch(1)
        val watch = Watch()
        val core = open(SlowSecrets(mayLoad), watch)
        runBlocking {
            val refreshing = launch(Dispatchers.Default) { core.refresh() }
            watch.callsUntil { it == Event.Refresh }
            // Time enough to be done too early.
            repeat(200) { core.photo("none") }
            assertFalse(refreshing.isCompleted)
            mayLoad.countDown()
            withTimeout(PATIENCE) { refreshing.join() }
        }
        val answers = watch.calls.filterIsInstance<HttpAnswer.Answered>()
        assertEquals(listOf(200.toUShort()), answers.map { it.status }.distinct())
        assertFalse(core.page.value.frame.sync.isBusy)
    }

    @Test
    fun `a core without a network, or a closed one, comes to rest as well`() {
        signedIn(open(FileSecrets(folder)))
        world.take(JsonObject(mapOf("cut" to JsonPrimitive("fang"))))
        val core = open(FileSecrets(folder))
        runBlocking { withTimeout(PATIENCE) { core.refresh() } }
        assertEquals(
            "The server cannot be reached. It will be tried again.",
            core.page.value.frame.sync.problem
        )
        runBlocking {
            core.close()
            withTimeout(PATIENCE) { core.refresh() }
        }
    }

    @Test
    fun `what a broken core had asked for is answered to nobody`() {
        signedIn(open(FileSecrets(folder)))
        val mayLoad = CountDownLatch(1)
        val watch = Watch { opening, call -> opening == 0 && call == Event.Back }
        val core = open(SlowSecrets(mayLoad), watch)
        core.send(Event.Back)
        watch.callsUntil { it == Event.Back }
        mayLoad.countDown()
        runBlocking { withTimeout(PATIENCE) { core.refresh() } }
        assertEquals(1, watch.calls.count { it is SecretAnswer })
    }

    /** Does nothing until it may. */
    private inner class SlowSecrets(
        private val may: CountDownLatch,
        private val kept: Secrets = FileSecrets(folder)
    ) : Secrets by kept {
        override fun save(text: String) {
            may.await()
            kept.save(text)
        }

        override fun load(): String? {
            may.await()
            return kept.load()
        }
    }

    /** Fails as long as it is told to. */
    private inner class FailingSecrets(
        val failsSaving: AtomicBoolean = AtomicBoolean(),
        val failsLoading: AtomicBoolean = AtomicBoolean()
    ) : Secrets {
        private val kept = FileSecrets(folder)

        override fun save(text: String) =
            if (failsSaving.get()) throw IOException("locked") else kept.save(text)

        override fun load() = if (failsLoading.get()) throw IOException("locked") else kept.load()

        override fun delete() = kept.delete()
    }

    private fun open(secrets: Secrets, watch: Watch = Watch()): Core {
        val platform = Platform(folder, listOf("en"), "1.0", secrets, openObject = watch::open)
        return Core.open(platform).also(cores::add)
    }

    /** Signs in, and closes the core when everything is there. */
    private fun signedIn(core: Core) {
        core.send(signIn())
        core.await { it.frame.sync.badge.text == "In sync" }
        runBlocking { core.close() }
    }

    private fun signIn(): Event {
        val (server, login, password) = world.people.getValue("fang")
        return Event.SignIn(server, login, password, "test", false)
    }

    private fun Core.await(isExpected: (Page) -> Boolean): Page =
        runBlocking { withTimeout(PATIENCE) { page.first(isExpected) } }

    private companion object {
        val PATIENCE = 20.seconds
    }
}
