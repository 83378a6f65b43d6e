// The token, encrypted by a key that never leaves the phone's keystore. Whoever copies the file has
// nothing.

package com.fieldloop

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.util.AtomicFile
import com.fieldloop.core.Secrets
import java.io.File
import java.io.FileNotFoundException
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * Keeps a text in a file: the nonce, then what AES-GCM made of it.
 *
 * A keystore can lose its keys: with another lock screen, after a restore, by a fault of the phone.
 * Then what was kept is lost for good, and the person signs in again. A keystore that only does not
 * answer throws, and is asked again.
 */
class KeystoreSecrets(file: File) : Secrets {
    private val file = AtomicFile(file)

    override fun save(text: String) {
        val cipher = try {
            encrypting(existingKey() ?: newKey())
        } catch (_: GeneralSecurityException) {
            // A key that is there and does not work any more.
            encrypting(newKey())
        }
        write(cipher.iv + cipher.doFinal(text.toByteArray()))
    }

    override fun load(): String? {
        val kept = try {
            file.readFully()
        } catch (_: FileNotFoundException) {
            return null
        }
        return try {
            val key = existingKey() ?: return null
            val cipher = Cipher.getInstance(TRANSFORMATION)
            cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, kept, 0, NONCE_BYTES))
            String(cipher.doFinal(kept, NONCE_BYTES, kept.size - NONCE_BYTES))
        } catch (_: GeneralSecurityException) {
            null
        } catch (_: IllegalArgumentException) {
            // Shorter than anything that was ever written.
            null
        }
    }

    override fun delete() {
        file.delete()
        if (file.baseFile.exists()) throw IOException("the file cannot be deleted")
    }

    private fun encrypting(key: SecretKey): Cipher =
        Cipher.getInstance(TRANSFORMATION).apply { init(Cipher.ENCRYPT_MODE, key) }

    /** Whole or not at all, and durable. */
    private fun write(bytes: ByteArray) {
        val stream = file.startWrite()
        try {
            stream.write(bytes)
            file.finishWrite(stream)
        } catch (fault: IOException) {
            file.failWrite(stream)
            throw fault
        }
    }

    private fun existingKey(): SecretKey? {
        val keystore = KeyStore.getInstance(KEYSTORE).apply { load(null) }
        return keystore.getKey(ALIAS, null) as SecretKey?
    }

    /** A key in the place of any that was there. */
    private fun newKey(): SecretKey {
        // It has to work in the background, too, so it does not ask for the person.
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val specification = KeyGenParameterSpec.Builder(ALIAS, purposes)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(KEY_BITS)
            .build()
        val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KEYSTORE)
        generator.init(specification)
        return generator.generateKey()
    }

    private companion object {
        const val KEYSTORE = "AndroidKeyStore"
        const val ALIAS = "com.fieldloop.secret"
        const val TRANSFORMATION = "AES/GCM/NoPadding"
        const val KEY_BITS = 256
        const val NONCE_BYTES = 12
        const val TAG_BITS = 128
    }
}
