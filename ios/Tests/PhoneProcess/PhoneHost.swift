// A phone without a screen, for the players of scenarios: takes lines, and tells
// every page and what came of a line. `main.swift` gives it a process of its own.
//
// | line | what it tells |
// |---|---|
// | `{"event": …}` | `{"done": <the page>}` |
// | `{"photo": "<id>"}` | `{"photo": "<base64>"}`, or null for one that is not here |
//
// Besides, `{"page": …}` whenever there is a new one, and `{"error": "…"}` in the
// place of an answer.

import FieldloopCore
import Foundation

@MainActor
public final class PhoneHost {
    public typealias Tell = @Sendable (Json) -> Void

    private let core: Core
    private let tell: Tell
    private let telling: Task<Void, Never>

    /// Switches a phone on: in English, in UTC+8, in the foreground.
    public init(in folder: URL, tell: @escaping Tell) async throws {
        let platform = Platform(
            dataFolder: folder, languages: ["en"], version: "1.0", secrets: FileSecrets(in: folder))
        let core = try await Core.open(platform)
        self.core = core
        self.tell = tell
        core.send(.timeZone(name: "Asia/Shanghai"))
        core.foreground()
        telling = Task {
            for await _ in core.pages() {
                // As it is now, and not as it was when this was woken: what is told
                // later is never older.
                tell(["page": Json(core.page)])
            }
            if let fault = core.fault {
                tell(["error": .text(fault.words)])
            }
        }
    }

    public func take(_ line: Json) async {
        do {
            switch line.only {
            case ("event", let event)?:
                await core.sent(try Event(event))
                tell(["done": Json(core.page)])
            case ("photo", let id)?:
                let photo = await core.photo(id.text ?? "")
                tell(["photo": photo.map { .text($0.bytes.base64EncodedString()) } ?? .null])
            default:
                throw Unreadable("no line: \(line.line)")
            }
        } catch {
            tell(["error": .text(String(describing: error))])
        }
    }

    /// Switches it off.
    public func close() async {
        await core.close()
        await telling.value
    }
}
