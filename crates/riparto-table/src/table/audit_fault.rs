//! `AuditFault`: the first event of a history that does not add up.

use std::fmt;

use riparto_core::words::{Bilingual, Language};

/// The first event that does not add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFault {
    pub(super) revision: u64,
    pub(super) message: Bilingual,
}

impl AuditFault {
    /// The revision of the event.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What does not add up: one sentence for people.
    #[must_use]
    pub fn message(&self, language: Language) -> &str {
        self.message.text(language)
    }
}

/// The sentence in English.
impl fmt::Display for AuditFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message(Language::English))
    }
}
