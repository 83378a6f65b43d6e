// What is kept, what is lost, and what is only not to be had just now.

package com.fieldloop

import com.fieldloop.SoftwareKeystore.Trouble
import java.io.File
import java.security.ProviderException
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

@RunWith(RobolectricTestRunner::class)
@Config(application = android.app.Application::class)
class KeystoreSecretsTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val file get() = File(folder.root, "secret")

    /** A new one each time, as after a restart. */
    private val secrets get() = KeystoreSecrets(file)

    @Before
    fun installKeystore() = SoftwareKeystore.install()

    @Test
    fun `what is saved last is kept, and cannot be read in the file`() {
        assertNull(secrets.load())
        secrets.save("device first")
        secrets.save("设备 token")
        assertEquals("设备 token", secrets.load())
        assertFalse(file.readText().contains("token"))
        val former = file.readBytes().toList()
        secrets.save("设备 token")
        assertFalse("no nonce is used twice", former == file.readBytes().toList())
    }

    @Test
    fun `what is deleted is gone, and deleting nothing is fine`() {
        secrets.delete()
        secrets.save("token")
        secrets.delete()
        assertNull(secrets.load())
        assertFalse(file.exists())
    }

    @Test
    fun `what a lost key was for is lost, and another key is made`() {
        val losses =
            listOf(
                { SoftwareKeystore.keys.clear() },
                { SoftwareKeystore.trouble = Trouble.UNREADABLE },
                { SoftwareKeystore.trouble = Trouble.USELESS }
            )
        for (lose in losses) {
            secrets.save("token")
            lose()
            assertNull(secrets.load())
            secrets.save("another")
            assertEquals("another", secrets.load())
        }
    }

    @Test
    fun `a file that is not what was written is lost`() {
        secrets.save("token")
        val whole = file.readBytes()
        val damaged =
            listOf(
                ByteArray(0),
                ByteArray(5),
                whole.copyOf(12),
                whole.copyOf(20),
                whole.reversedArray()
            )
        for (bytes in damaged) {
            file.writeBytes(bytes)
            assertNull(secrets.load())
        }
        file.writeBytes(whole)
        assertEquals("token", secrets.load())
    }

    @Test
    fun `a keystore that does not answer throws, and loses nothing`() {
        secrets.save("token")
        SoftwareKeystore.trouble = Trouble.SILENT
        assertThrows(ProviderException::class.java) { secrets.load() }
        assertThrows(ProviderException::class.java) { secrets.save("another") }
        SoftwareKeystore.trouble = Trouble.NONE
        assertEquals("token", secrets.load())
    }
}
