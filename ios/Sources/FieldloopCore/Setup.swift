// What the core is opened with: what the shell says, and what the system gives.
// Nothing is done with it here.

import Foundation

/// What a shell says when it opens the core.
public struct Setup: Sendable {
    /// A folder that only this app reads and that the system does not clear. One
    /// core at a time opens it.
    public var dataFolder: URL
    /// The phone's language, as a BCP 47 tag (`zh-Hans-CN`).
    public var language: String
    /// The app's version, as people are shown it.
    public var version: String
    /// Where the device's token is kept.
    public var secrets: any Secrets

    public init(dataFolder: URL, language: String, version: String, secrets: any Secrets) {
        self.dataFolder = dataFolder
        self.language = language
        self.version = version
        self.secrets = secrets
    }
}

/// What the system gives. Tests bring some of it themselves.
struct Surroundings: Sendable {
    /// Opens the library's object.
    var open: @Sendable (Config, Int64) throws -> any FieldloopCoreProtocol = {
        try FieldloopCore.open(config: $0, nowMs: $1)
    }
    /// Milliseconds since the Unix epoch.
    var nowMs: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1_000) }
    /// Minutes east of UTC.
    var utcOffsetMin: @Sendable () -> Int32 = {
        Int32(TimeZone.autoupdatingCurrent.secondsFromGMT() / 60)
    }
    /// How often the core is told that time has passed, in the foreground.
    var tickInterval: Duration = .seconds(10)
}

extension Setup {
    /// What the library is opened with. The entropy is new each time: two openings
    /// with the same would give different things the same id.
    func config(utcOffsetMin: Int32) -> Config {
        var random = SystemRandomNumberGenerator()
        let entropy = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        return Config(
            dataFolder: dataFolder.path,
            language: language,
            utcOffsetMin: utcOffsetMin,
            version: version,
            entropy: Data(entropy)
        )
    }
}
