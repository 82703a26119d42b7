//! What a proposal would do, in JSON.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::findings_answer::FindingList;
use super::listing::Listing;
use riparto_core::budget::ChangesByLine;
use riparto_core::error::Result;
use riparto_core::money::Money;
use riparto_core::plan::{
    Assessment, Balance, Comparison, CompletedProposal, DerivedCompletion, Incomplete, Plan, Proposal,
    Transfer, TransferBounds,
};
use riparto_core::rules::{Authorization, Compared};
use riparto_rebalance::rebalance::CounterProposal;
use riparto_rebalance::transfers::pay;
use riparto_solve::Meter;

/// What there is to say to a proposal.
pub(super) struct AssessAnswer {
    assessment: Assessment,
    /// None where there was not enough effort to look for it.
    would_pass: Option<Vec<(Authorization, TransferBounds)>>,
    counter: Option<CounterProposal>,
    completion: Option<CompletionOutcome>,
    /// What follows as the rules say who pays; `Needless` where nothing does.
    follows: DerivedCompletion,
    /// What the proposal became, where transfers were written once for several sources.
    transfers: Option<Vec<Transfer>>,
    /// The comparison by the values of labels, if it was asked for.
    by_label: Option<Comparison>,
    listing: Listing,
}

enum CompletionOutcome {
    Found(Box<CompletedProposal>, Box<Assessment>),
    Impossible(Incomplete),
}

impl AssessAnswer {
    pub(super) fn of(
        plan: &Plan,
        given: &Proposal,
        balance: &Balance,
        (up_to, meter): (Authorization, &Meter),
        listing: Listing,
    ) -> Result<AssessAnswer> {
        let split = plan.split_by_source(given)?;
        let transfers = matches!(split, Cow::Owned(_)).then(|| split.transfers().to_vec());
        let units = plan.assessment_units(&split)?.saturating_add(plan.following_units());
        pay(meter, units)?;
        let follows = plan.follow(&split)?;
        let proposal = follows.proposal(&split);
        let assessment = plan.assess(proposal)?;
        // What else there is to say takes as many assessments more, before any search, and the derived lines twice.
        const OTHERS: usize = 6;
        let others = units.saturating_mul(OTHERS).saturating_add(plan.completion_units().saturating_mul(2));
        if !meter.spend(others) {
            let (would_pass, counter, completion) = (None, None, None);
            let by_label = None;
            return Ok(AssessAnswer {
                assessment,
                would_pass,
                counter,
                completion,
                follows,
                transfers,
                by_label,
                listing,
            });
        }
        let counter = CounterProposal::of_within(plan, given, up_to, meter)?;
        let completion = match plan.complete_derived(proposal, balance)? {
            DerivedCompletion::Needless => None,
            DerivedCompletion::Impossible(why) => Some(CompletionOutcome::Impossible(why)),
            DerivedCompletion::Completed(completed) => {
                let assessment = plan.assess(completed.proposal())?;
                Some(CompletionOutcome::Found(completed, Box::new(assessment)))
            }
        };
        let would_pass = Some(plan.would_pass(given)?);
        let by_label = None;
        Ok(AssessAnswer {
            assessment,
            would_pass,
            counter,
            completion,
            follows,
            transfers,
            by_label,
            listing,
        })
    }

    /// Compares before and after by the values of labels too.
    ///
    /// # Errors
    /// No line has a label of such a key (`label_key_unknown`).
    pub(super) fn compare_by(&mut self, plan: &Plan, keys: &[String]) -> Result<()> {
        self.by_label = Some(Comparison::of_assessment(plan, &self.assessment)?.by(keys)?);
        Ok(())
    }
}

impl Serialize for AssessAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let AssessAnswer {
            assessment,
            would_pass,
            counter,
            completion,
            follows,
            transfers,
            by_label,
            listing,
        } = self;
        let mut answer = serializer.serialize_map(None)?;
        answer.serialize_entry("before", assessment.before())?;
        answer.serialize_entry("after", &assessment.after())?;
        answer.serialize_entry("changes", &assessment.changes_by_line())?;
        answer.serialize_entry("authorization", &assessment.authorization())?;
        FindingList(assessment.findings(), Compared::Yes, *listing).serialize_into(&mut answer)?;
        let passing = would_pass.as_ref().map(|passing| {
            let each = passing.iter().map(|(level, most)| LargestPassing {
                authorization: *level,
                amount: most.passes(),
                at_most: (!most.is_proven()).then_some(most.at_most()),
            });
            each.collect::<Vec<_>>()
        });
        answer.serialize_entry("would_pass", &passing)?;
        answer.serialize_entry("counter_proposal", counter)?;
        answer.serialize_entry("completion", completion)?;
        if *follows != DerivedCompletion::Needless {
            answer.serialize_entry("follows", follows)?;
        }
        if let Some(transfers) = transfers {
            answer.serialize_entry("transfers", transfers)?;
        }
        if let Some(by_label) = by_label {
            answer.serialize_entry("by_label", by_label)?;
        }
        answer.end()
    }
}

/// The most that a transfer could have moved with a level of authorization.
#[derive(serde::Serialize)]
struct LargestPassing {
    authorization: Authorization,
    amount: Money,
    /// Where the search ended before all was known.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<Money>,
}

impl Serialize for CompletionOutcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            CompletionOutcome::Impossible(why) => why.serialize(serializer),
            CompletionOutcome::Found(completed, assessment) => CompletionAnswer {
                completed,
                changes: assessment.changes_by_line(),
                authorization: assessment.authorization(),
            }
            .serialize(serializer),
        }
    }
}

/// A proposal with what it lacks, and what that would do.
#[derive(serde::Serialize)]
struct CompletionAnswer<'a> {
    #[serde(flatten)]
    completed: &'a CompletedProposal,
    changes: ChangesByLine<'a>,
    authorization: Authorization,
}
