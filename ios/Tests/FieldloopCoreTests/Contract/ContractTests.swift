// The contract of the phones (`tests/contract`): one test per scenario, named like
// its file. `tidy` sees to it that none is left out.

import Testing

@Suite(.timeLimit(.minutes(5)))
struct ContractTests {
    @Test func changesARefusedAct() async throws { try await play("changes_a_refused_act") }
    @Test func closesADuplicate() async throws { try await play("closes_a_duplicate") }
    @Test func comesSecond() async throws { try await play("comes_second") }
    @Test func completesWithoutASignal() async throws {
        try await play("completes_without_a_signal")
    }
    @Test func confirmsPart() async throws { try await play("confirms_part") }
    @Test func contested() async throws { try await play("contested") }
    @Test func findsByTag() async throws { try await play("finds_by_tag") }
    @Test func handsOver() async throws { try await play("hands_over") }
    @Test func handsOverByCode() async throws { try await play("hands_over_by_code") }
    @Test func hearsAtOnce() async throws { try await play("hears_at_once") }
    @Test func isKilled() async throws { try await play("is_killed") }
    @Test func isRefused() async throws { try await play("is_refused") }
    @Test func keepsUnsentWork() async throws { try await play("keeps_unsent_work") }
    @Test func losesAnAnswer() async throws { try await play("loses_an_answer") }
    @Test func receivesEquipment() async throws { try await play("receives_equipment") }
    @Test func sendsAPhoto() async throws { try await play("sends_a_photo") }
    @Test func sharesAPhone() async throws { try await play("shares_a_phone") }
    @Test func signsForEquipment() async throws { try await play("signs_for_equipment") }
    @Test func signsIn() async throws { try await play("signs_in") }
    @Test func speaksTwoLanguages() async throws { try await play("speaks_two_languages") }
    @Test func submitsWithoutASignal() async throws { try await play("submits_without_a_signal") }
}
