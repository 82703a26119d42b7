//! Rejections in JSON.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::rejection::Rejection;
use riparto_core::words::spoken;

/// Writes fields under their names.
macro_rules! entries {
    ($map:expr $(, $field:ident)*) => {{
        $( $map.serialize_entry(stringify!($field), $field)?; )*
        Ok(())
    }};
}

/// A map of `code`, `kind`, `message` (one sentence, in English unless an answer speaks Italian), and the fields of the reason. What
/// the crate's errors cause has their code as `error`.
impl Serialize for Rejection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code())?;
        map.serialize_entry("kind", &self.kind())?;
        map.serialize_entry("message", &self.message(spoken()))?;
        self.serialize_fields(&mut map)?;
        map.end()
    }
}

impl Rejection {
    fn serialize_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        match self {
            Rejection::Overtaken { forked, revision } => entries!(map, forked, revision),
            Rejection::CommandReused { command, revision } => entries!(map, command, revision),
            Rejection::HeadMoved { expected, revision } => entries!(map, expected, revision),
            Rejection::NotOpen => Ok(()),
            Rejection::AlreadyOpen => Ok(()),
            Rejection::Malformed(error) => map.serialize_entry("error", error.code()),
            Rejection::AuthorityMissing => Ok(()),
            Rejection::Closed { act } => entries!(map, act),
            Rejection::PartyUnknown { party, known } => entries!(map, party, known),
            Rejection::SignatureMissing { party } | Rejection::SignatureDiffers { party } => {
                entries!(map, party)
            }
            Rejection::NotAllowed { party, allowed } => entries!(map, party, allowed),
            Rejection::SittingUnknown { sitting } => entries!(map, sitting),
            Rejection::SittingTaken { sitting } => entries!(map, sitting),
            Rejection::SittingOpen { sitting } => entries!(map, sitting),
            Rejection::SittingMissing => Ok(()),
            Rejection::DateEarlier { date, last } => entries!(map, date, last),
            Rejection::DateLater { date, next } => entries!(map, date, next),
            Rejection::EndsEarlier { begins, ends } => entries!(map, begins, ends),
            Rejection::ProposalUnknown { proposal } => entries!(map, proposal),
            Rejection::IdTaken { id } => entries!(map, id),
            Rejection::NotProposer { proposal, proposer } => entries!(map, proposal, proposer),
            Rejection::WrongStatus { proposal, status, allowed } => entries!(map, proposal, status, allowed),
            Rejection::VersionDiffers { proposal, found, version } => entries!(map, proposal, found, version),
            Rejection::ReasonMissing => Ok(()),
            Rejection::CorrectionNeedless { sitting } => entries!(map, sitting),
            Rejection::KeyTaken { party, revision } => entries!(map, party, revision),
            Rejection::AmendmentNeedless { proposal, version } => entries!(map, proposal, version),
            Rejection::RevisionUnknown { against, revision } => entries!(map, against, revision),
            Rejection::Stale { proposal, against, changed, by } => {
                entries!(map, proposal, against, changed, by)
            }
            Rejection::NotStale { proposal } => entries!(map, proposal),
            Rejection::ReversalDiffers { proposal, reverses, under_way: None } => {
                entries!(map, proposal, reverses)
            }
            Rejection::ReversalDiffers { proposal, reverses, under_way: Some(under_way) } => {
                entries!(map, proposal, reverses, under_way)
            }
            Rejection::EnvelopeUnchanged { change } => entries!(map, change),
            Rejection::LineClosed { line } => entries!(map, line),
            Rejection::Impossible(error) => map.serialize_entry("error", error.code()),
            Rejection::LineInProposals { line, proposals } => entries!(map, line, proposals),
            Rejection::LineNotEmpty(error) => map.serialize_entry("error", error.code()),
            Rejection::SplitUnbalanced(error) => map.serialize_entry("error", error.code()),
            Rejection::RulesClash { change, rules, messages: _ } => entries!(map, change, rules),
            Rejection::RuleUnknown { rule } => entries!(map, rule),
            Rejection::WaiverNeedless { proposal, rule } => entries!(map, proposal, rule),
            Rejection::Forbidden { proposal, rules, messages: _ } => entries!(map, proposal, rules),
            Rejection::QuorumMissing { proposal, found, all, needed, by_weight } => {
                entries!(map, proposal, found, all, needed, by_weight)
            }
            Rejection::ConsentMissing { proposal, found, all, needed, by_weight, without } => {
                entries!(map, proposal, found, all, needed, by_weight, without)
            }
            Rejection::ActMissing { needs: None } => Ok(()),
            Rejection::ActMissing { needs: Some(needs) } => entries!(map, needs),
            Rejection::RequirementsMissing { proposal, documents, bodies } => {
                entries!(map, proposal, documents, bodies)
            }
            Rejection::ProposalsOpen { proposals } => entries!(map, proposals),
        }
    }
}
