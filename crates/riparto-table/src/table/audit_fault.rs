//! `AuditFault`: the first event of a history that does not add up.

use std::fmt;

use riparto_core::words::{Bilingual, Language};

/// The first event that does not add up.
///
/// ```
/// use riparto::journal::{Event, Head, extend};
/// use riparto::table::Audit;
///
/// let approved = serde_json::json!({"by": "regione", "command": "c1", "request": "0".repeat(64), "what": {"closed":
///     {"act": "DD 1/2026", "opening": "100.00", "total": "100.00", "changes": [], "decisions": []}}});
/// let audit = Audit::of(&extend(&Head::START, &[Event::of(&approved)?])?)?;
/// assert_eq!(audit.fault().map(|fault| fault.revision()), Some(1), "nothing was opened");
/// # Ok::<(), riparto::Error>(())
/// ```
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
