// What happens when the library's object breaks, which is a bug of it: the core
// goes on with a new one, once. The test breaks it; all else is real.

import Foundation
import Testing

@testable import FieldloopCore

private let broken = CoreFault.Broken(message: "broken")

@Suite(.timeLimit(.minutes(5)))
@MainActor
struct CoreRecoveryTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func aBrokenCoreIsOpenedAnewAndGoesOn() async throws {
        let news = Wire<String>()
        let server = try RawServer(silent: news)
        let script = Script { call, _ in
            switch call {
            case .sent(.dismiss): throw broken
            case .sent(.refresh): [.http(id: 7, request: HttpRequest(get: server.address))]
            default: nil
            }
        }
        let core = try await Core.open(script.platform(in: folder))
        core.foreground()
        await core.sent(.setLanguage(.chinese))
        core.send(.refresh)
        #expect(await news.next() == "heard")
        await core.sent(.dismiss)
        // What was under way for the broken one is given up; what is stored is there.
        #expect(await news.next() == "ended")
        #expect(core.fault == nil)
        #expect(core.page.frame.title == "登录")
        await core.sent(.setLanguage(.english))
        #expect(core.page.frame.title == "Sign in")
        let calls = script.calls.all
        let end = try #require(calls.firstIndex(of: .closed))
        #expect(Array(calls[end...].prefix(4)) == [.closed, .opened, .drawn, .sent(.foregrounded)])
        await core.close()
    }

    @Test func inTheBackgroundWithoutANetworkItIsToldSo() async throws {
        let script = Script { call, life in
            if call == .sent(.dismiss) && life == 1 { throw broken }
            return nil
        }
        let core = try await Core.open(script.platform(in: folder))
        core.foreground()
        core.background()
        core.send(.disconnected)
        await core.sent(.dismiss)
        await core.sent(.back)
        await core.close()
        #expect(script.events.suffix(4) == [.dismiss, .disconnected, .tick, .back])
    }

    @Test func aDrawingThatBreaksIsRecovered() async throws {
        let isBreaking = Box(false)
        let script = Script { call, life in
            if call == .drawn && life == 1 && isBreaking.value { throw broken }
            return nil
        }
        let core = try await Core.open(script.platform(in: folder))
        await core.sent(.dismiss)
        isBreaking.value = true
        await core.sent(.setLanguage(.chinese))
        #expect(core.page.frame.title == "登录")
        #expect(core.fault == nil)
        await core.close()
    }

    @Test func anAnswerToTheBrokenOneIsNotGivenToTheNew() async throws {
        let gate = GatedSecrets()
        let script = Script { call, life in
            switch (call, life) {
            case (.sent(.tick), 1): return [.secret(id: 1, request: .load)]
            case (.sent(.dismiss), 1): throw broken
            default: return nil
            }
        }
        let core = try await Core.open(script.platform(in: folder, secrets: gate))
        await core.sent(.dismiss)
        gate.open()
        await core.refresh()
        await core.close()
        #expect(!script.calls.all.contains(.answeredSecret(1, .nothing)))
    }

    @Test func oneThatBreaksNowAndThenIsOpenedAnewEachTime() async throws {
        let script = Script { call, _ in
            if call == .sent(.dismiss) { throw broken }
            return nil
        }
        let core = try await Core.open(script.platform(in: folder))
        for _ in 1...3 {
            await core.sent(.dismiss)
            await core.sent(.back)
            #expect(core.fault == nil)
        }
        await core.close()
        #expect(script.calls.all.filter { $0 == .opened }.count == 4)
    }

    @Test func oneThatBreaksAgainAtOnceStopsAndSaysSo() async throws {
        let script = Script { call, _ in
            if call == .sent(.dismiss) { throw broken }
            return nil
        }
        let core = try await Core.open(script.platform(in: folder, tickInterval: .seconds(3_600)))
        core.foreground()
        let pages = core.pages()
        await core.sent(.dismiss)
        await core.sent(.dismiss)
        #expect(core.fault == broken)
        #expect(core.fault?.words == "broken")
        for await _ in pages {}
        // Nothing is done any more, and nothing waits for ever.
        await core.sent(.setLanguage(.chinese))
        await core.refresh()
        #expect(core.page.frame.title == "Sign in")
        #expect(await core.photo("x") == nil)
        core.background()
        core.foreground()
        await core.close()
        #expect(script.calls.all.filter { $0 == .opened }.count == 2)
        #expect(script.calls.all.last == .closed)
    }

    @Test func oneThatBreaksWhileItIsOpenedAnewStops() async throws {
        let script = Script { call, life in
            if call == .sent(.dismiss) || (life == 2 && call == .sent(.foregrounded)) {
                throw broken
            }
            return nil
        }
        let core = try await Core.open(script.platform(in: folder))
        core.foreground()
        await core.sent(.dismiss)
        #expect(core.fault == broken)
        await core.close()
    }

    @Test func oneThatCannotBeOpenedAnewStopsAndSaysWhy() async throws {
        let full = CoreFault.Storage(message: "The disk is full.")
        let script = Script { call, life in
            switch (call, life) {
            case (.sent(.dismiss), _): throw broken
            case (.opened, 2): throw full
            default: return nil
            }
        }
        let core = try await Core.open(script.platform(in: folder))
        await core.sent(.dismiss)
        #expect(core.fault == full)
        #expect(core.fault?.words == "The disk is full.")
        await core.close()
    }
}
