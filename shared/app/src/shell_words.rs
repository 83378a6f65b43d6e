//! The words that a shell itself needs: for buttons with only a sign, for fields that are
//! its own, and for what is spoken where something is only drawn. Everything else that is
//! written on a page comes with the page.

use crate::words::words;
use domain::words::Language;

/// The words of shells in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
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

impl ShellWords {
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a line for each word")]
    pub fn of(language: Language) -> Self {
        let words = words(language);
        let word = |id| words.word(id);
        Self {
            back: word("shell-back"),
            close: word("shell-close"),
            more: word("shell-more"),
            begin: word("shell-begin"),
            outbox: word("shell-outbox"),
            notices: word("shell-notices"),
            settings: word("shell-settings"),
            refresh: word("shell-refresh"),
            show_more: word("shell-show-more"),
            search: word("shell-search"),
            clear_search: word("shell-clear-search"),
            scan: word("shell-scan"),
            type_code: word("shell-type-code"),
            yes: word("shell-yes"),
            no: word("shell-no"),
            understood: word("shell-understood"),
            server: word("shell-server"),
            login: word("shell-login"),
            password: word("shell-password"),
            show_password: word("shell-show-password"),
            hide_password: word("shell-hide-password"),
            sign_in: word("shell-sign-in"),
            sign_in_anyway: word("shell-sign-in-anyway"),
            pending: word("shell-pending"),
            draft: word("shell-draft"),
            unread: word("shell-unread"),
            read_all: word("shell-read-all"),
            timeline: word("shell-timeline"),
            photo: word("shell-photo"),
            fetch_photo: word("shell-fetch-photo"),
            show_code: word("shell-show-code"),
            received: word("shell-received"),
            submit: word("shell-submit"),
            required: word("shell-required"),
            choose: word("shell-choose"),
            choose_day: word("shell-choose-day"),
            add: word("shell-add"),
            remove: word("shell-remove"),
            take_photo: word("shell-take-photo"),
            choose_photo: word("shell-choose-photo"),
            remove_photo: word("shell-remove-photo"),
            sign_here: word("shell-sign-here"),
            clear_signature: word("shell-clear-signature"),
            refused: word("shell-refused"),
            waiting: word("shell-waiting"),
            drafts: word("shell-drafts"),
            photos_on_their_way: word("shell-photos-on-their-way"),
            person: word("shell-person"),
            roles: word("shell-roles"),
            store: word("shell-store"),
            organisation: word("shell-organisation"),
            language: word("shell-language"),
            version: word("shell-version"),
            log: word("shell-log"),
            share_log: word("shell-share-log"),
            sign_out: word("shell-sign-out"),
            sign_out_anyway: word("shell-sign-out-anyway"),
            copy: word("shell-copy"),
            retry: word("shell-retry"),
            camera_needed: word("shell-camera-needed"),
            camera_busy: word("shell-camera-busy"),
            open_system_settings: word("shell-open-system-settings"),
            notifications_why: word("shell-notifications-why"),
            notifications_blocked: word("shell-notifications-blocked"),
            background_restricted: word("shell-background-restricted"),
            to_do: word("shell-to-do"),
            information: word("shell-information"),
            stars: STARS.map(word).into(),
            languages: LANGUAGES.map(word).into(),
        }
    }
}

const STARS: [&str; 5] = [
    "shell-star-one",
    "shell-star-two",
    "shell-star-three",
    "shell-star-four",
    "shell-star-five",
];
const LANGUAGES: [&str; 2] = ["shell-language-chinese", "shell-language-english"];

#[cfg(test)]
mod tests {
    use super::*;

    /// A message without words would be shown as its id.
    #[test]
    fn every_word_is_there_in_both_languages() {
        for language in Language::ALL {
            let said = format!("{:?}", ShellWords::of(language));
            let mut said = said.split('"').skip(1).step_by(2);
            let is_unsaid = |word: &&str| word.is_empty() || word.starts_with("shell");
            assert_eq!(said.find(is_unsaid), None);
        }
    }
}
