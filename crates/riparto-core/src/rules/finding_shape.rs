//! How findings stand in answers.

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use super::finding::Finding;
use super::findings::Findings;
use crate::money::MoneyDelta;
use crate::words::spoken;

/// Whether findings were compared with those before a proposal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// There is no proposal.
    No,
    /// Each tells by how much its rule was broken before.
    Yes,
}

/// A finding as an answer lists it, with the first of its lines.
pub struct ListedFinding<'a> {
    finding: &'a Finding,
    compared: Compared,
    /// How many lines are listed.
    lines: usize,
    message: String,
}

impl<'a> ListedFinding<'a> {
    /// With all of its lines.
    #[must_use]
    pub fn new(finding: &'a Finding, compared: Compared) -> ListedFinding<'a> {
        ListedFinding { finding, compared, lines: finding.line_count(), message: finding.message(spoken()) }
    }

    /// With only the first of its lines.
    #[must_use]
    pub fn with_lines(self, lines: usize) -> ListedFinding<'a> {
        ListedFinding { lines: lines.min(self.finding.line_count()), ..self }
    }

    /// The sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The ids of the lines that are listed.
    pub fn line_ids(&self) -> impl Iterator<Item = &'a str> {
        self.finding.lines().take(self.lines).map(|line| line.id())
    }
}

impl Serialize for ListedFinding<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let finding = self.finding;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("rule", finding.rule().id())?;
        map.serialize_entry("needs", &finding.needs())?;
        map.serialize_entry("found", &MoneyDelta::plain(finding.found_cents()))?;
        map.serialize_entry("limit", &MoneyDelta::plain(finding.limit_cents()))?;
        map.serialize_entry("excess", &MoneyDelta::plain(finding.excess_cents()))?;
        if self.compared == Compared::Yes {
            map.serialize_entry("excess_before", &MoneyDelta::plain(finding.excess_before_cents()))?;
        }
        if finding.stands_authorized() {
            map.serialize_entry("stands_authorized", &true)?;
        }
        if let Some(part) = finding.part() {
            map.serialize_entry("part", &part)?;
        }
        let names = [("requires", finding.requires().collect::<Vec<_>>()), ("by", finding.by().collect())];
        for (key, names) in names.into_iter().filter(|(_, names)| !names.is_empty()) {
            map.serialize_entry(key, &names)?;
        }
        map.serialize_entry("lines", &LineIds(self))?;
        if self.lines < finding.line_count() {
            map.serialize_entry("lines_more", &(finding.line_count() - self.lines))?;
        }
        map.serialize_entry("message", &self.message)?;
        map.end()
    }
}

struct LineIds<'a>(&'a ListedFinding<'a>);

impl Serialize for LineIds<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.line_ids())
    }
}

/// As the operation `check` writes it: a map of `rule`, `needs`, `found`, `limit`, `excess`, `lines`, `message` and what else there is.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ListedFinding::new(self, Compared::No).serialize(serializer)
    }
}

/// As the operation `check` writes them: a map of `authorization`, `findings`, and `findings_more` where some are not kept.
impl Serialize for Findings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let more = self.unlisted();
        let mut map = serializer.serialize_struct("Findings", 2 + usize::from(more > 0))?;
        map.serialize_field("authorization", &self.authorization())?;
        map.serialize_field("findings", &AllListed(self, Compared::No))?;
        if more > 0 {
            map.serialize_field("findings_more", &more)?;
        }
        map.end()
    }
}

/// All findings that are kept.
pub struct AllListed<'a>(pub &'a Findings, pub Compared);

impl Serialize for AllListed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|finding| ListedFinding::new(finding, self.1)))
    }
}
