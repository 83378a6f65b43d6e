//! The app's pages, declared once more for the generator. What they mean stands
//! where they are at home, in the app; a field or variant that differs from
//! there does not compile. What pages are made of stands in `parts`.

use app::{
    CaseContent, CodePage, Content, DraftRow, Event, FormPage, Frame, FrameMessage, ListPage,
    Nothing, NoticeLine, NoticesPage, Opening, OutboxPage, OutboxRow, Page, PhotoRow, RelatedCases,
    RowOffer, SettingsPage, ShownCode, SignInPage, SyncState, Tab,
};
use domain::{
    presented::{CasePage, CaseRow},
    view::{Badge, Field, Input, Offer, ShownPicture, Tone},
    words::Language,
};

/// What is visible.
#[uniffi::remote(Record)]
pub struct Page {
    /// What surrounds the content of every page.
    pub frame: Frame,
    /// What the route shows.
    pub content: Content,
}

/// What the visible route shows.
#[uniffi::remote(Enum)]
pub enum Content {
    /// Signing in.
    SignIn(SignInPage),
    /// A list.
    List(ListPage),
    /// A form.
    Form(FormPage),
    /// A case.
    Case(CaseContent),
    /// The codes by which a case is handed over.
    Code(CodePage),
    /// The outbox.
    Outbox(OutboxPage),
    /// The notices.
    Notices(NoticesPage),
    /// The settings.
    Settings(SettingsPage),
    /// What was to be seen here is not on this phone.
    Gone,
}

/// What surrounds the content of every page.
#[uniffi::remote(Record)]
pub struct Frame {
    /// The title.
    pub title: String,
    /// The lists, side by side. None while nobody is signed in.
    pub tabs: Vec<Tab>,
    /// What can be begun. None while nobody is signed in.
    pub openings: Vec<Opening>,
    /// The state of the sync.
    pub sync: SyncState,
    /// How many notices are not read.
    pub unread: u32,
    /// How many acts and photos were refused and wait for the person's decision.
    pub refused: u32,
    /// What the person is to be told now.
    pub message: Option<FrameMessage>,
    /// Whether there is a way back.
    pub can_go_back: bool,
    /// The language in which the page is, and in which the shell's own words are to be.
    pub language: Language,
}

/// What the person is told besides the page.
#[uniffi::remote(Record)]
pub struct FrameMessage {
    /// Another one for each time that they are told something, be it the same words.
    pub id: u32,
    /// The words.
    pub text: String,
    /// The tone.
    pub tone: Tone,
    /// The input of the visible form that it is about, by its name; empty if it is about
    /// none.
    pub input: String,
}

/// A list among the others.
#[uniffi::remote(Record)]
pub struct Tab {
    /// The list's name, to open it by.
    pub list: String,
    /// What stands on it.
    pub label: String,
    /// How many cases it has in which something is still to come.
    pub count: u32,
    /// Whether it is the visible one.
    pub is_selected: bool,
}

/// Something that can be begun.
#[uniffi::remote(Record)]
pub struct Opening {
    /// The subject of its form.
    pub subject: String,
    /// What may be begun; a shell gives its name back.
    pub offer: Offer,
    /// Whether its form is half filled in.
    pub has_draft: bool,
}

/// The state of the sync, in words.
#[uniffi::remote(Record)]
pub struct SyncState {
    /// In a word or two.
    pub badge: Badge,
    /// Whether something is under way just now.
    pub is_busy: bool,
    /// How many acts wait to be sent.
    pub waiting: u32,
    /// How many photos wait to be sent, after the acts that show them.
    pub photos_waiting: u32,
    /// Whether a photo is on its way just now, up or down.
    pub is_moving_photos: bool,
    /// When it last came to an end.
    pub last: String,
    /// What is in its way; empty if nothing.
    pub problem: String,
}

