// What the core is told without anybody's hand: foreground and background, time
// that passes, the clock's place, and the system's leave to sync in the background.

import Foundation
import Testing

@testable import FieldloopCore

@Suite(.timeLimit(.minutes(5)))
@MainActor
struct CoreForegroundTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func timePassesInTheForegroundOnly() async throws {
        let script = Script { call, _ in call == .sent(.tick) ? [] : nil }
        let core = try await Core.open(script.platform(in: folder, tickInterval: .milliseconds(1)))
        core.background()
        await core.sent(.dismiss)
        #expect(script.events == [.tick, .dismiss])
        core.foreground()
        core.foreground()
        #expect(await script.calls.wait { $0 == .sent(.foregrounded) })
        for _ in 1...3 {
            #expect(await script.calls.wait { $0 == .sent(.tick) })
        }
        core.background()
        core.background()
        // Time enough for ticks, if there were any.
        for _ in 1...100 {
            await core.sent(.dismiss)
        }
        let events = script.events
        #expect(events.filter { $0 == .foregrounded }.count == 1)
        #expect(events.filter { $0 == .backgrounded }.count == 1)
        let background = try #require(events.lastIndex(of: .backgrounded))
        #expect(!events[background...].contains(.tick))
        await core.close()
    }

    @Test func aZoneThatChangesIsToldOnce() async throws {
        let zone = Box<String>("Asia/Shanghai")
        let script = Script { call, _ in call == .sent(.tick) ? [] : nil }
        let core = try await Core.open(
            script.platform(in: folder, tickInterval: .milliseconds(1)) { zone.value })
        core.foreground()
        #expect(await script.calls.wait { $0 == .sent(.tick) })
        zone.value = "Asia/Tokyo"
        #expect(await script.calls.wait { $0 == .sent(.timeZone(name: "Asia/Tokyo")) })
        core.background()
        zone.value = "Asia/Shanghai"
        core.foreground()
        #expect(await script.calls.wait { $0 == .sent(.timeZone(name: "Asia/Shanghai")) })
        #expect(await script.calls.wait { $0 == .sent(.foregrounded) })
        await core.close()
        let moves = script.events.filter { if case .timeZone = $0 { true } else { false } }
        #expect(moves.count == 2)
    }

    @Test func aSyncInTheBackgroundBeginsWithTheTokenAndEndsWithTheSync() async throws {
        let gate = GatedSecrets()
        let script = Script { call, _ in
            call == .sent(.tick) ? [.secret(id: 1, request: .load)] : nil
        }
        let core = try await Core.open(script.platform(in: folder, secrets: gate))
        let refresh = Task { await core.refresh() }
        await core.sent(.dismiss)
        #expect(!script.events.contains(.refresh))
        gate.open()
        await refresh.value
        let calls = script.calls.all
        let told = try #require(calls.firstIndex(of: .answeredSecret(1, .nothing)))
        let asked = try #require(calls.firstIndex(of: .sent(.refresh)))
        #expect(told < asked)
        await core.close()
    }

    @Test func aSyncInTheBackgroundLastsUntilNothingIsUnderWayAnyMore() async throws {
        let isBusy = Box(true)
        let script = Script(drawing: { page in
            var page = page
            page.frame.sync.isBusy = isBusy.value
            return page
        })
        let core = try await Core.open(script.platform(in: folder))
        let refresh = Task {
            await core.refresh()
            return isBusy.value
        }
        #expect(await script.calls.wait { $0 == .sent(.refresh) })
        await core.sent(.dismiss)
        isBusy.value = false
        await core.sent(.dismiss)
        #expect(await refresh.value == false)

        isBusy.value = true
        await core.sent(.dismiss)
        let endless = Task { await core.refresh() }
        endless.cancel()
        await endless.value
        await core.close()
    }
}
