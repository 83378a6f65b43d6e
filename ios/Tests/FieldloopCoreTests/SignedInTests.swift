// A core that is signed in to a real server: its token, and the moments in the
// background.

import Foundation
import PhoneProcess
import Testing

@testable import FieldloopCore

@Suite(.timeLimit(.minutes(5)))
@MainActor
struct SignedInTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func whoeverCannotKeepASecretIsToldAndNotSignedIn() async throws {
        let world = try await FixtureServer.shared.world()
        let core = try await Core.open(Platform(in: folder, secrets: LockedSecrets()))
        core.send(try signIn(world))
        #expect(await core.shows { $0.frame.message != nil })
        let words = "The phone's keychain does not work, so you cannot sign in."
        #expect(core.page.frame.message?.text == words)
        #expect(core.page.content.isSigningIn == false)
        await core.close()
        try await world.end()
    }

    @Test func aKeychainThatCannotBeReadYetIsAskedAgain() async throws {
        let world = try await signedIn()
        let secrets = SwitchedSecrets(FileSecrets(in: folder.url))
        let script = Script()
        let core = try await Core.open(script.platform(in: folder, secrets: secrets))
        core.foreground()
        await core.refresh()
        #expect(!script.hasSynced)
        core.background()
        secrets.isLocked.value = false
        core.foreground()
        #expect(await script.calls.wait { $0.isSync })
        await core.close()
        try await world.end()
    }

    @Test func whoeverHasLostTheSecretSignsInAgain() async throws {
        let world = try await signedIn()
        let core = try await Core.open(Platform(in: folder, secrets: NoSecrets()))
        #expect(await core.shows { !$0.frame.sync.problem.isEmpty })
        #expect(core.page.frame.sync.problem.hasPrefix("Your sign-in has ended."))
        await core.close()
        try await world.end()
    }

    @Test func aSlowKeychainHoldsNothingUp() async throws {
        let world = try await FixtureServer.shared.world()
        let secrets = GatedSecrets()
        let core = try await Core.open(Platform(in: folder, secrets: secrets))
        core.send(try signIn(world))
        await core.sent(.setLanguage(.chinese))
        #expect(core.page.frame.title == "登录")
        secrets.open()
        #expect(await core.shows { $0.content.isSigningIn == nil })
        await core.close()
        try await world.end()
    }

    @Test func aCoreThatWasOnlyJustOpenedSyncsInTheBackground() async throws {
        let world = try await signedIn()
        let script = Script()
        let core = try await Core.open(
            script.platform(in: folder, secrets: FileSecrets(in: folder.url)))
        await core.refresh()
        #expect(script.hasSynced)
        #expect(core.page.frame.sync.badge.text == "In sync")
        #expect(!core.page.frame.sync.isBusy)
        await core.close()
        try await world.end()
    }

    @Test func withoutANetworkItComesToRestAsWell() async throws {
        let world = try await signedIn()
        try await world.take(["cut": "fang"])
        let core = try await Core.open(platform)
        await core.refresh()
        let problem = "The server cannot be reached. It will be tried again."
        #expect(core.page.frame.sync.problem == problem)
        await core.close()
        try await world.end()
    }

    private var platform: Platform {
        Platform(in: folder, secrets: FileSecrets(in: folder.url))
    }

    private func signIn(_ world: World) throws -> Event {
        try Event(try #require(world.people["fang"]).signIn())
    }

    /// Somebody has signed in here, and everything has come.
    private func signedIn() async throws -> World {
        let world = try await FixtureServer.shared.world()
        let core = try await Core.open(platform)
        core.send(try signIn(world))
        #expect(await core.shows { $0.frame.sync.badge.text == "In sync" })
        await core.close()
        return world
    }
}

extension Script {
    fileprivate var hasSynced: Bool {
        calls.all.contains { $0.isSync }
    }
}

extension Script.Call {
    /// Whether the server has answered a request of somebody who is signed in.
    fileprivate var isSync: Bool {
        guard case .answeredHttp(_, .answered(status: 200, headers: _, body: _)) = self else {
            return false
        }
        return true
    }
}

/// Secrets that refuse as long as they are told to.
private struct SwitchedSecrets: Secrets {
    let isLocked = Box(true)
    private let kept: FileSecrets

    init(_ kept: FileSecrets) {
        self.kept = kept
    }

    func save(_ secret: String) throws { try open().save(secret) }
    func load() throws -> String? { try open().load() }
    func delete() throws { try open().delete() }

    private func open() throws -> FileSecrets {
        if isLocked.value {
            throw CocoaError(.fileReadNoPermission)
        }
        return kept
    }
}