/// A list of cases.
#[uniffi::remote(Record)]
pub struct ListPage {
    /// The list's name.
    pub list: String,
    /// What is searched for; empty if nothing.
    pub search: String,
    /// The first rows.
    pub rows: Vec<CaseRow>,
    /// How many there are in all.
    pub total: u32,
    /// What stands in the place of rows if there are none.
    pub nothing: Option<Nothing>,
}

/// What stands in the place of rows.
#[uniffi::remote(Record)]
pub struct Nothing {
    /// What there is not.
    pub text: String,
    /// Why, or what to do.
    pub hint: String,
}

/// A case.
#[uniffi::remote(Record)]
pub struct CaseContent {
    /// What offers are performed on.
    pub subject: String,
    /// The case. An offer that has a form is taken up by opening it, one without
    /// by performing it.
    pub case: CasePage,
    /// The offers whose forms are half filled in, by their names.
    pub drafts: Vec<String>,
    /// Whether it can be handed over to another phone by a code.
    pub has_code: bool,
    /// What is to be known before anything is done to it; empty if nothing.
    pub caution: String,
    /// The other cases on this phone that it has to do with.
    pub related: Vec<RelatedCases>,
}

/// Cases of one kind that another has to do with.
#[uniffi::remote(Record)]
pub struct RelatedCases {
    /// What heads them.
    pub heading: String,
    /// The cases, the latest first.
    pub rows: Vec<CaseRow>,
}

/// What is handed over, as codes.
#[uniffi::remote(Record)]
pub struct CodePage {
    /// The case, to go back to.
    pub case: String,
    /// What is handed over.
    pub text: String,
    /// What the other is to do.
    pub hint: String,
    /// The codes. Of several each is shown for a second or so, over and over: the other
    /// phone takes them in any order.
    pub codes: Vec<ShownCode>,
}

/// A QR code, ready to draw: dark on light whatever the theme, with 4 light modules
/// around it.
#[uniffi::remote(Record)]
pub struct ShownCode {
    /// What it says, to be copied where there is no camera.
    pub text: String,
    /// Its rows of modules, from above: `1` is dark.
    pub rows: Vec<String>,
}

/// A form.
#[uniffi::remote(Record)]
pub struct FormPage {
    /// What it is about.
    pub subject: String,
    /// The offer that it takes up.
    pub offer: Offer,
    /// What is to be filled in, with what was typed as the values.
    pub inputs: Vec<Input>,
    /// The refused act that is changed in it, and that goes once the new one is given;
    /// empty if none is.
    pub revises: String,
    /// Why it cannot be submitted any more; empty if it can.
    pub obstacle: String,
}

/// The outbox.
#[uniffi::remote(Record)]
pub struct OutboxPage {
    /// What waits to be sent, in the order in which it was done.
    pub waiting: Vec<OutboxRow>,
    /// What was refused, the latest first.
    pub refused: Vec<OutboxRow>,
    /// What is half done: it stays on this phone until it is done or let go.
    pub drafts: Vec<DraftRow>,
    /// The photos on their way, after the acts that show them; those that the server
    /// does not take stand first.
    pub photos: Vec<PhotoRow>,
    /// What stands in the place of rows if there are none of any sort.
    pub nothing: Option<Nothing>,
}

/// An act of this person.
#[uniffi::remote(Record)]
pub struct OutboxRow {
    /// The act, to do it again or to let it go by.
    pub command: String,
    /// The case it was done to.
    pub case: String,
    /// The case's short code.
    pub code: String,
    /// What was done.
    pub title: String,
    /// What was said with it; empty if nothing.
    pub text: String,
    /// When it was done.
    pub acted: String,
    /// Why it was refused, or what it waits for if not for a network; empty if neither.
    pub reason: String,
    /// Of what was refused, everything that it says.
    pub fields: Vec<Field>,
    /// Of what was refused, the photos and signatures.
    pub photos: Vec<ShownPicture>,
    /// What can be done with it now.
    pub offers: Vec<RowOffer>,
}

