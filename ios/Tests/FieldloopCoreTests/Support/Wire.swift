// What threads of servers and doubles tell a test, in order: it waits for the next,
// or looks at all that came.

import Foundation

/// News of one kind, from any thread to the one test that waits for them.
final class Wire<News: Sendable>: @unchecked Sendable {
    private let stream: AsyncStream<News>
    private let entrance: AsyncStream<News>.Continuation
    private let lock = NSLock()
    private var heard: [News] = []

    init() {
        (stream, entrance) = AsyncStream.makeStream()
    }

    func tell(_ news: News) {
        lock.withLock { heard.append(news) }
        entrance.yield(news)
    }

    /// The next, or nil when the test's time is over.
    func next(isolation: isolated (any Actor)? = #isolation) async -> News? {
        for await news in stream {
            return news
        }
        return nil
    }

    /// Waits until these news came; false when the test's time is over.
    func wait(
        isolation: isolated (any Actor)? = #isolation, for isMeant: (News) -> Bool
    ) async -> Bool {
        while let news = await next() {
            if isMeant(news) {
                return true
            }
        }
        return false
    }

    /// Everything that came by now.
    var all: [News] {
        lock.withLock { heard }
    }
}
