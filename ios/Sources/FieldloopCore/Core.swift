// The core as the app's screens know it: the page to draw, and events to send. It
// lives on the main thread and never keeps it waiting; the work is the queue's
// (`CoreQueue`).
//
// There is nothing in here of what a page means, nor of any role or status.

import Foundation
import Observation

@MainActor
@Observable
public final class Core {
    /// What is visible.
    public private(set) var page: Page
    /// How often the core has had the page drawn. A photo that has come may change
    /// nothing on the page: who shows photos asks for them again when this changes.
    public private(set) var draws = 0
    /// Why the core has stopped for good. Show its words, close the core, and offer
    /// to open one anew.
    public private(set) var fault: CoreFault?

    private let inbox: Inbox
    private let platform: Platform
    @ObservationIgnored private var running: Task<Void, Never>?
    @ObservationIgnored private var ticker: Task<Void, Never>?
    @ObservationIgnored private var toldTimeZone: String
    @ObservationIgnored private var watchers: [AsyncStream<Page>.Continuation] = []
    @ObservationIgnored private var isOver = false

    /// Opens the core; there is a page to draw at once. Then say whether the app is
    /// in the foreground.
    public static func open(_ platform: Platform) async throws(CoreFault) -> Core {
        let timeZone = platform.timeZone()
        let queue = CoreQueue(platform)
        let page = try await queue.open()
        return Core(page, queue, platform, timeZone)
    }

    private init(_ page: Page, _ queue: CoreQueue, _ platform: Platform, _ timeZone: String) {
        self.page = page
        self.platform = platform
        inbox = queue.inbox
        toldTimeZone = timeZone
        let tell: CoreQueue.Tell = { [weak self] news in self?.hear(news) }
        running = Task.detached { await queue.run(telling: tell) }
        // The first event takes the requests that opening has begun.
        send(.tick)
    }

    deinit {
        ticker?.cancel()
        inbox.close()
    }

    // MARK: - What a shell does with it

    /// Tells the core an event. Events are taken in the order in which they are sent.
    public func send(_ event: Event) {
        inbox.put(.event(event, nil))
    }

    /// Tells the core an event, and comes back when the page shows what came of it.
    public func sent(_ event: Event) async {
        await withCheckedContinuation { inbox.put(.event(event, $0)) }
    }

    /// A photo that a page or a form names, if it is on this phone. One that is not
    /// comes by `fetchPhoto`, after which the page is drawn anew.
    public func photo(_ id: String) async -> Photo? {
        await withCheckedContinuation { inbox.put(.photo(id, $0)) }
    }

    /// What the core did lately, as a text to share. Nothing personal stands in it.
    public func log() async -> String? {
        await withCheckedContinuation { inbox.put(.log($0)) }
    }

    /// The page, and then every one that follows. It ends when the core does.
    public func pages() -> AsyncStream<Page> {
        let (pages, watcher) = AsyncStream<Page>.makeStream(bufferingPolicy: .bufferingNewest(1))
        watcher.yield(page)
        if isOver {
            watcher.finish()
        } else {
            watchers.append(watcher)
        }
        return pages
    }

    /// The app has come to the foreground.
    public func foreground() {
        guard ticker == nil, !isOver else { return }
        tellTimeZone()
        send(.foregrounded)
        ticker = Task { [weak self, interval = platform.tickInterval] in
            // It may have been cancelled after it slept, and before its turn here.
            while (try? await Task.sleep(for: interval)) != nil, !Task.isCancelled {
                self?.tick()
            }
        }
    }

    /// The app has gone to the background.
    public func background() {
        guard let ticker else { return }
        ticker.cancel()
        self.ticker = nil
        send(.backgrounded)
    }

    /// Syncs, and comes back when nothing is under way any more, or when the task is
    /// cancelled: for when the system lets the app run in the background.
    public func refresh() async {
        // The system may just have started the app, for this: without its token it
        // would find nothing to do.
        await withCheckedContinuation { inbox.put(.secretsTold($0)) }
        await sent(.refresh)
        for await page in pages() {
            let sync = page.frame.sync
            if !sync.isBusy && !sync.isMovingPhotos {
                return
            }
        }
    }

    /// Ends what is under way and lets the store go. What was sent before is done
    /// before; what is sent later is not. Closing it again only waits.
    public func close() async {
        end()
        inbox.close()
        await running?.value
    }

    // MARK: - What it does by itself

    private func tick() {
        tellTimeZone()
        send(.tick)
    }

    /// A notification may come while the app does not run, so it is looked at.
    private func tellTimeZone() {
        let timeZone = platform.timeZone()
        if timeZone != toldTimeZone {
            toldTimeZone = timeZone
            send(.timeZone(name: timeZone))
        }
    }

    private func hear(_ news: CoreQueue.News) {
        switch news {
        case .page(let page):
            self.page = page
            draws += 1
            watchers.removeAll { watcher in
                if case .terminated = watcher.yield(page) { true } else { false }
            }
        case .fault(let fault):
            self.fault = fault
            end()
        }
    }

    private func end() {
        isOver = true
        ticker?.cancel()
        ticker = nil
        for watcher in watchers {
            watcher.finish()
        }
        watchers = []
    }
}
