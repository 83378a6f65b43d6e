// JSON as a value, for what is read and compared without a type of its own:
// scenarios, pages, and what a phone's process says.

import Foundation

public enum Json: Codable, Equatable, Sendable {
    case null
    case truth(Bool)
    case number(Double)
    case text(String)
    case array([Json])
    case object([String: Json])

    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let truth = try? value.decode(Bool.self) {
            self = .truth(truth)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let array = try? value.decode([Json].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: Json].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .truth(let truth): try value.encode(truth)
        case .number(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        case .array(let array): try value.encode(array)
        case .object(let object): try value.encode(object)
        }
    }

    /// Reads a text.
    public init(reading text: String) throws {
        self = try JSONDecoder().decode(Json.self, from: Data(text.utf8))
    }

    /// On one line, with the keys in order.
    public var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Every value of this type can be encoded: there are no endless numbers.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    public subscript(_ key: String) -> Json? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    public subscript(_ index: Int) -> Json? {
        if case .array(let array) = self, array.indices.contains(index) {
            array[index]
        } else {
            nil
        }
    }

    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    public var truth: Bool? {
        if case .truth(let truth) = self { truth } else { nil }
    }

    public var elements: [Json] {
        if case .array(let array) = self { array } else { [] }
    }

    /// The key and the value of an object that has one.
    public var only: (key: String, value: Json)? {
        if case .object(let object) = self, object.count == 1 { object.first } else { nil }
    }
}

extension Json: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral
{
    public init(stringLiteral text: String) { self = .text(text) }
    public init(integerLiteral number: Int) { self = .number(Double(number)) }
    public init(booleanLiteral truth: Bool) { self = .truth(truth) }
    public init(arrayLiteral elements: Json...) { self = .array(elements) }
    public init(nilLiteral: ()) { self = .null }
    public init(dictionaryLiteral pairs: (String, Json)...) {
        self = .object(Dictionary(uniqueKeysWithValues: pairs))
    }
}
