// A keystore in software, under the name of Android's: keys by their alias, and the troubles that
// keystores of phones have. What it is asked for is held to what Android's would take.

package com.fieldloop

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.ProviderException
import java.security.SecureRandom
import java.security.Security
import java.security.UnrecoverableKeyException
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey
import javax.crypto.spec.SecretKeySpec

internal object SoftwareKeystore {
    enum class Trouble {
        /** Nothing. */
        NONE,

        /** It does not answer just now. */
        SILENT,

        /** What it has under the alias cannot be read any more. */
        UNREADABLE,

        /** It gives a key that cannot be used any more. */
        USELESS
    }

    val keys: MutableMap<String, SecretKey> = Collections.synchronizedMap(mutableMapOf())

    @Volatile
    var trouble = Trouble.NONE

    /** Puts it, empty and well, in the place of Android's. */
    fun install() {
        keys.clear()
        trouble = Trouble.NONE
        Security.removeProvider(Named.name)
        Security.addProvider(Named)
    }

    private object Named : Provider("AndroidKeyStore", "1", "in software, for tests") {
        init {
            put("KeyStore.AndroidKeyStore", Store::class.java.name)
            put("KeyGenerator.AES", Generator::class.java.name)
        }

        private fun readResolve(): Any = Named
    }

    class Generator : KeyGeneratorSpi() {
        private lateinit var alias: String

        override fun engineInit(parameters: AlgorithmParameterSpec, random: SecureRandom?) {
            parameters as KeyGenParameterSpec
            check(parameters.keySize == 256)
            check(parameters.blockModes.toList() == listOf(KeyProperties.BLOCK_MODE_GCM))
            check(
                parameters.encryptionPaddings.toList() ==
                    listOf(KeyProperties.ENCRYPTION_PADDING_NONE)
            )
            check(
                parameters.purposes ==
                    KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
            )
            check(!parameters.isUserAuthenticationRequired)
            alias = parameters.keystoreAlias
        }

        override fun engineGenerateKey(): SecretKey {
            if (trouble == Trouble.SILENT) throw ProviderException("the keystore does not answer")
            val key = SecretKeySpec(ByteArray(32).also(SecureRandom()::nextBytes), "AES")
            keys[alias] = key
            // What was in the way was in the way of the former key.
            trouble = Trouble.NONE
            return key
        }

        override fun engineInit(random: SecureRandom?) = throw UnsupportedOperationException()

        override fun engineInit(size: Int, random: SecureRandom?) =
            throw UnsupportedOperationException()
    }

    class Store : KeyStoreSpi() {
        override fun engineLoad(stream: InputStream?, password: CharArray?) =
            check(stream == null && password == null)

        override fun engineGetKey(alias: String, password: CharArray?): Key? = when (trouble) {
            Trouble.NONE -> keys[alias]
            Trouble.SILENT -> throw ProviderException("the keystore does not answer")
            Trouble.UNREADABLE -> throw UnrecoverableKeyException("the key cannot be read")
            Trouble.USELESS -> SecretKeySpec(ByteArray(1), "AES")
        }

        override fun engineDeleteEntry(alias: String) {
            keys.remove(alias)
        }

        override fun engineContainsAlias(alias: String): Boolean = alias in keys

        override fun engineSize(): Int = keys.size

        override fun engineAliases(): Enumeration<String> = Collections.enumeration(keys.keys)

        override fun engineIsKeyEntry(alias: String): Boolean = alias in keys

        override fun engineIsCertificateEntry(alias: String): Boolean = false

        override fun engineGetCertificate(alias: String): Certificate? = null

        override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null

        override fun engineGetCertificateAlias(certificate: Certificate): String? = null

        override fun engineGetCreationDate(alias: String): Date? = null

        override fun engineSetKeyEntry(
            alias: String,
            key: Key?,
            password: CharArray?,
            chain: Array<Certificate>?
        ) = throw UnsupportedOperationException()

        override fun engineSetKeyEntry(alias: String, key: ByteArray?, chain: Array<Certificate>?) =
            throw UnsupportedOperationException()

        override fun engineSetCertificateEntry(alias: String, certificate: Certificate?) =
            throw UnsupportedOperationException()

        override fun engineStore(stream: OutputStream?, password: CharArray?) =
            throw UnsupportedOperationException()
    }
}
