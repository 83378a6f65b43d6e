// Secrets that keep nothing, refuse, or take their time.

import Foundation

@testable import FieldloopCore

/// Keeps nothing.
struct NoSecrets: Secrets {
    func save(_ secret: String) {}
    func load() -> String? { nil }
    func delete() {}
}

/// A keychain that refuses everything.
struct LockedSecrets: Secrets {
    func save(_ secret: String) throws { throw CocoaError(.fileWriteNoPermission) }
    func load() throws -> String? { throw CocoaError(.fileReadNoPermission) }
    func delete() throws { throw CocoaError(.fileWriteNoPermission) }
}

/// A keychain that does not answer before it is opened, and keeps nothing.
final class GatedSecrets: Secrets {
    private let gate = DispatchSemaphore(value: 0)

    func open() {
        gate.signal()
    }

    func save(_ secret: String) { pass() }

    func load() -> String? {
        pass()
        return nil
    }

    func delete() { pass() }

    /// Waits for the gate to be open, and leaves it open.
    private func pass() {
        gate.wait()
        gate.signal()
    }
}
