//! A line of quantities times a unit cost, recomputed, and what the transfer that it takes needs.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::findings_answer::FindingList;
use super::listing::Listing;
use super::plan_field::plan;
use super::request::{Request, WeightMap};
use riparto_core::error::Result;
use riparto_core::money::Weight;
use riparto_core::plan::{Assessment, DerivedCompletion, Party, Proposal, RecomputedLine, Transfer};
use riparto_core::rules::Compared;
use riparto_rebalance::transfers::pay;
use riparto_solve::Meter;

/// A line with other units.
pub(super) struct RecomputedAnswer {
    recomputed: RecomputedLine,
    /// The transfer that it takes, with what it does; none where nobody is named, or nothing changes.
    moved: Option<(Transfer, Assessment, DerivedCompletion)>,
    listing: Listing,
}

impl RecomputedAnswer {
    pub(super) fn of(request: &Request<'_>, meter: &Meter) -> Result<RecomputedAnswer> {
        const NAME: &str = "units";
        let plan = plan(request, NAME)?;
        let line: String = request.required("line", NAME)?;
        let counts = request.optional::<WeightMap>("counts")?.map_or_else(Vec::new, |counts| counts.0);
        let unit_cost: Option<Weight> = request.optional("unit_cost")?;
        let listing = request.optional("list")?.unwrap_or_default();
        let counts = counts.iter().map(|(of, count)| (of.as_str(), *count));
        let recomputed = plan.recounted(&line, counts, unit_cost)?;
        let from = request.optional::<String>("from")?;
        let from = from.map(|from| plan.line(&from).and_then(|from| recomputed.transfer(from.id())));
        let Some(transfer) = from.transpose()?.flatten() else {
            return Ok(RecomputedAnswer { recomputed, moved: None, listing });
        };
        let party = plan.parties().first().map_or("anyone", Party::id);
        let proposal = Proposal::new(NAME, party)?.with_transfers([transfer.clone()])?;
        pay(meter, plan.assessment_units(&proposal)?.saturating_add(plan.following_units()))?;
        let follows = plan.follow(&proposal)?;
        let assessment = plan.assess(follows.proposal(&proposal))?;
        Ok(RecomputedAnswer { recomputed, moved: Some((transfer, assessment, follows)), listing })
    }
}

impl Serialize for RecomputedAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let RecomputedAnswer { recomputed, moved, listing } = self;
        let mut answer = serializer.serialize_map(None)?;
        answer.serialize_entry("line", recomputed.line())?;
        answer.serialize_entry("units", recomputed.units())?;
        answer.serialize_entry("amount", &recomputed.amount())?;
        answer.serialize_entry("change", &recomputed.change())?;
        if let Some((transfer, assessment, follows)) = moved {
            answer.serialize_entry("transfer", transfer)?;
            answer.serialize_entry("authorization", &assessment.authorization())?;
            FindingList(assessment.findings(), Compared::Yes, *listing).serialize_into(&mut answer)?;
            if *follows != DerivedCompletion::Needless {
                answer.serialize_entry("follows", follows)?;
            }
        }
        answer.end()
    }
}
