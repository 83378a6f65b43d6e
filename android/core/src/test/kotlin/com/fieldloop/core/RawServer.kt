// A server down to the bytes, for tests of what no honest server would do. It knows nothing of HTTP
// but where a request ends.

package com.fieldloop.core

import java.io.IOException
import java.io.InputStream
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread

/** Has [serve] do with each connection what the test wants, in a thread of its own. */
internal class RawServer(private val serve: Connection.() -> Unit) : AutoCloseable {
    private val listener = ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())
    private val connections = CopyOnWriteArrayList<Connection>()
    private val requests = LinkedBlockingQueue<String>()
    private val ends = LinkedBlockingQueue<Unit>()

    val address = "http://127.0.0.1:${listener.localPort}"

    init {
        thread(isDaemon = true) { accept() }
    }

    /** The next request that has come. */
    fun request(): String =
        requests.poll(PATIENCE_S, TimeUnit.SECONDS) ?: error("no request has come")

    /** Waits until the other side has ended a connection in the middle of [Connection.awaitEnd]. */
    fun awaitEnd() = ends.poll(PATIENCE_S, TimeUnit.SECONDS) ?: error("no connection has ended")

    /** How many requests have come that nobody took. */
    fun pending(): Int = requests.size

    override fun close() {
        listener.close()
        connections.forEach { it.socket.close() }
    }

    private fun accept() {
        while (true) {
            val socket =
                try {
                    listener.accept()
                } catch (_: IOException) {
                    return
                }
            val connection = Connection(socket).also(connections::add)
            thread(isDaemon = true) {
                // The other side may break off whenever it likes, which some tests are about.
                runCatching { socket.use { connection.serve() } }
            }
        }
    }

    /** One connection. */
    inner class Connection(val socket: Socket) {
        private val input: InputStream = socket.getInputStream().buffered()

        /** Reads a request to its end, and remembers it as one character per byte. */
        fun read(): String {
            val head = StringBuilder()
            while (!head.endsWith("\r\n\r\n")) {
                val byte = input.read()
                if (byte < 0) throw IOException("ended in the middle of a request")
                head.append(byte.toChar())
            }
            val length =
                Regex("(?i)content-length: (\\d+)").find(head)?.run { groupValues[1].toInt() } ?: 0
            val request = head.toString() + String(input.readNBytes(length), Charsets.ISO_8859_1)
            requests.add(request)
            return request
        }

        fun write(text: String) = write(text.toByteArray(Charsets.ISO_8859_1))

        fun write(bytes: ByteArray) {
            socket.getOutputStream().write(bytes)
            socket.getOutputStream().flush()
        }

        /** Says nothing more until the other side ends the connection. */
        fun awaitEnd() {
            val end = runCatching { input.read() }
            check(end.getOrDefault(-1) < 0) { "something was said after the request" }
            ends.add(Unit)
        }
    }

    private companion object {
        const val BACKLOG = 16
        const val PATIENCE_S = 20L
    }
}
