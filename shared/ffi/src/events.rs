//! The app's events and shell requests, declared once more for the generator.
//! What they mean stands where they are at home, in the app; a field or variant
//! that differs from there does not compile.

use app::{
    ClockReading, Event, HttpAnswer, HttpHeader, HttpRequest, Photo, Route, SecretAnswer,
    SecretRequest, ShellRequest,
};
use domain::{signature::Point, words::Language};
use std::collections::HashMap;

/// What a shell tells the core.
#[uniffi::remote(Enum)]
pub enum Event {
    /// The person signs in.
    SignIn {
        /// The server's address, with `http://` or `https://`.
        server: String,
        /// The login.
        login: String,
        /// The password, which is not kept.
        password: String,
        /// What the person's devices call this one.
        device: String,
        /// Whether what another person has not sent yet may be thrown away. The
        /// page asks for this when there is such work, or when they have drafts,
        /// which stay on the phone for them.
        discard_unsent: bool,
    },
    /// The person signs out.
    SignOut {
        /// Whether what is not sent yet may be thrown away. The page asks for
        /// this when there is such work, or when there are drafts, which stay on
        /// the phone until the person signs in again.
        discard_unsent: bool,
    },

    /// The person goes somewhere.
    Open(Route),
    /// The person goes back to where they came from.
    Back,
    /// The person searches the visible list; an empty text ends that.
    Search(String),
    /// The person wants to see more rows of the visible list.
    ShowMore,
    /// The person has seen the message.
    Dismiss,

    /// The person has typed something into an input of the visible form. The core changes
    /// no text by itself while its form is visible: a field that has the focus owns its
    /// text, and a page that comes in is no reason to write into it.
    Fill {
        /// The input's name.
        input: String,
        /// What stands in it now.
        value: String,
    },
    /// The person adds a photo to the visible form. What is made of it, upright, small
    /// and without what the camera noted, is kept at once, and sent after the act that
    /// shows it. That takes a moment.
    AddPhoto {
        /// The name of an input for photos.
        input: String,
        /// The photo, a JPEG or PNG of at most 16 MiB. A shell converts what its camera
        /// or album has in another form.
        bytes: Vec<u8>,
    },
    /// The person takes a photo off the visible form.
    RemovePhoto {
        /// The input's name.
        input: String,
        /// The photo, by the id of its whole.
        id: String,
    },
    /// The person has drawn a stroke on the pad of a signature in the visible form, and
    /// lifted the finger. To clear the pad, `Fill` the input with nothing.
    DrawStroke {
        /// The name of an input for a signature.
        input: String,
        /// The pad's width, in any unit: pixels will do. It may be another one with
        /// every stroke, for pads turn.
        width: u32,
        /// The pad's height.
        height: u32,
        /// The stroke, in the same unit; a single point is a dot.
        points: Vec<Point>,
    },
    /// The person wants to see a photo or a signature whole that is not on this phone.
    FetchPhoto {
        /// The id of its whole.
        id: String,
    },
    /// The person has done with the visible form.
    Submit,
    /// The person takes up an offer, with these values on top of what stands in
    /// its form.
    Perform {
        /// The case's id; for a new case, the subject of its opening.
        subject: String,
        /// The offer's name.
        offer: String,
        /// What is filled in, by the names of the inputs.
        values: HashMap<String, String>,
    },
    /// The person does a refused act again.
    DoAgain {
        /// The act, as the outbox names it.
        command: String,
    },
    /// The person lets a refused act go.
    LetGo {
        /// The act, as the outbox names it.
        command: String,
    },
    /// The person lets go of what stands in a form, by the route that leads to it.
    LetGoDraft(Route),
    /// The person has a photo sent again that the server has refused.
    ResendPhoto {
        /// The photo, as the outbox names it.
        id: String,
    },
    /// The person lets a photo go that the server has refused: the act that shows it
    /// stands without it.
    LetGoPhoto {
        /// The photo, as the outbox names it.
        id: String,
    },
    /// The person has scanned or typed what a case is called, such as an asset's tag:
    /// goes to that case, on this phone or on the server, or says that there is none. On the
    /// page for signing in it is a server's address, which stands there then.
    Find {
        /// The text, as it was read.
        text: String,
    },
    /// The person has read all notices.
    ReadNotices,
    /// The person chooses a language.
    SetLanguage(Language),

