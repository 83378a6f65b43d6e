// Secrets of one installation of the app, whatever the place for secrets outlives.
//
// The keychain keeps an app's items when the app is removed; the data folder goes
// with it. Somebody who removes the app does so to be rid of it, and the phone may
// have another owner when it is installed again: its token is theirs no more. So
// before the first use in a data folder, whatever an earlier installation has left
// is deleted. An update of the app keeps the folder, and with it the token.

import Foundation

public struct InstallationSecrets: Secrets {
    private let secrets: any Secrets
    private let mark: URL

    /// The data folder has to be there when a secret is asked for.
    public init(_ secrets: any Secrets, in dataFolder: URL) {
        self.secrets = secrets
        mark = dataFolder.appendingPathComponent("secrets-are-ours")
    }

    public func save(_ secret: String) throws {
        try begin()
        try secrets.save(secret)
    }

    public func load() throws -> String? {
        try begin()
        return try secrets.load()
    }

    public func delete() throws {
        try begin()
        try secrets.delete()
    }

    /// The mark comes after the deletion: one that fails is done again.
    private func begin() throws {
        guard !FileManager.default.fileExists(atPath: mark.path) else { return }
        try secrets.delete()
        try Data().write(to: mark)
    }
}
