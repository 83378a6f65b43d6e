// Where the device's token is kept. What it is, and when it is asked for, is the
// core's affair.

/// The phone's place for secrets; there is one secret. Calls may be slow, and come
/// one after the other. What they throw is told to the core as `failed`, which
/// asks again, or tells the person.
public protocol Secrets: Sendable {
    /// Keeps this in the place of what was kept: whole, or not at all.
    func save(_ secret: String) throws
    /// What is kept; nil for nothing.
    func load() throws -> String?
    /// Forgets what is kept, if there is anything.
    func delete() throws
}

extension Secrets {
    /// Does what the core asks for.
    func answer(_ request: SecretRequest) -> SecretAnswer {
        do {
            switch request {
            case .save(let secret):
                try save(secret)
                return .done
            case .load:
                return try load().map { .found($0) } ?? .nothing
            case .delete:
                try delete()
                return .done
            }
        } catch {
            return .failed
        }
    }
}
