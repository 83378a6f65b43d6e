//! Signing in.

use crate::model::{Access, Model};
use domain::words::Message;
use serde::{Deserialize, Serialize};

/// Signing in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// else signs in, [`Event::SignIn`](crate::Event::SignIn) has to say that
    /// they may be thrown away.
    pub unsent: u32,
    /// How many forms they have half filled in. These stay on this phone for them, which
    /// somebody else who signs in has to be told too.
    pub drafts: u32,
}

pub fn page(model: &Model) -> SignInPage {
    SignInPage {
        server: model.state.settings.server.clone(),
        login: model.state.settings.login.clone(),
        reason: match model.access {
            Access::Ended(why) => {
                let message = Message::new(why);
                model.locale.words.say(&message, &model.state.directory)
            }
            Access::None | Access::SigningIn | Access::Open(_) => String::new(),
        },
        is_busy: model.access == Access::SigningIn,
        unsent: model.unsent(),
        drafts: model.counts.drafts,
    }
}
