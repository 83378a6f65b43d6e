//! What a page has to have, as scenarios say it: as much as matters, and no more.

use serde_json::Value;

/// Whether a page has what is expected: an object these keys, an array elements
/// like these in their order, `[]` none, anything else the same.
pub fn has(page: &Value, expected: &Value) -> bool {
    match (page, expected) {
        (Value::Object(page), Value::Object(expected)) => expected
            .iter()
            .all(|(key, expected)| page.get(key).is_some_and(|value| has(value, expected))),
        (Value::Array(page), Value::Array(expected)) if expected.is_empty() => page.is_empty(),
        (Value::Array(page), Value::Array(expected)) => {
            let mut rest = page.iter();
            expected
                .iter()
                .all(|expected| rest.any(|value| has(value, expected)))
        }
        _ => page == expected,
    }
}

#[test]
fn a_page_may_have_more_than_is_expected_but_not_less() {
    use serde_json::json;
    let page = json!({ "unread": 1, "message": null, "rows": [{ "a": 1, "b": 2 }, { "a": 3 }] });
    for expected in [
        json!({}),
        json!({ "unread": 1 }),
        json!({ "message": null }),
        json!({ "rows": [{ "b": 2 }] }),
        json!({ "rows": [{ "a": 3 }] }),
        json!({ "rows": [{ "a": 1 }, { "a": 3 }] }),
    ] {
        assert!(has(&page, &expected), "{expected}");
    }
    for expected in [
        json!({ "unread": 2 }),
        json!({ "unread": "1" }),
        json!({ "message": {} }),
        json!({ "rows": [] }),
        json!({ "rows": [{ "a": 3 }, { "a": 1 }] }),
        json!({ "rows": [{ "a": 1 }, { "a": 1 }] }),
        json!({ "other": null }),
    ] {
        assert!(!has(&page, &expected), "{expected}");
    }
}