/// A form that is half filled in.
#[uniffi::remote(Record)]
pub struct DraftRow {
    /// The short code of the case that it is about; empty if it begins one.
    pub code: String,
    /// What it is to do.
    pub title: String,
    /// What stands in it. What cannot be told without its case, which is not on this
    /// phone, is left out.
    pub fields: Vec<Field>,
    /// The photos in it.
    pub photos: Vec<ShownPicture>,
    /// What can be done with it now.
    pub offers: Vec<RowOffer>,
}

/// Something that can be done with a row.
#[uniffi::remote(Record)]
pub struct RowOffer {
    /// What stands on the button.
    pub label: String,
    /// Its tone.
    pub tone: Tone,
    /// What the person is asked before; empty if nothing.
    pub question: String,
    /// What a shell tells the core when it is taken up, and the question answered by yes.
    pub event: Event,
}

/// A photo on its way to the server.
#[uniffi::remote(Record)]
pub struct PhotoRow {
    /// The photo, to send it again or to let it go by if it was refused.
    pub photo: String,
    /// The case that shows it, to open it by.
    pub case: String,
    /// The case's short code.
    pub code: String,
    /// Whether it waits, is sent just now, or was refused.
    pub state: Badge,
    /// How many bytes the server has.
    pub sent_bytes: u32,
    /// How many bytes it has in all.
    pub bytes: u32,
    /// How far it is, in words.
    pub progress: String,
    /// Why it was refused; empty if it was not.
    pub reason: String,
    /// What can be done with it now.
    pub offers: Vec<RowOffer>,
}

/// The notices.
#[uniffi::remote(Record)]
pub struct NoticesPage {
    /// The latest first.
    pub rows: Vec<NoticeLine>,
    /// Whether there may be more.
    pub has_more: bool,
    /// What stands in the place of rows if there are none.
    pub nothing: Option<Nothing>,
}

/// A notice.
#[uniffi::remote(Record)]
pub struct NoticeLine {
    /// Tells it from every other notice, for as long as it is listed.
    pub id: String,
    /// The case it is about, to open it by. It may have left the phone since.
    pub case: String,
    /// The case's short code.
    pub code: String,
    /// What the case is about; empty if the person may not read it any more.
    pub title: String,
    /// What it says.
    pub notice: Badge,
    /// When the server received what it is about.
    pub time: String,
    /// Whether it was read.
    pub is_read: bool,
}

/// The settings.
#[uniffi::remote(Record)]
pub struct SettingsPage {
    /// The person's name.
    pub person: String,
    /// What they are here.
    pub roles: String,
    /// Where they work.
    pub store: String,
    /// The organisation.
    pub organisation: String,
    /// The login.
    pub login: String,
    /// The server.
    pub server: String,
    /// The language.
    pub language: Language,
    /// The app's version.
    pub version: String,
    /// How many acts and photos would be lost by signing out now. If there are any,
    /// `SignOut` has to say that they may be.
    pub unsent: u32,
    /// How many forms are half filled in. They stay on this phone over signing out, which
    /// the person has to be told too.
    pub drafts: u32,
    /// What is on this phone, and how much of it.
    pub held: Vec<Field>,
    /// Why it is, and for how long.
    pub held_why: String,
    /// The latest lines of the log, the latest first: what the core did and what
    /// went wrong. Nothing personal stands in it; `log`
    /// gives all of it, to be shared.
    pub log: Vec<String>,
}

/// Signing in.
#[uniffi::remote(Record)]
pub struct SignInPage {
    /// The server that was last signed in to.
    pub server: String,
    /// The login that was last used.
    pub login: String,
    /// Why the person has to sign in again; empty if they never did.
    pub reason: String,
    /// Whether a sign-in is under way.
    pub is_busy: bool,
    /// How many acts and photos of the one who was signed in are not sent. If somebody
    /// else signs in, `SignIn` has to say that
    /// they may be thrown away.
    pub unsent: u32,
    /// How many forms they have half filled in. These stay on this phone for them, which
    /// somebody else who signs in has to be told too.
    pub drafts: u32,
}
