// The one queue that drives the library's object: one turn after the other, in the
// order in which they came in, off the main thread. It begins the requests that
// come back, has answers come in as turns, and opens the object anew when it has
// broken.
//
// Not here: what is on the screen (`Core`), and how a request is performed (`Http`).

import Foundation

/// What waits for its turn with the object.
enum Turn: Sendable {
    /// The shell tells something; whoever waits for its end is told of that.
    case event(Event, CheckedContinuation<Void, Never>?)
    /// A request was answered. The number of the life says which object asked.
    case answered(life: Int, id: UInt64, HttpAnswer)
    /// The secrets have answered.
    case told(life: Int, id: UInt64, SecretAnswer)
    /// Somebody wants a photo.
    case photo(String, CheckedContinuation<Photo?, Never>)
    /// Somebody wants the log.
    case log(CheckedContinuation<String?, Never>)
    /// Somebody waits until the secrets have answered all that they were asked.
    case secretsTold(CheckedContinuation<Void, Never>)

    /// There is no object any more: whoever waits gets nothing.
    func passOver() {
        switch self {
        case .event(_, let handled): handled?.resume()
        case .photo(_, let found): found.resume(returning: nil)
        case .log(let told): told.resume(returning: nil)
        case .secretsTold(let told): told.resume()
        case .answered, .told: break
        }
    }
}

/// The queue's entrance. It never blocks, and is open to everybody.
struct Inbox: Sendable {
    fileprivate let continuation: AsyncStream<Turn>.Continuation

    func put(_ turn: Turn) {
        if case .terminated = continuation.yield(turn) {
            turn.passOver()
        }
    }

    /// Lets nobody in any more. Who is in still gets their turn.
    func close() {
        continuation.finish()
    }
}

actor CoreQueue {
    /// What the queue tells the one who draws.
    enum News: Sendable {
        case page(Page)
        case fault(CoreFault)
    }

    typealias Tell = @MainActor @Sendable (News) -> Void

    nonisolated let inbox: Inbox
    private let turns: AsyncStream<Turn>
    private let platform: Platform
    private let http = Http()
    /// A keychain may be slow, and blocks: it has a thread of its own.
    private let secretsQueue = DispatchQueue(label: "com.fieldloop.secrets")
    private var tell: Tell = { _ in }

    /// None before it is opened, and after it has stopped for good.
    private var object: (any FieldloopCoreProtocol)?
    /// How often it was opened. Numbers of requests begin anew with every
    /// opening, so an answer counts for the object only that asked.
    private var life = 0
    private var requests: [UInt64: Task<Void, Never>] = [:]
    /// Whether an event of the shell got through since it was opened anew.
    private var hasProgressed = true
    /// What an object that is opened anew has to be told.
    private var isForeground = false
    private var isConnected = true

    init(_ platform: Platform) {
        self.platform = platform
        let (turns, continuation) = AsyncStream<Turn>.makeStream()
        self.turns = turns
        inbox = Inbox(continuation: continuation)
    }

    /// Opens the object, and gives what is to be drawn first.
    func open() throws(CoreFault) -> Page {
        do {
            let opened = try platform.open()
            let page = try opened.page()
            object = opened
            life += 1
            return page
        } catch {
            throw CoreFault(error)
        }
    }

    /// Takes turns until the inbox is closed and empty. Then nothing is under way
    /// any more, and the object is gone.
    func run(telling tell: @escaping Tell) async {
        self.tell = tell
        for await turn in turns {
            do {
                try await take(turn)
            } catch {
                await reopen(after: CoreFault(error))
            }
            if case .event(_, let handled) = turn {
                handled?.resume()
            }
        }
        let last = release()
        for request in last {
            await request.value
        }
        await withCheckedContinuation { told in
            secretsQueue.async { told.resume() }
        }
        http.close()
    }

    // MARK: - Turns

    private func take(_ turn: Turn) async throws {
        switch turn {
        case .event(let event, _):
            note(event)
            if let shellRequests = try object?.send(event: event, clock: platform.clock()) {
                try await begin(shellRequests)
                hasProgressed = true
            }
        case .answered(let life, let id, let answer):
            guard life == self.life else { return }
            requests[id] = nil
            try await heed {
                try object?.answerHttp(id: id, answer: answer, clock: platform.clock())
            }
        case .told(let life, let id, let answer):
            guard life == self.life else { return }
            try await heed {
                try object?.answerSecret(id: id, answer: answer, clock: platform.clock())
            }
        case .photo(let id, let found):
            var photo: Photo?
            defer { found.resume(returning: photo) }
            photo = try object?.photo(id: id)
        case .log(let told):
            var log: String?
            defer { told.resume(returning: log) }
            log = try object?.log()
        case .secretsTold(let told):
            secretsQueue.async { told.resume() }
        }
    }

    /// Begins what comes of an answer. One that nobody waits for is harmless: it
    /// came too late.
    private func heed(_ answer: () throws -> [ShellRequest]?) async throws {
        do {
            try await begin(answer() ?? [])
        } catch CoreFault.NotWaiting {
            return
        }
    }

    private func begin(_ shellRequests: [ShellRequest]) async throws {
        for shellRequest in shellRequests {
            switch shellRequest {
            case .draw:
                if let page = try object?.page() {
                    await tell(.page(page))
                }
            case .http(let id, let request):
                perform(request, id: id)
            case .cancel(let id):
                requests.removeValue(forKey: id)?.cancel()
            case .secret(let id, let request):
                ask(request, id: id)
            }
        }
    }

    private func perform(_ request: HttpRequest, id: UInt64) {
        requests[id] = Task { [http, inbox, life] in
            let answer = await http.perform(request)
            // Nobody waits for the answer of one that was given up.
            if !Task.isCancelled {
                inbox.put(.answered(life: life, id: id, answer))
            }
        }
    }

    private func ask(_ request: SecretRequest, id: UInt64) {
        secretsQueue.async { [secrets = platform.secrets, inbox, life] in
            inbox.put(.told(life: life, id: id, secrets.answer(request)))
        }
    }

    // MARK: - When it breaks

    private func note(_ event: Event) {
        switch event {
        case .foregrounded: isForeground = true
        case .backgrounded: isForeground = false
        case .connected: isConnected = true
        case .disconnected: isConnected = false
        default: break
        }
    }

    /// What is stored is whole: it is opened anew, and goes on from there. One that
    /// breaks again before anything got through will do so for ever, and stays
    /// closed. The event that it broke by is not sent again.
    private func reopen(after fault: CoreFault) async {
        release()
        guard case .Broken = fault, hasProgressed else {
            await tell(.fault(fault))
            return
        }
        hasProgressed = false
        do {
            await tell(.page(try open()))
            if !isConnected {
                try await begin(
                    object?.send(event: .disconnected, clock: platform.clock()) ?? [])
            }
            // Either takes the requests that opening has begun.
            let first: Event = isForeground ? .foregrounded : .tick
            try await begin(object?.send(event: first, clock: platform.clock()) ?? [])
        } catch {
            release()
            await tell(.fault(CoreFault(error)))
        }
    }

    /// Lets the object go, and gives up what was under way for it.
    @discardableResult
    private func release() -> [Task<Void, Never>] {
        object = nil
        let givenUp = Array(requests.values)
        requests = [:]
        for request in givenUp {
            request.cancel()
        }
        return givenUp
    }
}
