//! The answer to `aggregate` of counts, as it stands in JSON.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::aggregate_answer::AggregateOutcome;
use super::proof_answer::ProofAnswer;
use riparto_ballots::ballots::{CountSheet, Fairness, TallyDisagreement, TallyDisagreementByLine, Welfare};
use riparto_core::words::spoken;

/// What one rule made of counts.
pub(super) struct CountedAnswer {
    pub(super) sheet: CountSheet,
    pub(super) found: AggregateOutcome,
    pub(super) welfare: Option<Welfare>,
    pub(super) proof: Option<ProofAnswer>,
}

impl Serialize for CountedAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct DisagreementOfCounts<'a> {
            #[serde(flatten)]
            disagreement: TallyDisagreementByLine<'a>,
            distance_from_mean: String,
        }
        #[derive(serde::Serialize)]
        struct FairnessOfCounts {
            welfare: Welfare,
            measure_text: &'static str,
        }
        let (tally, lines) = (self.sheet.tally(), Some(self.sheet.lines()));
        let mut answer = serializer.serialize_map(None)?;
        self.found.begin(&mut answer, lines)?;
        answer.serialize_entry("total", &tally.total())?;
        answer.serialize_entry("weight", &tally.weight())?;
        let disagreement = tally.disagreement();
        let told = DisagreementOfCounts {
            disagreement: TallyDisagreementByLine { disagreement: &disagreement, lines },
            distance_from_mean: self.found.distance_from_mean(),
        };
        answer.serialize_entry("disagreement", &told)?;
        self.found.end(&mut answer, lines)?;
        if let Some(welfare) = self.welfare {
            let measure_text = Fairness::measure(spoken());
            answer.serialize_entry("fairness", &FairnessOfCounts { welfare, measure_text })?;
        }
        if let Some(proof) = &self.proof {
            proof.serialize_into(&mut answer)?;
        }
        answer.serialize_entry("untold_text", TallyDisagreement::untold(spoken()))?;
        answer.end()
    }
}
