//! The table in one file: the plan of the co-design in Tuscany as a page that works without a network.
//!
//! `cargo run --example page`, or with `-- --lang it` in Italian.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::{env, fs};

use riparto::page::TablePage;
use riparto::{Language, Plan};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut language = Language::English;
    if let Some(asked) = env::args().skip_while(|argument| argument != "--lang").nth(1) {
        language = asked.parse()?;
    }
    let document =
        language.choose(include_str!("data/toscana-plan.json"), include_str!("data/toscana-piano.json"));
    let plan = Plan::from_json(document)?;
    let html = TablePage::of(&plan).language(language).html()?;
    let file = "target/tavolo.html";
    fs::create_dir_all("target")?;
    fs::write(file, &html)?;
    let (lines, bytes) = (plan.envelope().line_count(), html.len());
    println!(
        "{}",
        language.choose(
            format!("{file}: {lines} lines, {bytes} bytes. Open it in a browser: it asks for no network."),
            format!("{file}: {lines} voci, {bytes} byte. Si apre con un browser e non usa la rete."),
        )
    );
    Ok(())
}
