// What came through the bindings is what the core has: every sample of a page, in
// both languages.

import FieldloopCore
import PhoneProcess
import Testing

@Suite(.timeLimit(.minutes(5)))
struct SamplesTests {
    @Test(arguments: [Language.chinese, .english])
    func aSampleIsTheSameOnBothSidesOfTheBindings(_ language: Language) async throws {
        let expected = try await FixtureServer.shared.samples(in: String(describing: language))
        let samples = try samples(language: language)
        #expect(!samples.isEmpty)
        for sample in samples {
            #expect(Json(sample.page) == expected[sample.name], "\(sample.name)")
        }
        let pages = samples.map { ($0.name, Json($0.page)) }
        #expect(Json.object(Dictionary(uniqueKeysWithValues: pages)) == expected)
    }
}
