//! What an approval of a breach comes with, in words.

use super::finding::Finding;
use crate::money::Language;

impl Finding {
    /// What an approval comes with, after a semicolon; empty where nothing is required.
    pub(super) fn required(&self, language: Language) -> String {
        let listed = |names: Vec<&str>| names.join(", ");
        let (documents, bodies) = (listed(self.requires().collect()), listed(self.by().collect()));
        let mut words = String::new();
        if !documents.is_empty() {
            words +=
                &language.choose(format!("; it requires: {documents}"), format!("; occorre: {documents}"));
        }
        if !bodies.is_empty() {
            words += &language.choose(format!("; decided by: {bodies}"), format!("; decide: {bodies}"));
        }
        words
    }
}
