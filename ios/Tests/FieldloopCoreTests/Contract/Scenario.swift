// A scenario of the contract, as its file has it. What its steps mean is the
// player's affair.

import Foundation
import PhoneProcess

struct Scenario {
    /// Whose step it is, and what they do.
    struct Step {
        let actor: String
        let what: Json
    }

    let story: String
    let steps: [Step]

    struct Malformed: Error {
        let file: String
    }

    init(named name: String) throws {
        let file = Repository.root.appendingPathComponent("tests/contract/\(name).json")
        let json = try Json(reading: try String(contentsOf: file, encoding: .utf8))
        let steps = (json["steps"]?.elements ?? []).compactMap { step in
            step.only.map { Step(actor: $0.key, what: $0.value) }
        }
        guard let story = json["story"]?.text, !steps.isEmpty,
            steps.count == json["steps"]?.elements.count
        else {
            throw Malformed(file: file.path)
        }
        self.story = story
        self.steps = steps
    }

    /// Whether somebody's phone has to be one that can be killed.
    func kills(_ actor: String) -> Bool {
        steps.contains { $0.actor == actor && $0.what == "kill" }
    }
}
