// The phone's keychain as the core sees it: one text, kept or not. Where it is kept is up to the
// platform; here is only how its failing becomes an answer.

package com.fieldloop.core

/**
 * A place for one secret text, which only this app can read.
 *
 * Each function may take long, and may throw whatever its platform throws: the core is told that
 * the keychain failed, and asks again when it has a reason to. Calls come one after the other.
 */
interface Secrets {
    /** Keeps this in the place of what was kept, durably. */
    fun save(text: String)

    /** What is kept; null if nothing is, or if it is lost for good. */
    fun load(): String?

    /** Forgets what is kept, if anything is. */
    fun delete()
}

/** Does what the core asks for, and says how it went. */
internal fun Secrets.answer(request: SecretRequest): SecretAnswer = runCatching {
    when (request) {
        is SecretRequest.Save -> {
            save(request.v1)
            SecretAnswer.Done
        }

        SecretRequest.Load -> {
            load()?.let(SecretAnswer::Found) ?: SecretAnswer.Nothing
        }

        SecretRequest.Delete -> {
            delete()
            SecretAnswer.Done
        }
    }
}.getOrDefault(SecretAnswer.Failed)
