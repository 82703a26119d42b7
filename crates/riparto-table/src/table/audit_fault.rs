//! `AuditFault`: the first event of a history that does not add up.

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

    /// What does not add up, in English.
    #[must_use]
    pub fn message(&self) -> &str {
        self.words(Language::English)
    }

    /// What does not add up, in a language.
    #[must_use]
    pub fn words(&self, language: Language) -> &str {
        self.message.text(language)
    }
}
