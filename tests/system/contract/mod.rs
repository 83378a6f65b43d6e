//! The contract of the phones (`tests/contract`), played with the headless phone:
//! a process each, as the shells' phones are.
//!
//! Kotlin and Swift play the same files with their own tests; `tidy` sees to it
//! that nobody leaves one out.

mod expected;
mod player;

/// One test per scenario, named like its file.
macro_rules! scenarios {
    ($($name:ident),+ $(,)?) => {
        /// The scenarios that are played here.
        pub const PLAYED: &[&str] = &[$(stringify!($name)),+];

        $(
            #[test]
            fn $name() {
                player::play(stringify!($name));
            }
        )+
    };
}

scenarios!(
    changes_a_refused_act,
    closes_a_duplicate,
    comes_second,
    completes_without_a_signal,
    confirms_part,
    contested,
    finds_by_tag,
    hands_over,
    hands_over_by_code,
    hears_at_once,
    is_killed,
    is_refused,
    keeps_unsent_work,
    loses_an_answer,
    receives_equipment,
    sends_a_photo,
    shares_a_phone,
    signs_for_equipment,
    signs_in,
    speaks_two_languages,
    submits_without_a_signal,
);
