// The contract of the phones (tests/contract), played with Kotlin's core: one test per scenario,
// named like its file.

package com.fieldloop.core.contract

import org.junit.jupiter.api.Test

class ContractTest {
    @Test
    fun changesARefusedAct() = play("changes_a_refused_act")

    @Test
    fun closesADuplicate() = play("closes_a_duplicate")

    @Test
    fun comesSecond() = play("comes_second")

    @Test
    fun completesWithoutASignal() = play("completes_without_a_signal")

    @Test
    fun confirmsPart() = play("confirms_part")

    @Test
    fun contested() = play("contested")

    @Test
    fun findsByTag() = play("finds_by_tag")

    @Test
    fun handsOver() = play("hands_over")

    @Test
    fun handsOverByCode() = play("hands_over_by_code")

    @Test
    fun hearsAtOnce() = play("hears_at_once")

    @Test
    fun isKilled() = play("is_killed")

    @Test
    fun isRefused() = play("is_refused")

    @Test
    fun keepsUnsentWork() = play("keeps_unsent_work")

    @Test
    fun losesAnAnswer() = play("loses_an_answer")

    @Test
    fun receivesEquipment() = play("receives_equipment")

    @Test
    fun sendsAPhoto() = play("sends_a_photo")

    @Test
    fun sharesAPhone() = play("shares_a_phone")

    @Test
    fun signsForEquipment() = play("signs_for_equipment")

    @Test
    fun signsIn() = play("signs_in")

    @Test
    fun speaksTwoLanguages() = play("speaks_two_languages")

    @Test
    fun submitsWithoutASignal() = play("submits_without_a_signal")
}
