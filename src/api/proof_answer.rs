//! The proof of an answer, where it is asked for; and whether a proof proves what it says.

use serde::Serialize;
use serde::ser::SerializeMap;

use super::plan_field::optional_plan;
use super::request::Request;
use riparto_core::date::Date;
use riparto_core::error::Result;
use riparto_core::words::{both, spoken};
use riparto_proof::proof::{Claim, DigestedPlan, NoProof, Proof};

/// The proof of an answer, or in words why none could be made.
#[derive(Serialize)]
pub(super) struct ProofAnswer {
    proof: Option<Proof>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_proof: Option<String>,
    /// What of the answer the proof does not prove.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_proven: Option<String>,
}

impl ProofAnswer {
    /// The proof about no plan that a request asks for, if it asks for one.
    pub(super) fn alone(
        request: &Request<'_>,
        made: impl FnOnce() -> std::result::Result<Proof, NoProof>,
    ) -> Result<Option<ProofAnswer>> {
        Ok(request.optional::<bool>("proof")?.unwrap_or_default().then(|| ProofAnswer::made(made())))
    }

    /// Its fields, beside those of an answer.
    pub(super) fn serialize_into<M: SerializeMap>(
        &self,
        answer: &mut M,
    ) -> std::result::Result<(), M::Error> {
        answer.serialize_entry("proof", &self.proof)?;
        match &self.no_proof {
            Some(why) => answer.serialize_entry("no_proof", why),
            None => Ok(()),
        }
    }

    fn made(made: std::result::Result<Proof, NoProof>) -> ProofAnswer {
        match made {
            Ok(proof) => ProofAnswer { proof: Some(proof), no_proof: None, not_proven: None },
            Err(why) => ProofAnswer { proof: None, no_proof: Some(why.message(spoken())), not_proven: None },
        }
    }

    /// The same of an answer with amounts that are called the nearest, said where it proves no more than that these keep the rules.
    pub(super) fn of_nearest(self, is_found: bool) -> ProofAnswer {
        let is_open = is_found && self.proof.as_ref().is_some_and(Proof::is_of_rules_alone);
        let not_proven = is_open.then(|| NoProof::Nearness.message(spoken()));
        ProofAnswer { not_proven, ..self }
    }

    /// The proof that a request asks for, if it asks for one.
    pub(super) fn of(
        request: &Request<'_>,
        prove: impl FnOnce(&DigestedPlan) -> Result<std::result::Result<Proof, NoProof>>,
    ) -> Result<Option<ProofAnswer>> {
        if !request.optional::<bool>("proof")?.unwrap_or_default() {
            return Ok(None);
        }
        Ok(Some(ProofAnswer::made(prove(&digested(request)?)?)))
    }
}

/// The plan of a request with the digest of its document.
fn digested(request: &Request<'_>) -> Result<DigestedPlan> {
    let document = request.raw("plan").map_or("", |plan| plan.get());
    let digested = DigestedPlan::from_json(document).map_err(|error| error.at(both("plan", "piano")))?;
    match request.optional::<Date>("date")? {
        Some(day) => digested.on(day),
        None => Ok(digested),
    }
}

/// An answer with its proof, where that was asked for.
#[derive(Serialize)]
pub(super) struct WithProof<'a, T> {
    #[serde(flatten)]
    pub(super) answer: &'a T,
    #[serde(flatten)]
    pub(super) proof: Option<&'a ProofAnswer>,
}

/// Whether a proof proves what it says of a plan.
#[derive(Serialize)]
pub(super) struct VerifiedAnswer {
    proven: bool,
    /// What it says, claim by claim.
    claims: Vec<Claimed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<String>,
}

/// What a claim says.
#[derive(Serialize)]
struct Claimed {
    claim: &'static str,
    message: String,
}

pub(super) fn verified(request: &Request<'_>) -> Result<VerifiedAnswer> {
    const NAME: &str = "verify";
    // Refuses a plan with the words and places of every operation.
    let has_plan = optional_plan(request, NAME)?.is_some();
    let proof: Proof = request.required("proof", NAME)?;
    let checked = if has_plan { proof.check(&digested(request)?) } else { proof.check_alone() };
    let claimed = |claim: &Claim| Claimed { claim: claim.name(), message: claim.message(spoken()) };
    Ok(VerifiedAnswer {
        proven: checked.is_ok(),
        claims: proof.claims().iter().map(claimed).collect(),
        why_not: checked.err().map(|why| why.message(spoken())),
    })
}
