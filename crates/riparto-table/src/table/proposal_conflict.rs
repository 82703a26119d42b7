//! `ProposalConflict`: proposals that cannot all be approved, and the obstacle.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Serialize, Serializer};

use riparto_core::capacity::LISTED_LINES;
use riparto_core::error::Error;
use riparto_core::money::Language;
use riparto_core::rules::Finding;
use riparto_core::words::spoken;

/// How many blocking findings a sentence shows.
const SAID: usize = 3;

/// Proposals that cannot all be approved, while any of them can be without one of the others.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// # let _ = say(r#"{"id": "c3", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p2", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "10.00"} ]}}}}"#)?;
/// let compatible = kept.table().compatible(riparto::Authorization::Free)?;
/// let conflict = &compatible.conflicts()[0];
/// assert_eq!(conflict.proposals(), ["p1", "p2"]);
/// assert!(conflict.message(riparto::Language::English).contains("`p2`"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ProposalConflict {
    pub(super) proposals: Vec<String>,
    pub(super) obstacle: Obstacle,
    pub(super) findings_unlisted: usize,
}

/// What blocks the last of some proposals.
///
/// ```
/// use riparto::table::Obstacle;
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// # let _ = say(r#"{"id": "c3", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p2", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "10.00"} ]}}}}"#)?;
/// let compatible = kept.table().compatible(riparto::Authorization::Free)?;
/// let conflict = &compatible.conflicts()[0];
/// let Obstacle::Rules(findings) = conflict.obstacle() else { panic!("a rule is broken") };
/// assert_eq!(findings[0].rule().id(), "up");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Obstacle {
    /// It cannot be carried out: `line_overdrawn`, or a line that is unknown.
    Impossible(Error),
    /// It breaks rules, more than is allowed. These are the findings that do, the first 16 of them.
    Rules(Vec<Finding>),
}

impl ProposalConflict {
    /// The proposals that conflict, in the order in which they were given.
    #[must_use]
    pub fn proposals(&self) -> &[String] {
        &self.proposals
    }

    /// What blocks the last of them when they are approved in that order.
    #[must_use]
    pub fn obstacle(&self) -> &Obstacle {
        &self.obstacle
    }

    /// How many blocking findings there are beyond those that the obstacle lists.
    #[must_use]
    pub fn findings_unlisted(&self) -> usize {
        self.findings_unlisted
    }

    /// One sentence for people.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let ids: Vec<String> = self.proposals.iter().map(|id| format!("`{id}`")).collect();
        let why = match &self.obstacle {
            Obstacle::Impossible(error) => error.message(language),
            Obstacle::Rules(findings) => {
                let more = self.findings_unlisted + findings.len().saturating_sub(SAID);
                let said = findings.iter().take(SAID).map(|finding| finding.message(language));
                let more =
                    (more > 0).then(|| language.choose(format!("{more} more"), format!("altri {more}")));
                said.chain(more).collect::<Vec<String>>().join("; ")
            }
        };
        match ids.as_slice() {
            [only] => language.choose(
                format!("{only} cannot be approved: {why}"),
                format!("{only} non può essere approvata: {why}"),
            ),
            several => language.choose(
                format!("{} cannot all be approved: {why}", several.join(", ")),
                format!("{} non possono essere approvate insieme: {why}", several.join(", ")),
            ),
        }
    }
}

/// As the operation `compatible` writes it: a map of `proposals`, `rules`, `lines` (at most 100), `message`, and of `lines_more` and
/// `findings_more` where not all are listed.
impl Serialize for ProposalConflict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            proposals: &'a [String],
            rules: Vec<&'a str>,
            lines: Vec<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            lines_more: Option<usize>,
            #[serde(skip_serializing_if = "Option::is_none")]
            findings_more: Option<usize>,
            message: String,
        }
        let (mut rules, mut lines, mut known) = (Vec::new(), Vec::new(), BTreeSet::new());
        if let Obstacle::Rules(findings) = &self.obstacle {
            for finding in findings {
                rules.push(finding.rule().id());
                for line in finding.lines() {
                    if known.insert(line.id()) && lines.len() < LISTED_LINES {
                        lines.push(line.id());
                    }
                }
            }
            rules.dedup();
        }
        Written {
            proposals: &self.proposals,
            rules,
            lines_more: Some(known.len() - lines.len()).filter(|more| *more > 0),
            lines,
            findings_more: Some(self.findings_unlisted).filter(|more| *more > 0),
            message: self.message(spoken()),
        }
        .serialize(serializer)
    }
}

/// The sentence in English.
impl fmt::Display for ProposalConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::English))
    }
}
