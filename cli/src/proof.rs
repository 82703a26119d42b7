//! Proofs: written beside an answer, and checked by `riparto verify`.

use std::io::{self, Write};

use riparto::ballots::{AggregationRule, Tally};
use riparto::journal::Digest;
use riparto::proof::{NoProof, Proof, Refusal};
use riparto::{Authorization, Plan};

use crate::arguments::{AggregateArguments, PlanArguments};
use crate::files;
use crate::language_choice::spoken;
use crate::outcome::{Failure, Outcome};

/// Writes a proof to a file, or says on standard error why there is none, and that the file is not written: then the command does not end
/// as if it were. The digest of the file, by which a proposal and the minutes name it.
pub(crate) fn write(
    out: &mut impl Write,
    file: &str,
    made: Result<Proof, NoProof>,
) -> Result<Option<Digest>, Failure> {
    match made {
        Ok(proof) => {
            let document = proof.to_json() + "\n";
            files::written(out, file, document.as_bytes(), spoken())?;
            Ok(Some(Digest::of(document.as_bytes())))
        }
        Err(why) => {
            let said = spoken().choose(
                format!("riparto: {file} is not written: {}", why.message(spoken())),
                format!("riparto: {file} non è scritto: {}", why.message(spoken())),
            );
            // Where standard error is closed, the exit status tells.
            drop(writeln!(io::stderr(), "{said}"));
            Ok(None)
        }
    }
}

/// With what whole cents make of the same ballots or counts, if that is asked for, and within a plan's rules on single lines, where they
/// make something.
pub(crate) fn with_integral(
    proof: Proof,
    (tally, rule): (&Tally, AggregationRule),
    (options, plan): (&AggregateArguments, Option<&Plan>),
) -> Result<Proof, NoProof> {
    let proof = match tally.integral(rule).filter(|_| options.integral) {
        Some(amounts) => proof.and_integral(&amounts)?,
        None => return Ok(proof),
    };
    let up_to = Authorization::from(options.up_to);
    let Some(plan) = plan.filter(|plan| !plan.rulebook().rules().is_empty()) else { return Ok(proof) };
    // Ballots that do not fit the plan are an error of the command, not of the proof.
    match tally.integral_under(plan, rule, up_to) {
        Ok(Some(within)) => proof.and_integral_under(&within, plan, up_to),
        _ => Ok(proof),
    }
}

/// How a command ends that ends so otherwise: not well where a proof was asked for and is not written.
pub(crate) fn ended(outcome: Outcome, is_written: bool) -> Outcome {
    match (outcome, is_written) {
        (Outcome::Free, false) => Outcome::Forbidden,
        (outcome, _) => outcome,
    }
}

/// Checks the proof in a file against a plan.
pub(crate) fn verify(out: &mut impl Write, named: &PlanArguments, file: &str) -> Result<Outcome, Failure> {
    let asked = files::asked(out, named)?;
    let proof = files::read(file, Proof::from_json)?;
    let plan = asked.digested(out, &named.plan)?;
    told(out, &proof, proof.check(&plan))
}

/// Checks the proof in a file that is about no plan.
pub(crate) fn verify_alone(out: &mut impl Write, file: &str) -> Result<Outcome, Failure> {
    let proof = files::read(file, Proof::from_json)?;
    told(out, &proof, proof.check_alone())
}

/// Tells what a proof says, or why it does not prove it.
fn told(out: &mut impl Write, proof: &Proof, checked: Result<(), Refusal>) -> Result<Outcome, Failure> {
    match checked {
        Ok(()) => {
            for claim in proof.claims() {
                let said = claim.message(spoken());
                writeln!(
                    out,
                    "{}",
                    spoken().choose(format!("Proven: {said}."), format!("Dimostrato: {said}."))
                )?;
            }
            if proof.up_to() != Authorization::Free {
                let level = proof.up_to().words(spoken());
                let counted = spoken().choose(
                    format!("Breaches that need up to “{level}” count as allowed here: the file says so (`up_to`)."),
                    format!("Qui si considerano ammessi i superamenti fino al livello «{level}»: così stabilisce il file (`up_to`)."),
                );
                writeln!(out, "{counted}")?;
            }
            Ok(Outcome::Free)
        }
        Err(why) => {
            let why = why.message(spoken());
            writeln!(
                out,
                "{}",
                spoken().choose(format!("Not proven: {why}."), format!("Non dimostrato: {why}."))
            )?;
            Ok(Outcome::Forbidden)
        }
    }
}

/// A text as a sentence of its own.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
