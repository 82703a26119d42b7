//! Journals whose line ends another program converted.

use std::fs;

use riparto_core::money::Language;
use riparto_table::journal::{Head, Journal, verify};

use super::{Folder, history};

fn utf16(text: &str, to_bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

/// A text as other programs write it, and what is to be said of it.
fn conversions(text: &str) -> Vec<(Vec<u8>, &'static str)> {
    let crlf = text.replace('\n', "\r\n");
    let marked = format!("\u{feff}{crlf}");
    vec![
        (crlf.clone().into_bytes(), "carriage returns before line feeds (CRLF)"),
        (text.replace('\n', "\r").into_bytes(), "carriage returns instead of line feeds (CR)"),
        (format!("\u{feff}{text}").into_bytes(), "a byte order mark"),
        (marked.clone().into_bytes(), "a byte order mark, carriage returns before line feeds (CRLF)"),
        (
            utf16(&marked, u16::to_le_bytes),
            "UTF-16 instead of UTF-8, a byte order mark, carriage returns before line feeds (CRLF)",
        ),
        (utf16(&format!("\u{feff}{text}"), u16::to_be_bytes), "UTF-16 instead of UTF-8, a byte order mark"),
        (text.replace('\n', "\n\n").into_bytes(), "blank lines"),
        (format!("\n{text}").into_bytes(), "blank lines"),
        (format!("{text}\r\n").into_bytes(), "carriage returns before line feeds (CRLF), blank lines"),
        (text.replace('\n', " \n").into_bytes(), "blanks around lines"),
        (text.replacen('\n', "", 1).into_bytes(), "a lost line feed"),
        (text.replacen('\n', "*", 1).into_bytes(), "a lost line feed"),
        (
            crlf.trim_end().to_owned().into_bytes(),
            "carriage returns before line feeds (CRLF), a lost line feed",
        ),
    ]
}

#[test]
fn converted_line_ends_are_told_and_put_back_with_a_copy() {
    let folder = Folder::new("line-ends");
    let path = folder.join("table.jsonl");
    let store = history(&[1, 3, 1, 2]);
    let text = store.to_lines();
    let head = store.records()[6].head();
    for (bent, said) in conversions(&text) {
        fs::write(&path, &bent).unwrap();
        assert!(verify(&bent[..], &[]).unwrap().fault().is_some(), "{said}: a verifier refuses it");
        let found = Journal::line_ends(&path, &[head]).unwrap().unwrap();
        assert_eq!((found.head(), found.message(Language::English).as_str()), (head, said));
        assert_eq!(Journal::open(&path).unwrap_err().code(), "journal_broken");
        assert_eq!(fs::read(&path).unwrap(), bent, "nothing is changed without being asked");
        let restored = Journal::restore_line_ends(&path).unwrap().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "{said}");
        assert_eq!(fs::read(restored.kept()).unwrap(), bent);
        fs::remove_file(restored.kept()).unwrap();
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
        assert_eq!(Journal::restore_line_ends(&path).unwrap(), None, "whole as it is");
    }
}

/// Any other change stays broken: what is put back is what was written.
#[test]
fn line_ends_are_put_back_only_if_every_hash_holds() {
    let folder = Folder::new("line-ends-bent");
    let path = folder.join("table.jsonl");
    let text = history(&[1, 2]).to_lines();
    let crlf = text.replace('\n', "\r\n").into_bytes();
    let (mut refused, mut restored) = (0, 0);
    for place in 0..crlf.len() {
        for other in [crlf[place] ^ 1, b' ', b'\n', 0] {
            let mut bent = crlf.clone();
            bent[place] = other;
            fs::write(&path, &bent).unwrap();
            match Journal::restore_line_ends(&path).unwrap() {
                Some(kept) => {
                    assert_eq!(fs::read_to_string(&path).unwrap(), text, "byte {place}");
                    fs::remove_file(kept.kept()).unwrap();
                    restored += 1;
                }
                None => {
                    assert_eq!(fs::read(&path).unwrap(), bent);
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > crlf.len() && restored > 10, "{refused} {restored}");
    let other = history(&[4]).records()[2].head();
    fs::write(&path, &crlf).unwrap();
    assert_eq!(Journal::line_ends(&path, &[other]).unwrap(), None, "a head that is known is not passed");
    for blanks in ["\n", "\r\n \r\n", "\u{feff}"] {
        fs::write(&path, blanks).unwrap();
        assert_eq!(Journal::line_ends(&path, &[]).unwrap().map(|found| found.head()), Some(Head::START));
        assert_eq!(Journal::restore_line_ends(&path).unwrap(), None, "there is nothing to put back");
    }
}
