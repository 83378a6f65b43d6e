// What the core can rely on in HTTP, against servers that behave and others that do not.

package com.fieldloop.core

import java.io.ByteArrayOutputStream
import java.net.InetAddress
import java.net.ServerSocket
import java.util.zip.GZIPOutputStream
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

class HttpTest {
    private val http = Http()

    @AfterEach
    fun close() = http.close()

    @Test
    fun `a request is sent as it is, and the answer comes back as it is`() {
        val server = RawServer {
            read()
            write("HTTP/1.1 418 Teapot\r\nRetry-After: 7\r\ncontent-length: 3\r\n\r\n")
            write(byteArrayOf(0, -1, 7))
        }
        server.use {
            val request = HttpRequest(
                "POST",
                "${it.address}/v1/a?b=c",
                listOf(HttpHeader("authorization", "Bearer x"), HttpHeader("content-type", "a/b")),
                byteArrayOf(1, 0),
                TIMEOUT_MS
            )
            val answer = perform(request) as HttpAnswer.Answered
            assertEquals(418.toUShort(), answer.status)
            assertEquals(listOf(HttpHeader("retry-after", "7")), answer.headers)
            assertArrayEquals(byteArrayOf(0, -1, 7), answer.body)
            val sent = it.request()
            assertTrue(sent.startsWith("POST /v1/a?b=c HTTP/1.1\r\n"), sent)
            assertTrue(sent.contains("authorization: Bearer x\r\n"), sent)
            assertTrue(sent.contains("content-type: a/b\r\n"), sent)
            assertTrue(sent.endsWith("\r\n\r\n\u0001\u0000"), sent)
        }
    }

    @ParameterizedTest
    @ValueSource(strings = ["GET", "HEAD", "DELETE", "POST", "PUT"])
    fun `an empty body is none`(method: String) {
        answering("HTTP/1.1 204 No Content\r\n\r\n").use {
            val request = HttpRequest(method, it.address, emptyList(), ByteArray(0), TIMEOUT_MS)
            assertEquals(204.toUShort(), (perform(request) as HttpAnswer.Answered).status)
            assertTrue(it.request().startsWith("$method / "))
        }
    }

