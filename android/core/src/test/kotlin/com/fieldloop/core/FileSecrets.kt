// The keychain of phones in tests: a file that only its owner may read, written whole or not at
// all, whenever the phone is killed.

package com.fieldloop.core

import java.io.File
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardOpenOption.CREATE
import java.nio.file.StandardOpenOption.TRUNCATE_EXISTING
import java.nio.file.StandardOpenOption.WRITE
import java.nio.file.attribute.PosixFilePermissions
import java.nio.file.attribute.PosixFilePermissions.asFileAttribute

internal class FileSecrets(folder: File) : Secrets {
    private val kept = folder.toPath().resolve("secret")
    private val draft = folder.toPath().resolve("secret.new")

    override fun save(text: String) {
        FileChannel.open(draft, setOf(CREATE, TRUNCATE_EXISTING, WRITE), OWNER_ONLY).use {
            val bytes = Charsets.UTF_8.encode(text)
            while (bytes.hasRemaining()) it.write(bytes)
            it.force(true)
        }
        Files.move(draft, kept, ATOMIC_MOVE)
    }

    override fun load(): String? = if (Files.exists(kept)) Files.readString(kept) else null

    override fun delete() {
        Files.deleteIfExists(kept)
    }

    private companion object {
        val OWNER_ONLY = asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    }
}
