// A page as JSON, as the headless phone prints it: found by reflection, so that a
// new page needs nothing here.

import FieldloopCore

extension Json {
    public init(_ page: Page) {
        self.init(reflecting: page)
    }

    private init(reflecting value: Any) {
        switch value {
        case let text as String: self = .text(text)
        case let truth as Bool: self = .truth(truth)
        case let number as any BinaryInteger: self = .number(Double(number))
        default: self.init(Mirror(reflecting: value), of: value)
        }
    }

    private init(_ mirror: Mirror, of value: Any) {
        switch mirror.displayStyle {
        case .optional:
            self = mirror.children.first.map { Json(reflecting: $0.value) } ?? .null
        case .collection:
            self = .array(mirror.children.map { Json(reflecting: $0.value) })
        case .enum:
            // A variant with values is the one child of its value.
            if let variant = mirror.children.first, let name = variant.label {
                self = .object([snakeCase(name): Json(reflecting: variant.value)])
            } else {
                self = .text(snakeCase(String(describing: value)))
            }
        case .struct, .tuple:
            let fields = mirror.children.map { field in
                (snakeCase(field.label ?? ""), Json(reflecting: field.value))
            }
            self = .object(Dictionary(uniqueKeysWithValues: fields))
        default:
            preconditionFailure("a page holds values only, and not \(mirror.subjectType)")
        }
    }
}

/// `isBusy` as `is_busy`.
private func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { snake, letter in
        snake += letter.isUppercase ? "_\(letter.lowercased())" : String(letter)
    }
}
