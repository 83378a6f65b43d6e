// The client of the fixture server, which serves a world with a real server to
// every scenario (`tests/contract/README.md`). One for all tests; if nobody has
// started one, it is started here, and ends with this process.

import Foundation
import PhoneProcess

@testable import FieldloopCore

actor FixtureServer {
    static let shared = FixtureServer()

    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private let http = Http()
    private var starting: Task<String, any Error>?
    /// It ends when this is closed.
    private static let input = Pipe()

    /// A world of its own.
    func world() async throws -> World {
        let text = try await ask("POST", "/worlds", nil)
        return try JSONDecoder().decode(World.self, from: Data(text.utf8))
    }

    /// Every sample of a page, by its name, as the core has it.
    func samples(in language: String) async throws -> Json {
        try Json(reading: try await ask("GET", "/samples/\(language)", nil))
    }

    /// Asks for something; what is no success is a fault of the server or of
    /// the test.
    fileprivate func ask(_ method: String, _ path: String, _ body: Json?) async throws -> String {
        let request = HttpRequest(
            method: method, url: try await address() + path,
            headers: [HttpHeader(name: "content-type", value: "application/json")],
            body: Data((body?.line ?? "").utf8), timeoutMs: 180_000)
        let answer = await http.perform(request)
        guard case .answered(let status, _, let said) = answer, (200...299).contains(status) else {
            throw Fault(description: "\(method) \(path): the fixture server says \(answer)")
        }
        return String(decoding: said, as: UTF8.self)
    }

    private func address() async throws -> String {
        if let address = ProcessInfo.processInfo.environment["FIELDLOOP_FIXTURE_SERVER"] {
            return address
        }
        let starting = starting ?? Task.detached { try Self.start() }
        self.starting = starting
        return try await starting.value
    }

    private static func start() throws -> String {
        let program = Repository.products.appendingPathComponent("fixture-server")
        let process = Process()
        process.executableURL = program
        process.standardInput = input
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8)
        {
            line += byte
        }
        let said = try Json(reading: String(decoding: line, as: UTF8.self))
        guard let address = said["fixture_server"]?.text else {
            throw Fault(description: "\(program.path) says no address: \(said.line)")
        }
        return address
    }
}

/// A world, and who is in it.
struct World: Decodable, Sendable {
    let world: String
    let people: [String: Person]

    struct Person: Decodable, Sendable {
        let server: String
        let login: String
        let password: String

        /// The event by which they sign in, with another password if one is given.
        /// Signs in on this person's phone: the person, or another whom the step names.
        func signIn(_ given: Json = .null, among people: [String: Self] = [:]) -> Json {
            let other = given["as"]?.text.flatMap { people[$0] } ?? self
            let password = given["password"]?.text ?? other.password
            return [
                "sign_in": [
                    "server": .text(server), "login": .text(other.login),
                    "password": .text(password), "device": "contract",
                    "discard_unsent": .truth(given["discard_unsent"]?.truth ?? false),
                ]
            ]
        }
    }

    func take(_ step: Json) async throws {
        _ = try await FixtureServer.shared.ask("POST", "/worlds/\(world)", step)
    }

    func end() async throws {
        _ = try await FixtureServer.shared.ask("DELETE", "/worlds/\(world)", nil)
    }
}

/// Where things are in the repository that these tests were compiled in.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Where cargo has put the library and the fixture server.
    static var products: URL {
        ProcessInfo.processInfo.environment["FIELDLOOP_LIBRARY"].map { URL(fileURLWithPath: $0) }
            ?? root.appendingPathComponent("target/debug")
    }
}