    /// The person wants to know what is new, now.
    Refresh,
    /// The app has come to the foreground.
    Foregrounded,
    /// The app has gone to the background.
    Backgrounded,
    /// There is a network again.
    Connected,
    /// There is no network.
    Disconnected,
    /// The phone has come to another time zone.
    TimeZone {
        /// Where it is now: the name of a time zone in the IANA's database, as the system
        /// gives it, or a fixed offset such as `GMT+08:00`.
        name: String,
    },
    /// Time has passed. Sent about once in ten seconds while in the foreground.
    /// When the system lets a background task run, it sends `Refresh`.
    Tick,
}

/// Where a person can go.
#[uniffi::remote(Enum)]
pub enum Route {
    /// Signing in.
    SignIn,
    /// A list, by the name that its tab gives.
    List(String),
    /// A form.
    Form {
        /// The case's id; for a new case, the subject of its opening.
        subject: String,
        /// The offer that it takes up.
        offer: String,
    },
    /// The form that a refused act came of, filled in as it was, to be changed and given
    /// anew; by the act, as the outbox names it. It stays refused until then.
    Revision(String),
    /// A case, by its id.
    Case(String),
    /// The codes by which a case is handed over to another phone, by the case's id.
    Code(String),
    /// What waits to be sent, and what was refused.
    Outbox,
    /// What others did.
    Notices,
    /// Settings.
    Settings,
}

/// Something that the shell has to do.
#[uniffi::remote(Enum)]
pub enum ShellRequest {
    /// Draw the page anew.
    Draw,
    /// Perform an HTTP request and answer by `answer_http`.
    Http {
        /// Its number.
        id: u64,
        /// The request.
        request: HttpRequest,
    },
    /// Give up an HTTP request, which may still be under way. No answer to it is
    /// waited for any more; one that comes nevertheless is `NotWaiting` and
    /// harmless.
    Cancel {
        /// Its number.
        id: u64,
    },
    /// Do something with the keychain and answer by `answer_secret`.
    Secret {
        /// Its number.
        id: u64,
        /// What is to be done.
        request: SecretRequest,
    },
}

/// An HTTP request to perform as it is.
#[uniffi::remote(Record)]
pub struct HttpRequest {
    /// The method.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// The headers.
    pub headers: Vec<HttpHeader>,
    /// The body; empty for none.
    pub body: Vec<u8>,
    /// After so long without a whole answer, give up and say
    /// `TimedOut`.
    pub timeout_ms: u32,
}

/// A header of a request or an answer.
#[uniffi::remote(Record)]
pub struct HttpHeader {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// What came of an HTTP request.
#[uniffi::remote(Enum)]
pub enum HttpAnswer {
    /// The server answered, whatever it said.
    Answered {
        /// The status.
        status: u16,
        /// The headers that the core reads, their names in lower case:
        /// `retry-after`. Others may come with it and are passed over.
        headers: Vec<HttpHeader>,
        /// The body; at most 16 MiB, more is `Offline`.
        body: Vec<u8>,
    },
    /// The server could not be reached, or not to the end.
    Offline,
    /// There was no answer in time.
    TimedOut,
    /// It was given up, as the core had asked or for the shell's own reasons.
    Cancelled,
}

/// Something of the keychain. There is one secret: the device's token,
/// with the key by which it signs.
#[uniffi::remote(Enum)]
pub enum SecretRequest {
    /// Keep this, in the place of what was kept.
    Save(String),
    /// Give back what is kept.
    Load,
    /// Forget what is kept.
    Delete,
}

/// What the keychain says.
#[uniffi::remote(Enum)]
pub enum SecretAnswer {
    /// Saved, or deleted.
    Done,
    /// This is kept.
    Found(String),
    /// Nothing is kept.
    Nothing,
    /// The keychain refuses.
    Failed,
}

/// A photo or a signature, or the thumbnail of one.
#[uniffi::remote(Record)]
pub struct Photo {
    /// What it is, such as `image/jpeg`.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a shell reads off the phone's clocks, with every call.
#[uniffi::remote(Record)]
pub struct ClockReading {
    /// Milliseconds since the Unix epoch, by the clock that people set.
    pub now_ms: i64,
    /// Milliseconds since the phone was started, those in which it slept among them.
    pub uptime_ms: i64,
    /// Which start of the phone it is: another text after each.
    pub boot: String,
}
