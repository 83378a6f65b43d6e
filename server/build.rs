//! Rebuilds the server when what its macros read beside the sources changes:
//! the migrations it carries, and the query descriptions it is checked against.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=.sqlx");
}