    @Test
    fun `a redirect is an answer, and the token goes nowhere else`() {
        answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").use { elsewhere ->
            val location = "location: ${elsewhere.address}"
            answering("HTTP/1.1 307 There\r\n$location\r\ncontent-length: 0\r\n\r\n").use {
                val answer = perform(get(it.address)) as HttpAnswer.Answered
                assertEquals(307.toUShort(), answer.status)
                assertEquals(0, elsewhere.pending())
            }
        }
    }

    @Test
    fun `cookies are not kept`() {
        answering("HTTP/1.1 200 OK\r\nset-cookie: a=b\r\ncontent-length: 0\r\n\r\n").use {
            repeat(2) { _ -> perform(get(it.address)) }
            it.request()
            val second = it.request()
            assertTrue(!second.contains("cookie", ignoreCase = true), second)
        }
    }

    @Test
    fun `a server that says nothing, or too little, is timed out`() {
        val parts = listOf("", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1234")
        for (part in parts) {
            val server = RawServer {
                read()
                write(part)
                awaitEnd()
            }
            server.use {
                assertEquals(HttpAnswer.TimedOut, perform(get(it.address, timeoutMs = 200u)), part)
            }
        }
    }

    @Test
    fun `no time at all is over at once`() {
        RawServer { awaitEnd() }.use {
            assertEquals(HttpAnswer.TimedOut, perform(get(it.address, timeoutMs = 0u)))
        }
    }

    @Test
    fun `what breaks off is offline, and is not asked again`() {
        val ok = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
        val server = RawServer {
            read()
            write(ok)
            // On the connection that is kept for it.
            read()
            socket.setSoLinger(true, 0)
        }
        server.use {
            assertTrue(perform(get(it.address)) is HttpAnswer.Answered)
            it.request()
            assertEquals(HttpAnswer.Offline, perform(get(it.address)))
            it.request()
            assertEquals(0, it.pending())
        }
        val short = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1234"
        answering(short).use { assertEquals(HttpAnswer.Offline, perform(get(it.address))) }
    }

    @Test
    fun `a server that is not there is offline`() {
        val port = ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { it.localPort }
        assertEquals(HttpAnswer.Offline, perform(get("http://127.0.0.1:$port/")))
        assertEquals(HttpAnswer.Offline, perform(get("http://nowhere.invalid/")))
    }

    @Test
    fun `an answer of 16 MiB arrives, and a larger one is offline`() {
        val server = { bytes: Int, head: String ->
            RawServer {
                read()
                write("HTTP/1.1 200 OK\r\n$head\r\n\r\n")
                write(ByteArray(bytes))
            }
        }
        server(ANSWER_BYTES_MAX, "content-length: $ANSWER_BYTES_MAX").use {
            val answer = perform(get(it.address)) as HttpAnswer.Answered
            assertEquals(ANSWER_BYTES_MAX, answer.body.size)
        }
        server(0, "content-length: ${ANSWER_BYTES_MAX + 1}").use {
            assertEquals(HttpAnswer.Offline, perform(get(it.address)))
        }
        server(ANSWER_BYTES_MAX + 1, "connection: close").use {
            assertEquals(HttpAnswer.Offline, perform(get(it.address)))
        }
    }

    @Test
    fun `a small answer that unpacks to more than 16 MiB is offline`() {
        val packed = ByteArrayOutputStream()
        GZIPOutputStream(packed).use { it.write(ByteArray(ANSWER_BYTES_MAX + 1)) }
        val server = RawServer {
            read()
            write("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n")
            write("content-length: ${packed.size()}\r\n\r\n")
            write(packed.toByteArray())
        }
        server.use { assertEquals(HttpAnswer.Offline, perform(get(it.address))) }
    }

    @Test
    fun `an answer without end is offline`() {
        val server = RawServer {
            read()
            write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
            val chunk = "10000\r\n${"x".repeat(0x10000)}\r\n".toByteArray()
            while (true) write(chunk)
        }
        server.use { assertEquals(HttpAnswer.Offline, perform(get(it.address))) }
    }

    @ParameterizedTest
    @ValueSource(
        strings = [
            "",
            "\u0000\u0001\u0002\u0003\r\n\r\n",
            "SSH-2.0-OpenSSH_9.6\r\n",
            "HTTP/1.1 OK\r\n\r\n",
            "HTTP/1.1 99999999999999999999 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n1",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope"
        ]
    )
    fun `what is no HTTP is no answer`(garbage: String) {
        answering(garbage).use { assertEquals(HttpAnswer.Offline, perform(get(it.address))) }
    }

    @ParameterizedTest
    @ValueSource(
        strings = [
            "", "nonsense", "http://", "https:///x", "http://a b/", "ftp://127.0.0.1/",
            "file:///etc", "http://127.0.0.1:99999/", "http://127.0.0.1:x/", "http://[::1",
            "http://\u0000/", "http://..a../"
        ]
    )
    fun `an address that cannot be is offline`(address: String) {
        assertEquals(HttpAnswer.Offline, perform(get(address)))
    }

    @Test
    fun `a request that cannot be made is offline, and nothing of it is sent`() {
        answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").use {
            val headers = listOf(
                "" to "x",
                "a" to "\u0000",
                "a" to "x\r\nb: c",
                "a b" to "x",
                "a\n" to "x",
                "纸" to "x",
                "a" to "纸"
            )
            for ((name, value) in headers) {
                val request = get(it.address).copy(headers = listOf(HttpHeader(name, value)))
                assertEquals(HttpAnswer.Offline, perform(request), "$name: $value")
            }
            for (method in listOf("", "GET / HTTP/1.1\r\na: b\r\n\r\n", "G T", "纸")) {
                val request = get(it.address).copy(method = method)
                assertEquals(HttpAnswer.Offline, perform(request), method)
            }
            assertEquals(HttpAnswer.Offline, perform(get(it.address).copy(body = byteArrayOf(1))))
            assertEquals(0, it.pending())
        }
    }

    @Test
    fun `whoever is cancelled breaks the connection off`() = runBlocking {
        val server = RawServer {
            read()
            awaitEnd()
        }
        server.use {
            val exchange = launch(Dispatchers.Default) { http.perform(get(it.address)) }
            it.request()
            exchange.cancelAndJoin()
            it.awaitEnd()
        }
    }

    private fun perform(request: HttpRequest): HttpAnswer = runBlocking { http.perform(request) }

    private fun get(address: String, timeoutMs: UInt = TIMEOUT_MS) =
        HttpRequest("GET", address, emptyList(), ByteArray(0), timeoutMs)

    /** A server that gives every request this answer, until one ends the connection. */
    private fun answering(answer: String) = RawServer {
        do {
            read()
            write(answer)
        } while (answer.endsWith("content-length: 0\r\n\r\n"))
    }

    private companion object {
        const val TIMEOUT_MS = 20_000u
        const val ANSWER_BYTES_MAX = 16 shl 20
    }
}
