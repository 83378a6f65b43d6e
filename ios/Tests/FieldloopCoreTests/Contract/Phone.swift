// Somebody's phone in a scenario: a core in this process, or one in a process of
// its own that can be killed. Both are the same `PhoneHost`, and are spoken with in
// its lines.

import Foundation
import PhoneProcess

/// A phone that is on. Used by one task, one step after the other.
final class Phone {
    struct Trouble: Error, CustomStringConvertible {
        let description: String
    }

    /// How long a page may take to have what is expected.
    private static let patience = Duration.seconds(20)

    /// The page, as last told.
    private(set) var page: Json = nil
    private let tell: @Sendable (Json) async throws -> Void
    private let end: @Sendable () async -> Void
    private let news: AsyncStream<Json>
    private let entrance: AsyncStream<Json>.Continuation
    private var waits = 0

    /// One that lives here.
    static func inside(_ folder: URL) async throws -> Phone {
        let (news, entrance) = AsyncStream<Json>.makeStream()
        let host = try await PhoneHost(in: folder) { entrance.yield($0) }
        return try await Phone(
            news, entrance, tell: { await host.take($0) }, end: { await host.close() })
    }

    /// One in a process of its own.
    static func apart(_ folder: URL) async throws -> Phone {
        let (news, entrance) = AsyncStream<Json>.makeStream()
        let process = try PhoneChild(in: folder) { entrance.yield($0) }
        return try await Phone(
            news, entrance, tell: { try process.write($0) }, end: { await process.kill() })
    }

    private init(
        _ news: AsyncStream<Json>, _ entrance: AsyncStream<Json>.Continuation,
        tell: @escaping @Sendable (Json) async throws -> Void,
        end: @escaping @Sendable () async -> Void
    ) async throws {
        (self.news, self.entrance, self.tell, self.end) = (news, entrance, tell, end)
        // The first page, by which names are understood.
        try await hear { $0["page"] != nil }
    }

    /// Sends an event, in which a page's names may stand, and waits until it is done.
    func send(_ event: Json) async throws {
        try await tell(["event": event.resolved(on: page)])
        try await hear { $0["done"] != nil }
    }

    /// Waits until the page has what is expected.
    func waitFor(_ expected: Json) async throws {
        try await hear(unless: page.has(expected)) { _ in self.page.has(expected) }
    }

    /// Waits until the first photo of the visible case, whole or as a thumbnail, is here
    /// with these bytes.
    func waitForPhoto(_ part: String, _ bytes: Json) async throws {
        let photo = page.firstPhoto(part)
        var heard: Json?
        while heard != bytes {
            var isDrawnAnew = false
            try await tell(["photo": photo])
            try await hear {
                isDrawnAnew = isDrawnAnew || $0["page"] != nil
                heard = $0["photo"] ?? heard
                return $0["photo"] != nil
            }
            // When it has come the page is drawn anew, perhaps before the answer is told.
            try await hear(unless: heard == bytes || isDrawnAnew) { $0["page"] != nil }
        }
    }

    /// Switches it off; one that is apart is killed.
    func off() async {
        await end()
    }

    /// Hears news until one is meant, for a while.
    private func hear(unless isOver: Bool = false, _ isMeant: (Json) -> Bool) async throws {
        guard !isOver else { return }
        waits += 1
        let late: Json = ["late": .number(Double(waits))]
        let alarm = Task { [entrance, patience = Self.patience] in
            if (try? await Task.sleep(for: patience)) != nil {
                entrance.yield(late)
            }
        }
        defer { alarm.cancel() }
        for await told in news {
            if let error = told["error"]?.text {
                throw Trouble(description: error)
            }
            if told == late {
                throw Trouble(description: "waited in vain; the page is \(page.line)")
            }
            page = told["page"] ?? told["done"] ?? page
            if isMeant(told) {
                return
            }
        }
        throw Trouble(description: "the test's time is over; the page is \(page.line)")
    }
}

/// The process of a phone.
private final class PhoneChild: @unchecked Sendable {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(in folder: URL, tell: @escaping @Sendable (Json) -> Void) throws {
        // A phone that is dead must not take the test with it when it is written to.
        signal(SIGPIPE, SIG_IGN)
        process.executableURL = Self.program
        process.arguments = [folder.path]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let reading = output.fileHandleForReading
        Thread.detachNewThread {
            var rest = Data()
            while case let piece = reading.availableData, !piece.isEmpty {
                rest += piece
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = String(decoding: rest[..<end], as: UTF8.self)
                    rest = rest[(end + 1)...]
                    tell((try? Json(reading: line)) ?? ["error": .text("no JSON: \(line)")])
                }
            }
            tell(["error": "the phone's process has ended"])
        }
    }

    func write(_ line: Json) throws {
        try input.fileHandleForWriting.write(contentsOf: Data((line.line + "\n").utf8))
    }

    /// Ends it at once, without a word, and waits until it is gone.
    func kill() async {
        _ = Foundation.kill(process.processIdentifier, SIGKILL)
        await withCheckedContinuation { gone in
            Thread.detachNewThread { [process] in
                process.waitUntilExit()
                gone.resume()
            }
        }
    }

    /// Beside the tests, where the package manager puts what it builds.
    private static var program: URL {
        #if os(macOS)
        let products = Bundle(for: PhoneChild.self).bundleURL.deletingLastPathComponent()
        #else
        let products = Bundle.main.bundleURL
        #endif
        return products.appendingPathComponent("PhoneProcess")
    }
}
