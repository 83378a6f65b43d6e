//! The language of the `phone` command: one JSON value per line.
//!
//! | line | what it does |
//! |---|---|
//! | an [`Event`] | sends it, as a shell would: `"back"`, `{"open":{"list":"ticket.mine"}}` |
//! | `"offline"` | pulls the cable |
//! | `"online"` | puts it back |
//! | `"settle"` | syncs and sends photos, and answers when the phone has come to rest |
//! | `{"add_photo":{"input":"photos","bytes":"…"}}` | an event, too; the bytes are a text in base 64 |
//! | `{"find":{"text":"…"}}` | goes to the case that is called so |
//! | `{"draw_stroke":{"input":"signature","width":600,"height":300,"points":[{"x":1,"y":2},…]}}` | an event, too: a stroke on the pad of a signature |
//! | `{"fetch_photo":{"id":"…"}}` | has a photo come that is not on the phone |
//! | `"log"` | shows what the core did lately, in the place of the page: `{"log":["…"]}` |
//! | `{"photo":"…"}` | shows a photo that is on the phone, in the place of the page: `{"photo":{"media_type":…,"bytes":…}}`, or null for one that is not |
//! | `"page"` | only shows the page |
//! | `{"clock":1767225600000}` | sets the phone's clock, which goes on from there |
//!
//! In `sign_in`, `server` is the one of the command line and `device` the
//! headless phone unless they are given. What may be typed in the place of an id
//! is in [`names`](super::names).

use fieldloop::Event;
use serde::Deserialize;
use serde_json::{Value, json};

/// The longest line, in bytes: the largest photo, in base 64, and what is around it.
pub const LINE_BYTES_MAX: usize = 24 << 20;

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// An event of a shell.
    Event(Event),
    /// The cable is pulled.
    Offline,
    /// The cable is put back.
    Online,
    /// Sync, and come to rest.
    Settle,
    /// Only show the page.
    Page,
    Photo(String),
    /// Only show the log.
    Log,
    /// Set the clock, in milliseconds since the Unix epoch.
    Clock(i64),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Special {
    Offline,
    Online,
    Settle,
    Page,
    Photo(String),
    Log,
    Clock(i64),
}

impl Line {
    /// Reads a line.
    pub fn read(text: &str, server: &str) -> Result<Self, String> {
        if text.len() > LINE_BYTES_MAX {
            return Err(format!("a line has at most {LINE_BYTES_MAX} bytes"));
        }
        let mut value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if let Some(sign_in) = value.get_mut("sign_in").and_then(Value::as_object_mut) {
            for (name, default) in [("server", server), ("device", "headless phone")] {
                sign_in.entry(name).or_insert_with(|| json!(default));
            }
        }
        if let Ok(special) = Special::deserialize(&value) {
            return Ok(match special {
                Special::Offline => Self::Offline,
                Special::Online => Self::Online,
                Special::Settle => Self::Settle,
                Special::Page => Self::Page,
                Special::Photo(id) => Self::Photo(id),
                Special::Log => Self::Log,
                Special::Clock(now_ms) => Self::Clock(now_ms),
            });
        }
        let event = Event::deserialize(value).map_err(|error| error.to_string())?;
        Ok(Self::Event(event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fieldloop::Route;

    const SERVER: &str = "http://127.0.0.1:8300";

    #[test]
    fn a_line_is_an_event_or_something_of_the_phones_own() {
        let read = |text| Line::read(text, SERVER).unwrap();
        assert_eq!(read(r#""settle""#), Line::Settle);
        assert_eq!(read(r#"{"clock":-5}"#), Line::Clock(-5));
        assert_eq!(read(r#""back""#), Line::Event(Event::Back));
        let open = Event::Open(Route::List("ticket.mine".to_owned()));
        assert_eq!(
            read(r#"{"open":{"list":"ticket.mine"}}"#),
            Line::Event(open)
        );
    }

    #[test]
    fn the_bytes_of_a_photo_are_a_text_in_base_64() {
        let line = r#"{"add_photo":{"input":"photos","bytes":"AAE="}}"#;
        let add = Event::AddPhoto {
            input: "photos".to_owned(),
            bytes: vec![0, 1],
        };
        assert_eq!(Line::read(line, SERVER), Ok(Line::Event(add)));
        assert!(Line::read(&line.replace("AAE=", "纸"), SERVER).is_err());
        let show = Line::read(r#"{"photo":"00ff"}"#, SERVER);
        assert_eq!(show, Ok(Line::Photo("00ff".to_owned())));
    }

    #[test]
    fn signing_in_goes_to_the_server_of_the_command_line() {
        let line = Line::read(r#"{"sign_in":{"login":"a","password":"b"}}"#, SERVER);
        let Ok(Line::Event(Event::SignIn { server, .. })) = line else {
            panic!("no sign-in: {line:?}");
        };
        assert_eq!(server, SERVER);
    }

    #[test]
    fn a_bad_line_says_what_is_wrong() {
        for text in [
            "",
            "{",
            "\"jump\"",
            "{\"open\":7}",
            "{\"clock\":\"x\"}",
            "[1]",
            "null",
        ] {
            assert!(Line::read(text, SERVER).is_err(), "{text}");
        }
        assert!(Line::read(&" ".repeat(LINE_BYTES_MAX + 1), SERVER).is_err());
    }
}
