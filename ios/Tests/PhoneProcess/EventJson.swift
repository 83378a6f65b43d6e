// An event out of JSON, as the headless phone reads it.

import FieldloopCore
import Foundation

/// What is wrong with a line.
public struct Unreadable: Error, CustomStringConvertible {
    public let description: String

    init(_ what: String) {
        description = what
    }
}

extension Event {
    public init(_ json: Json) throws {
        if let name = json.text {
            self = try Self.plain(name)
        } else if let (name, value) = json.only {
            self = try Self.filled(name, value)
        } else {
            throw Unreadable("no event: \(json.line)")
        }
    }

    private static func plain(_ name: String) throws -> Event {
        switch name {
        case "back": .back
        case "show_more": .showMore
        case "dismiss": .dismiss
        case "submit": .submit
        case "read_notices": .readNotices
        case "refresh": .refresh
        case "foregrounded": .foregrounded
        case "backgrounded": .backgrounded
        case "connected": .connected
        case "disconnected": .disconnected
        case "tick": .tick
        default: throw Unreadable("no event: \(name)")
        }
    }

    private static func filled(_ name: String, _ value: Json) throws -> Event {
        switch name {
        case "sign_in":
            .signIn(
                server: try value.need("server"), login: try value.need("login"),
                password: try value.need("password"), device: try value.need("device"),
                discardUnsent: value["discard_unsent"]?.truth ?? false)
        case "sign_out": .signOut(discardUnsent: value["discard_unsent"]?.truth ?? false)
        case "open": .open(try Route(value))
        case "search": .search(try value.need())
        case "fill": .fill(input: try value.need("input"), value: try value.need("value"))
        case "add_photo":
            .addPhoto(input: try value.need("input"), bytes: try value.needBytes("bytes"))
        case "draw_stroke":
            .drawStroke(
                input: try value.need("input"), width: UInt32(clamping: try value.number("width")),
                height: UInt32(clamping: try value.number("height")),
                points: try (value["points"]?.elements ?? []).map {
                    Point(x: try $0.number("x"), y: try $0.number("y"))
                })
        case "remove_photo":
            .removePhoto(input: try value.need("input"), id: try value.need("id"))
        case "fetch_photo": .fetchPhoto(id: try value.need("id"))
        case "perform":
            .perform(
                subject: try value.need("subject"), offer: try value.need("offer"),
                values: try value.values("values"))
        case "do_again": .doAgain(command: try value.need("command"))
        case "let_go": .letGo(command: try value.need("command"))
        case "let_go_draft": .letGoDraft(try Route(value))
        case "resend_photo": .resendPhoto(id: try value.need("id"))
        case "let_go_photo": .letGoPhoto(id: try value.need("id"))
        case "find": .find(text: try value.need("text"))
        case "set_language":
            .setLanguage(try value.need() == "chinese" ? .chinese : .english)
        case "time_zone": .timeZone(name: try value.need("name"))
        default: throw Unreadable("no event: \(name)")
        }
    }
}

extension Route {
    fileprivate init(_ json: Json) throws {
        switch (json.text, json.only) {
        case ("sign_in", _): self = .signIn
        case ("outbox", _): self = .outbox
        case ("notices", _): self = .notices
        case ("settings", _): self = .settings
        case (_, ("list", let name)?): self = .list(try name.need())
        case (_, ("case", let id)?): self = .case(try id.need())
        case (_, ("code", let id)?): self = .code(try id.need())
        case (_, ("revision", let command)?): self = .revision(try command.need())
        case (_, ("form", let form)?):
            self = .form(subject: try form.need("subject"), offer: try form.need("offer"))
        default: throw Unreadable("no route: \(json.line)")
        }
    }
}

extension Json {
    fileprivate func need(_ key: String? = nil) throws -> String {
        let value = key.map { self[$0] } ?? self
        guard let text = value?.text else {
            throw Unreadable("no text \(key ?? "") in \(line)")
        }
        return text
    }

    fileprivate func number(_ key: String) throws -> Int32 {
        guard case .number(let number)? = self[key], let whole = Int32(exactly: number) else {
            throw Unreadable("no whole number \(key) in \(line)")
        }
        return whole
    }

    fileprivate func needBytes(_ key: String) throws -> Data {
        guard let bytes = Data(base64Encoded: try need(key)) else {
            throw Unreadable("\(key) is not base 64")
        }
        return bytes
    }

    /// Texts by their names; none if there is no such key.
    fileprivate func values(_ key: String) throws -> [String: String] {
        guard case .object(let values)? = self[key] else { return [:] }
        return try values.mapValues { try $0.need() }
    }
}
