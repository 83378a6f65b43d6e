//! The words that a shell itself needs, declared once more for the generator.

use crate::CoreFault;
use app::ShellWords;
use domain::words::Language;
use std::panic::catch_unwind;

/// The words of shells in one language.
#[uniffi::remote(Record)]
pub struct ShellWords {
    /// Back to where one came from.
    pub back: String,
    /// Closes what lies above the page.
    pub close: String,
    /// What else can be gone to.
    pub more: String,
    /// Opens what can be begun.
    pub begin: String,
    /// Leads to the outbox.
    pub outbox: String,
    /// Leads to the notices.
    pub notices: String,
    /// Leads to the settings.
    pub settings: String,
    /// Asks the server for what is new.
    pub refresh: String,
    /// Shows more rows.
    pub show_more: String,
    /// What a field for searching is called.
    pub search: String,
    /// Ends a search.
    pub clear_search: String,
    /// Reads a label or a code by the camera.
    pub scan: String,
    /// Beside the scanner, for what cannot be scanned.
    pub type_code: String,
    /// Agrees to what is asked.
    pub yes: String,
    /// Does not.
    pub no: String,
    /// Takes a message away.
    pub understood: String,
    /// A field.
    pub server: String,
    /// A field.
    pub login: String,
    /// A field.
    pub password: String,
    /// Shows what is typed.
    pub show_password: String,
    /// Hides it again.
    pub hide_password: String,
    /// The button.
    pub sign_in: String,
    /// The button, once a warning was read.
    pub sign_in_anyway: String,
    /// Beside what waits to be sent.
    pub pending: String,
    /// Beside what can be done and is half filled in.
    pub draft: String,
    /// Beside a notice that was not read.
    pub unread: String,
    /// Marks all notices as read.
    pub read_all: String,
    /// Heads what happened.
    pub timeline: String,
    /// What a photo is called.
    pub photo: String,
    /// Fetches a photo whole.
    pub fetch_photo: String,
    /// Shows the codes of a hand-over.
    pub show_code: String,
    /// Heads the time at which the server received something.
    pub received: String,
    /// The button.
    pub submit: String,
    /// Beside what has to be filled in.
    pub required: String,
    /// In a field where nothing is chosen yet.
    pub choose: String,
    /// The same for a day.
    pub choose_day: String,
    /// Adds what was typed to a list.
    pub add: String,
    /// Takes something off a list.
    pub remove: String,
    /// Opens the camera.
    pub take_photo: String,
    /// Opens the gallery.
    pub choose_photo: String,
    /// Takes a photo off.
    pub remove_photo: String,
    /// On the pad of a signature.
    pub sign_here: String,
    /// Clears the pad.
    pub clear_signature: String,
    /// Heads what was refused.
    pub refused: String,
    /// Heads what waits to be sent.
    pub waiting: String,
    /// Heads what is half filled in.
    pub drafts: String,
    /// Heads photos that are being sent.
    pub photos_on_their_way: String,
    /// A field.
    pub person: String,
    /// A field.
    pub roles: String,
    /// A field.
    pub store: String,
    /// A field.
    pub organisation: String,
    /// A field.
    pub language: String,
    /// A field.
    pub version: String,
    /// Heads the latest lines of the log.
    pub log: String,
    /// Hands the whole log on.
    pub share_log: String,
    /// The button.
    pub sign_out: String,
    /// The button, once a warning was read.
    pub sign_out_anyway: String,
    /// Copies a code as text.
    pub copy: String,
    /// Tries once more what failed.
    pub retry: String,
    /// Where the camera may not be used.
    pub camera_needed: String,
    /// Where another app has the camera.
    pub camera_busy: String,
    /// Leads to where the system lets it be allowed.
    pub open_system_settings: String,
    /// Before the system asks whether notifications may be shown.
    pub notifications_why: String,
    /// Where they may not be.
    pub notifications_blocked: String,
    /// Where the system lets the app do nothing in the background.
    pub background_restricted: String,
    /// The sort of notifications that need the person.
    pub to_do: String,
    /// The sort of notifications that tell of progress.
    pub information: String,
    /// Of each number of stars from 1 to 5.
    pub stars: Vec<String>,
    /// The languages, each by its own name, in the order of `Language`.
    pub languages: Vec<String>,
}

/// The words that a shell itself needs, in the language of a frame.
///
/// # Errors
/// The core has a bug.
#[uniffi::export]
pub fn shell_words(language: Language) -> Result<ShellWords, CoreFault> {
    catch_unwind(|| ShellWords::of(language)).map_err(|_| CoreFault::Broken)
}
