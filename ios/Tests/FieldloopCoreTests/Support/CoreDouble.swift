// The library's object with a test in between: the test sees every call, may
// have one break, and may give requests of its own. Everything else is the real
// one's.

import Foundation

@testable import FieldloopCore

/// What a test sees and changes of the objects that a core opens, one after the
/// other.
final class Script: @unchecked Sendable {
    /// A call of the object.
    enum Call: Equatable, Sendable {
        case opened
        case sent(Event)
        case answeredHttp(UInt64, HttpAnswer)
        case answeredSecret(UInt64, SecretAnswer)
        case drawn
        /// The object is gone.
        case closed
    }

    typealias Answer = @Sendable (Call, _ life: Int) throws -> [ShellRequest]?

    let calls = Wire<Call>()
    private let lock = NSLock()
    private var isCalled = false
    fileprivate let page: @Sendable (Page) -> Page
    private let answer: Answer
    private var lives = 0

    /// What a call of an object of this life gives, or nil for what the real one
    /// gives. It may throw.
    init(_ answer: @escaping Answer = { _, _ in nil }) {
        self.answer = answer
        page = { $0 }
    }

    /// What is drawn in the place of a page.
    init(drawing page: @escaping @Sendable (Page) -> Page) {
        answer = { _, _ in nil }
        self.page = page
    }

    /// The events that were sent by now.
    var events: [Event] {
        calls.all.compactMap { call in
            if case .sent(let event) = call { event } else { nil }
        }
    }

    /// An English phone in this folder, which opens objects of this script.
    func platform(
        in folder: Folder,
        secrets: any Secrets = NoSecrets(),
        tickInterval: Duration = .seconds(3_600),
        timeZone: @escaping @Sendable () -> String = { "Asia/Shanghai" }
    ) -> Platform {
        var platform = Platform(in: folder, secrets: secrets)
        platform.tickInterval = tickInterval
        platform.timeZone = timeZone
        let open = platform.openObject
        platform.openObject = { [self] config, clock in
            let life = lock.withLock {
                lives += 1
                return lives
            }
            _ = try note(.opened, life)
            return CoreDouble(of: try open(config, clock), in: self, life: life)
        }
        return platform
    }

    /// Notes a call. Two at a time would be a bug of the queue.
    fileprivate func note(_ call: Call, _ life: Int) throws -> [ShellRequest]? {
        let isAlone = lock.withLock {
            defer { isCalled = true }
            return !isCalled
        }
        defer { lock.withLock { isCalled = false } }
        precondition(isAlone && !Thread.isMainThread, "called by several, or on the main thread")
        calls.tell(call)
        return try answer(call, life)
    }
}

private final class CoreDouble: FieldloopCoreProtocol {
    private let real: any FieldloopCoreProtocol
    private let script: Script
    private let life: Int

    init(of real: any FieldloopCoreProtocol, in script: Script, life: Int) {
        (self.real, self.script, self.life) = (real, script, life)
    }

    deinit {
        script.calls.tell(.closed)
    }

    func send(event: Event, clock: ClockReading) throws -> [ShellRequest] {
        try script.note(.sent(event), life) ?? real.send(event: event, clock: clock)
    }

    func answerHttp(id: UInt64, answer: HttpAnswer, clock: ClockReading) throws -> [ShellRequest] {
        try script.note(.answeredHttp(id, answer), life)
            ?? real.answerHttp(id: id, answer: answer, clock: clock)
    }

    func answerSecret(id: UInt64, answer: SecretAnswer, clock: ClockReading) throws
        -> [ShellRequest]
    {
        try script.note(.answeredSecret(id, answer), life)
            ?? real.answerSecret(id: id, answer: answer, clock: clock)
    }

    func page() throws -> Page {
        _ = try script.note(.drawn, life)
        return script.page(try real.page())
    }

    func photo(id: String) throws -> Photo? {
        try real.photo(id: id)
    }

    func log() throws -> String {
        try real.log()
    }
}
