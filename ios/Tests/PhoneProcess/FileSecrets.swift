// Secrets in a file that only its owner can read, written whole or not at all: for
// tests, on systems that have no keychain.

import FieldloopCore
import Foundation

public struct FileSecrets: Secrets {
    private let file: URL

    public init(in folder: URL) {
        file = folder.appendingPathComponent("secret")
    }

    public func save(_ secret: String) throws {
        let draft = file.appendingPathExtension("new")
        try? FileManager.default.removeItem(at: draft)
        let isMade = FileManager.default.createFile(
            atPath: draft.path, contents: nil, attributes: [.posixPermissions: 0o600])
        guard isMade else { throw CocoaError(.fileWriteUnknown) }
        let handle = try FileHandle(forWritingTo: draft)
        try handle.write(contentsOf: Data(secret.utf8))
        try handle.synchronize()
        try handle.close()
        guard rename(draft.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    public func load() throws -> String? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return try String(contentsOf: file, encoding: .utf8)
    }

    public func delete() throws {
        guard FileManager.default.fileExists(atPath: file.path) else { return }
        try FileManager.default.removeItem(at: file)
    }
}
