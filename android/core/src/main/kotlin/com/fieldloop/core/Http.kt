// HTTP as the core wants it: one request, one exchange, one answer. What an answer means, and
// whether to ask again, is the core's affair.

package com.fieldloop.core

import java.io.IOException
import java.io.InterruptedIOException
import java.time.Duration
import java.util.concurrent.TimeUnit
import kotlin.coroutines.resume
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asExecutor
import kotlinx.coroutines.suspendCancellableCoroutine
import okhttp3.Call
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody

/** Performs exchanges. Safe to use from any thread; connections are kept for the next exchange. */
class Http {
    private val client =
        OkHttpClient
            .Builder()
            // A redirect would carry the token to somebody else; it is an answer like any other.
            .followRedirects(false)
            .followSslRedirects(false)
            // What broke off may have been done. Only the core knows whether to ask again.
            .retryOnConnectionFailure(false)
            // The exchange as a whole has a limit. Within it the server may be silent for long.
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .build()

    /**
     * Performs an exchange. Whatever goes wrong is an answer; the one thing thrown is the
     * cancellation of the caller, which breaks the connection off.
     */
    suspend fun perform(request: HttpRequest): HttpAnswer {
        val call = callOf(request) ?: return HttpAnswer.Offline
        return suspendCancellableCoroutine { continuation ->
            continuation.invokeOnCancellation { call.cancel() }
            // OkHttp's own threads would let what it does not foresee end the app.
            blocking.execute { continuation.resume(answerTo(call)) }
        }
    }

    /** Closes the connections that nobody uses. */
    fun close() = client.connectionPool.evictAll()

    /** The request as OkHttp has it; null for one that cannot be made. */
    private fun callOf(request: HttpRequest): Call? = try {
        require(METHOD.matches(request.method)) { "a method is a word" }
        val builder = Request.Builder().url(request.url)
        for (header in request.headers) {
            builder.addHeader(header.name, header.value)
        }
        val isBodiless = request.body.isEmpty() && request.method in BODILESS
        builder.method(request.method, if (isBodiless) null else request.body.toRequestBody())
        val call = client.newCall(builder.build())
        // Nought would mean no limit.
        val timeoutMs = request.timeoutMs.toLong().coerceAtLeast(1)
        call.apply { timeout().timeout(timeoutMs, TimeUnit.MILLISECONDS) }
    } catch (_: IllegalArgumentException) {
        null
    }

    private fun answerTo(call: Call): HttpAnswer = try {
        call.execute().use { response ->
            val body = response.body.source()
            val isTooLong = response.body.contentLength() > ANSWER_BYTES_MAX ||
                body.request(ANSWER_BYTES_MAX + 1)
            if (isTooLong) {
                HttpAnswer.Offline
            } else {
                val headers = ANSWER_HEADERS.mapNotNull { name ->
                    response.header(name)?.let { HttpHeader(name, it) }
                }
                HttpAnswer.Answered(response.code.toUShort(), headers, body.readByteArray())
            }
        }
    } catch (_: InterruptedIOException) {
        HttpAnswer.TimedOut
    } catch (_: IOException) {
        if (call.isCanceled()) HttpAnswer.Cancelled else HttpAnswer.Offline
    } catch (_: RuntimeException) {
        // Such as a missing permission for the network, or an answer that makes OkHttp stumble.
        HttpAnswer.Offline
    }

    private companion object {
        /** The longest answer that is read. */
        const val ANSWER_BYTES_MAX = 16L shl 20

        /** The headers of an answer that the core reads. */
        val ANSWER_HEADERS = listOf("retry-after")

        /** OkHttp would send anything as a method, further lines included. */
        val METHOD = Regex("[A-Z]+")

        /** The methods for which an empty body is none. */
        val BODILESS = setOf("GET", "HEAD", "DELETE", "OPTIONS")

        /** For exchanges, which block. */
        val blocking = Dispatchers.IO.asExecutor()
    }
}
