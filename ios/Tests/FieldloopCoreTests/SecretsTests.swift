// Where the token is kept, as far as it is not the system's own keychain.

import Foundation
import PhoneProcess
import Testing

@testable import FieldloopCore

@Suite(.timeLimit(.minutes(5)))
struct SecretsTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func aFileKeepsOneSecretForItsOwnerOnly() throws {
        let secrets = FileSecrets(in: folder.url)
        #expect(try secrets.load() == nil)
        try secrets.delete()
        try secrets.save("first")
        try secrets.save("sécond 值")
        #expect(try FileSecrets(in: folder.url).load() == "sécond 值")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(files == ["secret"])
        let file = folder.url.appendingPathComponent("secret").path
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        try secrets.delete()
        #expect(try secrets.load() == nil)
    }

    @Test func theCoreIsToldWhatTheSecretsSay() {
        let secrets = FileSecrets(in: folder.url)
        #expect(secrets.answer(.load) == .nothing)
        #expect(secrets.answer(.save("a")) == .done)
        #expect(secrets.answer(.load) == .found("a"))
        #expect(secrets.answer(.delete) == .done)
        #expect(secrets.answer(.load) == .nothing)
        for request in [SecretRequest.save("a"), .load, .delete] {
            #expect(LockedSecrets().answer(request) == .failed)
        }
    }

    @Test func anUpdateKeepsTheTokenAndANewInstallationDoesNotFindIt() throws {
        let keychain = FileSecrets(in: folder.url)
        let (installed, again) = (try Folder(), try Folder())
        try InstallationSecrets(keychain, in: installed.url).save("token")
        #expect(try InstallationSecrets(keychain, in: installed.url).load() == "token")
        #expect(try InstallationSecrets(keychain, in: again.url).load() == nil)
        #expect(try keychain.load() == nil)
    }

    @Test func aFormerTokenThatCannotBeDeletedYetIsNotGivenOut() throws {
        let installed = try Folder()
        for secrets in [LockedSecrets(), LockedSecrets()] {
            #expect(throws: CocoaError.self) {
                try InstallationSecrets(secrets, in: installed.url).load()
            }
        }
        let keychain = FileSecrets(in: folder.url)
        try keychain.save("of another")
        #expect(try InstallationSecrets(keychain, in: installed.url).load() == nil)
    }
}
