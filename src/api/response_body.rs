//! What operations answer, as it is in JSON.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::aggregate_answer::Aggregated;
use super::assess_answer::AssessAnswer;
use super::change_answer::ChangedEnvelope;
use super::counted_answer::CountedAnswer;
use super::draft_answer::DraftAnswer;
use super::findings_answer::FindingList;
use super::listing::Listing;
use super::proof_answer::{ProofAnswer, VerifiedAnswer, WithProof};
use super::sealing_answer::{SealedAnswer, UnsealedAnswer};
use super::split_answer::SplitAnswer;
use super::table_answer::TableAnswer;
use super::units_answer::RecomputedAnswer;
use riparto_core::budget::Pivot;
use riparto_core::money::Retrace;
use riparto_core::plan::Plan;
use riparto_core::rules::{Authorization, Compared, Findings, Notice};
use riparto_rebalance::rebalance::{
    Answer, Conflict, Given, GivingChoices, Headroom, LabelHeadroom, Nearest,
};
use riparto_rebalance::transfers::{Settlement, SettlementAnswer, SettlementNeeds};
use riparto_table::table::{Compatible, Replayed};

/// What an operation answers.
pub(super) enum ResponseBody {
    Apportion(Box<SplitAnswer>, Option<ProofAnswer>),
    Retrace(Box<Retrace>),
    Check {
        findings: Findings,
        notices: Vec<Notice>,
        by_label: Option<Pivot>,
        listing: Listing,
    },
    Assess(Box<AssessAnswer>),
    Draft(Box<DraftAnswer>),
    ChangeEnvelope(Box<ChangedEnvelope>),
    Headroom(Headroom),
    LabelHeadroom(Box<LabelHeadroom>),
    Units(Box<RecomputedAnswer>),
    Rebalance(Box<Answer<Nearest, Conflict>>, Option<ProofAnswer>),
    Give(Box<Given>, Option<ProofAnswer>),
    Choices(Box<GivingChoices>, Option<ProofAnswer>),
    Diagnose(Answer<(), Conflict>, Option<ProofAnswer>),
    Verify(VerifiedAnswer),
    /// Transfers; what they need, if that is more than was allowed.
    Settle(Settlement, Option<Authorization>, Option<ProofAnswer>),
    Blocked(SettlementAnswer, Option<ProofAnswer>),
    Aggregate(Box<Aggregated>),
    Counted(Box<CountedAnswer>),
    Compatible(Compatible),
    Replay(Box<Replayed>),
    Table(Box<TableAnswer>),
    Sealed(Box<SealedAnswer>),
    Unsealed(Box<UnsealedAnswer>),
}

impl ResponseBody {
    pub(super) fn check(
        findings: Findings,
        plan: &Plan,
        by_label: Option<Pivot>,
        listing: Listing,
    ) -> ResponseBody {
        ResponseBody::Check { findings, notices: plan.notices(), by_label, listing }
    }
}

impl Serialize for ResponseBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            ResponseBody::Apportion(answer, proof) => {
                WithProof { answer, proof: proof.as_ref() }.serialize(serializer)
            }
            ResponseBody::Retrace(retrace) => retrace.serialize(serializer),
            ResponseBody::Check { findings, notices, by_label, listing } => {
                let mut answer = serializer.serialize_map(None)?;
                answer.serialize_entry("authorization", &findings.authorization())?;
                FindingList(findings, Compared::No, *listing).serialize_into(&mut answer)?;
                answer.serialize_entry("notices", notices)?;
                if let Some(by_label) = by_label {
                    answer.serialize_entry("by_label", by_label)?;
                }
                answer.end()
            }
            ResponseBody::Assess(assessed) => assessed.serialize(serializer),
            ResponseBody::Draft(draft) => draft.serialize(serializer),
            ResponseBody::ChangeEnvelope(changed) => changed.serialize(serializer),
            ResponseBody::Headroom(headroom) => headroom.serialize(serializer),
            ResponseBody::LabelHeadroom(headroom) => headroom.serialize(serializer),
            ResponseBody::Units(recomputed) => recomputed.serialize(serializer),
            ResponseBody::Rebalance(answer, proof) => {
                WithProof { answer, proof: proof.as_ref() }.serialize(serializer)
            }
            ResponseBody::Give(answer, proof) => {
                WithProof { answer, proof: proof.as_ref() }.serialize(serializer)
            }
            ResponseBody::Choices(answer, proof) => {
                WithProof { answer, proof: proof.as_ref() }.serialize(serializer)
            }
            ResponseBody::Diagnose(answer, proof) => {
                WithProof { answer, proof: proof.as_ref() }.serialize(serializer)
            }
            ResponseBody::Verify(verified) => verified.serialize(serializer),
            ResponseBody::Settle(settlement, needs, proof) => {
                let answer = &SettlementNeeds { settlement, needs: *needs };
                WithProof { answer, proof: proof.as_ref() }.serialize(serializer)
            }
            ResponseBody::Blocked(answer, proof) => {
                WithProof { answer, proof: proof.as_ref() }.serialize(serializer)
            }
            ResponseBody::Aggregate(aggregated) => aggregated.serialize(serializer),
            ResponseBody::Counted(counted) => counted.serialize(serializer),
            ResponseBody::Compatible(compatible) => compatible.serialize(serializer),
            ResponseBody::Replay(replayed) => replayed.serialize(serializer),
            ResponseBody::Table(answer) => answer.serialize(serializer),
            ResponseBody::Sealed(answer) => answer.serialize(serializer),
            ResponseBody::Unsealed(answer) => answer.serialize(serializer),
        }
    }
}
