//! The list of capabilities.
//!
//! A new capability is one line in the call of `capabilities!` below. Everything
//! above this crate (replica, server, app) speaks of [`Kind`], [`Case`],
//! [`Act`], [`Refusal`] and [`Superseded`] and knows none of them by name. What
//! can be asked of a case, whatever it is about, stands in [`AnyCase`], of a
//! kind in [`AnyKind`], of an act in [`AnyAct`].

mod dispatch;

pub use crate::capability::AnyAct;
pub use dispatch::{AnyCase, AnyKind, Entry};

use crate::{
    asker::Asker,
    assets::Asset,
    capability::{Capability, Denial},
    tickets::Ticket,
    transfers::Transfer,
    words::{Message, Worded},
};
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

macro_rules! capabilities {
    ($($(#[$doc:meta])* $name:ident = $kind:literal),+ $(,)?) => {
        /// What a case is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $name),+ }

        impl Kind {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word for it in documents, tables and addresses.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $kind),+ }
            }

            /// The kind of this word; none if only a newer version knows it.
            #[must_use]
            pub fn named(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
            }

            /// The kind, to be asked what can be asked of any.
            #[must_use]
            pub fn as_dyn(self) -> &'static dyn AnyKind {
                match self { $(Self::$name => &PhantomData::<$name>),+ }
            }
        }

        /// What is done to a case.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Act { $($(#[$doc])* $name(<$name as Capability>::Act)),+ }

        impl Act {
            /// The kind of case it can be done to.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $(Self::$name(_) => Kind::$name),+ }
            }

            /// The act, to be asked what can be asked of any.
            #[must_use]
            pub fn as_dyn(&self) -> &dyn AnyAct {
                match self { $(Self::$name(act) => act),+ }
            }
        }

        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Case { $($(#[$doc])* $name($name)),+ }

        impl Case {
            /// What it is about.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $(Self::$name(_) => Kind::$name),+ }
            }

            /// The case, to be asked what can be asked of any.
            #[must_use]
            pub fn as_dyn(&self) -> &dyn AnyCase {
                match self { $(Self::$name(case) => case),+ }
            }

            pub(crate) fn as_dyn_mut(&mut self) -> &mut dyn AnyCase {
                match self { $(Self::$name(case) => case),+ }
            }
        }

        /// Why the rule says no.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Refusal {
            /// The case does not exist, or is none of the person's business.
            NotYours,
            /// The person has left the organisation.
            HasLeft,
            /// The act is meant for another kind of case.
            OtherKind,
            /// So many that the person has begun are open that no more can be.
            TooManyOpen,
            $($(#[$doc])* $name(<$name as Capability>::Refusal)),+
        }

        impl Worded for Refusal {
            fn message(&self) -> Message {
                match self {
                    Self::NotYours => Message::new("refusal-not-yours"),
                    Self::HasLeft => Message::new("refusal-has-left"),
                    Self::OtherKind => Message::new("refusal-other-kind"),
                    Self::TooManyOpen => Message::new("refusal-too-many-open"),
                    $(Self::$name(refusal) => refusal.message()),+
                }
            }
        }

        /// Why an adopted entry has no effect.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Superseded {
            /// Only a newer version can read it.
            NotUnderstood,
            $($(#[$doc])* $name(<$name as Capability>::Superseded)),+
        }

        impl Worded for Superseded {
            fn message(&self) -> Message {
                match self {
                    Self::NotUnderstood => Message::new("superseded-not-understood"),
                    $(Self::$name(superseded) => superseded.message()),+
                }
            }
        }

        $(
            impl From<$name> for Case {
                fn from(case: $name) -> Self {
                    Self::$name(case)
                }
            }

            impl From<<$name as Capability>::Act> for Act {
                fn from(act: <$name as Capability>::Act) -> Self {
                    Self::$name(act)
                }
            }

            impl From<<$name as Capability>::Refusal> for Refusal {
                fn from(refusal: <$name as Capability>::Refusal) -> Self {
                    Self::$name(refusal)
                }
            }

            impl From<<$name as Capability>::Superseded> for Superseded {
                fn from(superseded: <$name as Capability>::Superseded) -> Self {
                    Self::$name(superseded)
                }
            }
        )+
    };
}

capabilities! {
    /// 工单: somebody needs help.
    Ticket = "ticket",
    /// 资产: a piece of equipment.
    Asset = "asset",
    /// 资产转移: equipment changes hands.
    Transfer = "transfer",
}

impl<R: Into<Self>> From<Denial<R>> for Refusal {
    fn from(denial: Denial<R>) -> Self {
        match denial {
            Denial::HasLeft => Self::HasLeft,
            Denial::NotYours => Self::NotYours,
            Denial::Rule(refusal) => refusal.into(),
        }
    }
}

impl Kind {
    /// How many of its cases that one person has begun may be open, if that is limited.
    #[must_use]
    pub fn open_max(self) -> Option<usize> {
        self.as_dyn().open_max()
    }
}

/// The one rule, as everybody asks it: may this person do this to this case?
///
/// `case` is the state at the base on which the act is given, none for a case
/// that begins with it. Nobody who has left may do anything, and nobody may act
/// on what they may not read; the rest is each capability's own rule.
pub fn permit(case: Option<&Case>, act: &Act, asker: &Asker<'_>) -> Result<(), Refusal> {
    match case {
        Some(case) => case.as_dyn().permit(act, asker),
        None => act.kind().as_dyn().permit(act, asker),
    }
}
