// What a core has around it: what the app says when it opens one, and what it
// has from the system.

import Foundation

/// What a core is opened with. The app says where and for whom; what the system
/// gives, tests may bring themselves.
public struct Platform: Sendable {
    /// A folder that only this app reads and that the system does not clear. One
    /// core at a time opens it.
    public var dataFolder: URL
    /// The languages that the phone's person prefers, as BCP 47 tags (`zh-Hans-CN`), the
    /// dearest first.
    public var languages: [String]
    /// The app's version, as people are shown it.
    public var version: String
    /// Where the device's token is kept.
    public var secrets: any Secrets

    /// Milliseconds since the Unix epoch.
    var nowMs: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1_000) }
    /// Minutes east of UTC.
    var utcOffsetMin: @Sendable () -> Int32 = {
        Int32(TimeZone.autoupdatingCurrent.secondsFromGMT() / 60)
    }
    /// How often the core is told that time has passed, in the foreground.
    var tickInterval: Duration = .seconds(10)
    /// Opens the object out of the library.
    var openObject: @Sendable (Config, Int64) throws -> any FieldloopCoreProtocol = {
        try FieldloopCore.open(config: $0, nowMs: $1)
    }

    public init(dataFolder: URL, languages: [String], version: String, secrets: any Secrets) {
        self.dataFolder = dataFolder
        self.languages = languages
        self.version = version
        self.secrets = secrets
    }

    /// Opens the object, each time with randomness that was never used before:
    /// two openings with the same would give different things the same id.
    func open() throws -> any FieldloopCoreProtocol {
        var random = SystemRandomNumberGenerator()
        let entropy = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let config = Config(
            dataFolder: dataFolder.path,
            languages: languages,
            utcOffsetMin: utcOffsetMin(),
            version: version,
            entropy: Data(entropy)
        )
        return try openObject(config, nowMs())
    }
}
