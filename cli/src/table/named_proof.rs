//! Whether a proof file is that of the proposals that name it: by its SHA-256, the plan that they were made on, and the amounts that they
//! lead to.

use std::fs;
use std::io::Write;

use riparto::journal::{Digest, MemoryStore};
use riparto::proof::{DigestedPlan, Proof};
use riparto::table::{PersistentTable, TabledProposal};
use serde::Serialize;

use super::journal_table::{in_memory, input};
use super::table_arguments::JournalArguments;
use crate::files;
use crate::outcome::Failure;

/// What a proof file is to a proposal that names it.
#[derive(Serialize)]
pub(super) struct NamedProof {
    proposal: String,
    version: u32,
    /// The revision that the proposal was made against.
    against: u64,
    proven: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<String>,
    claims: Vec<String>,
}

/// What a proof file is to a journal.
#[derive(Serialize)]
pub(super) struct ProofFile {
    /// Whether some proposal names it, and it is that of each that does.
    agrees: bool,
    sha256: String,
    proposals: Vec<NamedProof>,
}

impl ProofFile {
    /// Compares a file with the last version of each proposal of a journal that is whole.
    pub(super) fn of(named: &JournalArguments, file: &str) -> Result<ProofFile, Failure> {
        let bytes = fs::read(file).map_err(|error| Failure::File(file.to_owned(), error))?;
        let proof = files::read(file, Proof::from_json)?;
        let sha256 = Digest::of(&bytes).to_string();
        let kept = in_memory(named)?;
        let names = |tabled: &&TabledProposal| tabled.proposal().proof() == Some(sha256.as_str());
        let compared = |tabled| compared(named, &kept, (tabled, &proof));
        let proposals =
            kept.table().proposals().filter(names).map(compared).collect::<Result<Vec<_>, Failure>>()?;
        let agrees = !proposals.is_empty() && proposals.iter().all(|of| of.proven);
        Ok(ProofFile { agrees, sha256, proposals })
    }

    /// Says so; whether it agrees.
    pub(super) fn told(
        &self,
        out: &mut impl Write,
        named: &JournalArguments,
        file: &str,
    ) -> Result<bool, Failure> {
        let (language, sha256) = (named.language(), &self.sha256);
        if self.proposals.is_empty() {
            let said = language.choose(
                format!("No proposal names {file} (SHA-256 {sha256}) in its last version."),
                format!(
                    "Nessuna proposta indica {file} (impronta SHA-256 {sha256}) nella sua ultima versione."
                ),
            );
            writeln!(out, "{said}")?;
        }
        for NamedProof { proposal, version, against, why_not, claims, .. } in &self.proposals {
            let said = match why_not {
                None => language.choose(
                    format!("{file} is the proof that `{proposal}` names (version {version}): it is about the plan of revision {against}, on which that was made, and about the amounts that it leads to. It says: {}.", claims.join("; ")),
                    format!("{file} è la prova indicata da `{proposal}` (versione {version}): riguarda il piano della revisione {against}, sul quale è stata formulata, e gli importi a cui porta. Dice: {}.", claims.join("; ")),
                ),
                Some(why) => language.choose(
                    format!("`{proposal}` names {file} (version {version}), which does not prove it on the plan of revision {against}: {why}."),
                    format!("`{proposal}` indica {file} (versione {version}), che non la dimostra sul piano della revisione {against}: {why}."),
                ),
            };
            writeln!(out, "{said}")?;
        }
        Ok(self.agrees)
    }
}

/// What the proof is to one proposal.
fn compared(
    named: &JournalArguments,
    kept: &PersistentTable<MemoryStore>,
    (tabled, proof): (&TabledProposal, &Proof),
) -> Result<NamedProof, Failure> {
    let of_journal = |error| input(named, error);
    let (proposal, language) = (tabled.proposal(), named.language());
    let before = kept.at(tabled.against()).map_err(of_journal)?;
    let plan = before.plan().map(|plan| DigestedPlan::of(plan.clone())).transpose().map_err(of_journal)?;
    let checked = plan.map(|plan| proof.check_proposal(&plan, proposal));
    let why_not = checked.and_then(Result::err).map(|why| why.message(language));
    Ok(NamedProof {
        proposal: proposal.id().to_owned(),
        version: tabled.version(),
        against: tabled.against(),
        proven: why_not.is_none(),
        why_not,
        claims: proof.claims().iter().map(|claim| claim.message(language)).collect(),
    })
}
