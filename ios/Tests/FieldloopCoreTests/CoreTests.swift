// What a shell relies on: pages and photos come, events keep their order,
// requests are run beside, and closing leaves nothing behind.

import Foundation
import PhoneProcess
import Testing

@testable import FieldloopCore

@Suite(.timeLimit(.minutes(5)))
@MainActor
struct CoreTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func thereIsAPageToDrawAtOnce() async throws {
        let core = try await Core.open(Platform(in: folder))
        #expect(core.page.frame.title == "Sign in")
        #expect(core.fault == nil)
        await core.close()
    }

    @Test func aFolderThatCannotBeOpenedIsToldInWords() async throws {
        var platform = Platform(in: folder)
        platform.dataFolder = URL(fileURLWithPath: "/dev/null/x")
        await #expect {
            try await Core.open(platform)
        } throws: { error in
            guard case .Storage(let words)? = error as? CoreFault else { return false }
            return words.contains("storage") && (error as? CoreFault)?.words == words
        }
    }

    @Test func whatWasSetIsThereWhenTheCoreIsOpenedAgain() async throws {
        for (language, title) in [(Language.chinese, "Sign in"), (.english, "登录")] {
            let core = try await Core.open(Platform(in: folder))
            #expect(core.page.frame.title == title)
            core.send(.setLanguage(language))
            await core.close()
        }
    }

    @Test func aSecondCoreInTheSameFolderIsRefusedUntilTheFirstIsClosed() async throws {
        let first = try await Core.open(Platform(in: folder))
        await first.sent(.setLanguage(.english))
        await #expect {
            try await Core.open(Platform(in: folder))
        } throws: { error in
            guard case .Storage(let words)? = error as? CoreFault else { return false }
            return !words.isEmpty
        }
        #expect(first.fault == nil)
        await first.close()
        let second = try await Core.open(Platform(in: folder))
        #expect(second.page.frame.title == "Sign in")
        await second.close()
    }

    @Test func eventsKeepTheirOrderWhileAnswersComeIn() async throws {
        let server = try RawServer(saying: "HTTP/1.1 204 X\r\nConnection: close\r\n\r\n")
        let requests = 20
        let script = Script { call, _ in
            switch call {
            case .sent(.refresh):
                (1...requests).map {
                    .http(id: UInt64($0), request: HttpRequest(get: server.address))
                }
            case .sent(.search), .answeredHttp: []
            default: nil
            }
        }
        let core = try await Core.open(script.platform(in: folder))
        core.send(.refresh)
        let searches = (1...500).map { Event.search(String($0)) }
        for search in searches {
            core.send(search)
        }
        var answered: Set<UInt64> = []
        let isAnswered = await script.calls.wait { call in
            if case .answeredHttp(let id, .answered(status: 204, headers: _, body: _)) = call {
                answered.insert(id)
            }
            return answered.count == requests
        }
        #expect(isAnswered)
        await core.close()
        #expect(script.events == [.tick, .refresh] + searches)
    }

    @Test func pagesComeWhileARequestHangs() async throws {
        let heard = Wire<String>()
        let server = try RawServer { connection in
            heard.tell(connection.readRequest())
            connection.waitForEnd()
        }
        let core = try await Core.open(Platform(in: folder))
        await core.sent(.signIn(to: server.address))
        #expect(core.page.content.isSigningIn == true)
        #expect(await heard.next()?.contains("/v1/sign-in") == true)
        await core.sent(.setLanguage(.chinese))
        #expect(core.page.frame.title == "登录")
        #expect(core.page.content.isSigningIn == true)
        await core.close()
    }

    @Test func aRequestThatIsCancelledEndsAndIsForgotten() async throws {
        let news = Wire<String>()
        let server = try RawServer(silent: news)
        let script = Script { call, _ in
            switch call {
            case .sent(.refresh): [.http(id: 7, request: HttpRequest(get: server.address))]
            case .sent(.back): [.cancel(id: 7), .cancel(id: 8)]
            default: nil
            }
        }
        let core = try await Core.open(script.platform(in: folder))
        core.send(.refresh)
        #expect(await news.next() == "heard")
        core.send(.back)
        #expect(await news.next() == "ended")
        await core.close()
        #expect(!script.calls.all.contains(.answeredHttp(7, .cancelled)))
    }

    @Test func anAnswerThatNobodyWaitsForIsHarmless() async throws {
        let server = try RawServer(saying: "HTTP/1.1 204 X\r\n\r\n")
        let script = Script { call, _ in
            guard case .sent(.refresh) = call else { return nil }
            return [
                .http(id: 9_999, request: HttpRequest(get: server.address)),
                .secret(id: 9_998, request: .load),
            ]
        }
        let core = try await Core.open(script.platform(in: folder))
        core.send(.refresh)
        #expect(
            await script.calls.wait {
                $0 == .answeredHttp(9_999, .answered(status: 204, headers: [], body: Data()))
            })
        await core.sent(.setLanguage(.chinese))
        #expect(core.page.frame.title == "登录")
        #expect(core.fault == nil)
        await core.close()
    }

    @Test func aPhotoThatIsNotHereIsNone() async throws {
        let core = try await Core.open(Platform(in: folder))
        #expect(await core.photo("no photo") == nil)
        await core.close()
        #expect(await core.photo("no photo") == nil)
    }

    @Test func closingEndsEverythingAndMayBeRepeated() async throws {
        let news = Wire<String>()
        let server = try RawServer(silent: news)
        let script = Script()
        let core = try await Core.open(script.platform(in: folder, tickInterval: .milliseconds(1)))
        core.foreground()
        let pages = core.pages()
        core.send(.signIn(to: server.address))
        #expect(await news.next() == "heard")
        // What was sent before is done before.
        core.send(.setLanguage(.chinese))
        await core.close()
        #expect(script.events.contains(.setLanguage(.chinese)))
        #expect(script.calls.all.last == .closed)
        #expect(await news.next() == "ended")
        for await _ in pages {}
        core.foreground()
        await core.sent(.dismiss)
        await core.refresh()
        await core.close()
        core.background()
        await core.close()
        #expect(script.calls.all.last == .closed)
    }

    @Test func aCoreThatNobodyHoldsClosesItself() async throws {
        let script = Script()
        var core: Core? = try await Core.open(
            script.platform(in: folder, tickInterval: .milliseconds(1)))
        core?.foreground()
        #expect(await script.calls.wait { $0 == .sent(.tick) })
        #expect(core?.fault == nil)
        core = nil
        #expect(await script.calls.wait { $0 == .closed })
    }

    @Test func secretsAreAskedOneAfterTheOtherAndAnsweredInOrder() async throws {
        let script = Script { call, _ in
            switch call {
            case .sent(.refresh):
                [
                    .secret(id: 1, request: .save("a")), .secret(id: 2, request: .load),
                    .secret(id: 3, request: .delete), .secret(id: 4, request: .load),
                ]
            case .answeredSecret: []
            default: nil
            }
        }
        let secrets = FileSecrets(in: folder.url)
        let core = try await Core.open(script.platform(in: folder, secrets: secrets))
        core.send(.refresh)
        #expect(await script.calls.wait { $0 == .answeredSecret(4, .nothing) })
        await core.close()
        let answers = script.calls.all.filter {
            if case .answeredSecret = $0 { true } else { false }
        }
        #expect(
            answers == [
                .answeredSecret(1, .done), .answeredSecret(2, .found("a")),
                .answeredSecret(3, .done),
                .answeredSecret(4, .nothing),
            ])
    }
}

extension Content {
    /// Whether a sign-in is under way; nil elsewhere.
    var isSigningIn: Bool? {
        if case .signIn(let page) = self { page.isBusy } else { nil }
    }
}
