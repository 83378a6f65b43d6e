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

    /// Reads the phone's clocks.
    var clock: @Sendable () -> ClockReading = SystemClocks.read
    /// The name of the time zone in which the phone is.
    var timeZone: @Sendable () -> String = { TimeZone.autoupdatingCurrent.identifier }
    /// How often the core is told that time has passed, in the foreground.
    var tickInterval: Duration = .seconds(10)
    /// Opens the object out of the library.
    var openObject: @Sendable (Config, ClockReading) throws -> any FieldloopCoreProtocol = {
        try FieldloopCore.open(config: $0, clock: $1)
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
            timeZone: timeZone(),
            version: version,
            entropy: Data(entropy)
        )
        return try openObject(config, clock())
    }
}
