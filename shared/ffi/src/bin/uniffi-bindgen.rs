//! Generates the Kotlin and Swift bindings out of the library's own metadata, so
//! that they cannot differ from it.
//!
//! Without arguments (`cargo bindings`) it writes both into `target/bindings`;
//! with arguments it is UniFFI's own command line, for other needs.

use std::{
    env::{self, consts},
    io,
    path::Path,
    process::{Command, ExitCode},
};

const LANGUAGES: [&str; 2] = ["kotlin", "swift"];

fn main() -> io::Result<ExitCode> {
    if env::args_os().len() > 1 {
        uniffi::uniffi_bindgen_main();
        return Ok(ExitCode::SUCCESS);
    }
    let program = env::current_exe()?;
    // Where cargo puts the library that it has just built along with this program.
    let profile = program.parent().unwrap_or(Path::new("."));
    let name = format!("{}fieldloop{}", consts::DLL_PREFIX, consts::DLL_SUFFIX);
    let library = profile.join("deps").join(name);
    let target = profile.parent().unwrap_or(Path::new("."));
    for language in LANGUAGES {
        let folder = target.join("bindings").join(language);
        let status = Command::new(&program)
            .args([
                "generate",
                "--no-format",
                "--language",
                language,
                "--out-dir",
            ])
            .arg(&folder)
            .arg(&library)
            .status()?;
        if !status.success() {
            return Ok(ExitCode::FAILURE);
        }
        eprintln!("{language}: {}", folder.display());
    }
    Ok(ExitCode::SUCCESS)
}
