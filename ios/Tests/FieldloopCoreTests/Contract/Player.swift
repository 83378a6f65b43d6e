// Plays a scenario: takes its steps on phones and on a world that can break.

import Foundation
import PhoneProcess
import Testing

/// Plays the scenario of this name, and leaves word of it for whoever asks for that.
func play(_ name: String) async throws {
    let scenario = try Scenario(named: name)
    let world = try await FixtureServer.shared.world()
    var phones: [String: PhoneOfSomebody] = [:]
    var isPlayed = true
    for (number, step) in scenario.steps.enumerated() {
        do {
            if step.actor == "world" {
                try await world.take(step.what)
                continue
            }
            let phone = try phones[step.actor] ?? PhoneOfSomebody(step.actor, scenario, world)
            phones[step.actor] = phone
            for what in try meant(by: step.what, among: phones) {
                try await phone.take(what)
            }
        } catch {
            Issue.record(
                """
                \(name), step \(number + 1): \(scenario.story)
                \(step.actor): \(step.what.line)
                \(error)
                """)
            isPlayed = false
            break
        }
    }
    for phone in phones.values {
        await phone.off()
    }
    try await world.end()
    if isPlayed, let folder = ProcessInfo.processInfo.environment["FIELDLOOP_PLAYED"] {
        try Data().write(to: URL(fileURLWithPath: folder).appendingPathComponent(name))
    }
}

/// What a phone is to do one after the other: to scan is to find what the codes say that
/// another phone shows.
private func meant(by what: Json, among phones: [String: PhoneOfSomebody]) throws -> [Json] {
    guard case ("scan", let other)? = what.only else { return [what] }
    let finds = phones[other.text ?? ""]?.page.finds
    return try #require(finds, "no code is visible")
}

/// Somebody's phone, on or off.
private final class PhoneOfSomebody {
    private let person: World.Person
    private let people: [String: World.Person]
    private let folder: Folder
    private let isKilled: Bool
    private var phone: Phone?

    /// The page, as last told.
    var page: Json {
        phone?.page ?? .null
    }

    init(_ actor: String, _ scenario: Scenario, _ world: World) throws {
        people = world.people
        person = try #require(people[actor], "there is nobody called \(actor)")
        folder = try Folder()
        isKilled = scenario.kills(actor)
    }

    func take(_ what: Json) async throws {
        if what == "kill" {
            return await off()
        }
        let phone = try await on()
        switch what.only {
        case ("shows", let expected)?: try await phone.waitFor(expected)
        case ("holds_photo", let bytes)?: try await phone.waitForPhoto("whole", bytes)
        case ("holds_thumbnail", let bytes)?: try await phone.waitForPhoto("thumbnail", bytes)
        case ("sign_in", let given)?:
            try await phone.send(person.signIn(given, among: people))
        case nil where what == "sign_in": try await phone.send(person.signIn())
        default: try await phone.send(what)
        }
    }

    func off() async {
        await phone?.off()
        phone = nil
    }

    private func on() async throws -> Phone {
        if let phone {
            return phone
        }
        let new = try await isKilled ? Phone.apart(folder.url) : Phone.inside(folder.url)
        phone = new
        return new
    }
}
