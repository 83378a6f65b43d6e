// What a page has to have, as scenarios say it: as much as matters, and no more.

import PhoneProcess
import Testing

extension Json {
    /// Whether it has what is expected: an object these keys, an array elements like
    /// these in their order, `[]` none, anything else the same.
    func has(_ expected: Json) -> Bool {
        switch (self, expected) {
        case (.object(let page), .object(let expected)):
            return expected.allSatisfy { key, value in page[key]?.has(value) ?? false }
        case (.array(let page), .array([])):
            return page.isEmpty
        case (.array(let page), .array(let expected)):
            var rest = page[...]
            return expected.allSatisfy { element in
                guard let place = rest.firstIndex(where: { $0.has(element) }) else { return false }
                rest = rest[(place + 1)...]
                return true
            }
        default:
            return self == expected
        }
    }
}

@Suite struct ExpectedTests {
    private let page: Json = [
        "unread": 1, "message": nil, "rows": [["a": 1, "b": 2], ["a": 3]],
    ]

    @Test(
        arguments: [
            [:], ["unread": 1], ["message": nil], ["rows": [["b": 2]]], ["rows": [["a": 3]]],
            ["rows": [["a": 1], ["a": 3]]],
        ] as [Json])
    func aPageMayHaveMoreThanIsExpected(_ expected: Json) {
        #expect(page.has(expected))
    }

    @Test(
        arguments: [
            ["unread": 2], ["unread": "1"], ["message": [:]], ["rows": []],
            ["rows": [["a": 3], ["a": 1]]], ["rows": [["a": 1], ["a": 1]]], ["other": nil],
        ] as [Json])
    func aPageMayNotHaveLess(_ expected: Json) {
        #expect(!page.has(expected))
    }
}
