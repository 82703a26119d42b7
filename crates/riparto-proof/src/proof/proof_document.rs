//! `Proof`: claims about a plan with what proves them, as the document `riparto.proof/1`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::claim::Claim;
use super::proof_fields::ProofFields;
use super::proof_shapes::PROOF;
use riparto_core::date::Date;
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::reader::read_json;
use riparto_core::rules::Authorization;
use riparto_table::journal::{Digest, record_line};

pub(super) const FORMAT: &str = "riparto.proof/1";

/// Claims about a plan with what proves them: the document `riparto.proof/1`, which docs/PROOFS.md defines so that anybody can
/// check it.
///
/// ```
/// use riparto::proof::{DigestedPlan, Proof};
/// use riparto::{Answer, Meter, Rebalance};
///
/// let plan = DigestedPlan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "30.00"}, {"id": "c", "amount": "10.00"} ],
///          "rules": [ {"id": "grants", "scope": {"lines": ["b", "c"]}, "limit": {"floor": "50.00"}} ] }"#,
/// )?;
/// let question = Rebalance::new();
/// let Answer::Found(nearest) = question.run(plan.plan())? else { panic!("the floor can be met") };
/// let proof = Proof::of_nearest(&plan, &question, &nearest, &Meter::default())?.expect("one family of scopes");
/// assert_eq!(Proof::from_json(&proof.to_json())?.check(&plan), Ok(()));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// None where the claims are about no plan.
    pub(super) plan: Option<Digest>,
    pub(super) date: Option<Date>,
    pub(super) up_to: Authorization,
    pub(super) claims: Vec<Claim>,
}

impl Proof {
    /// Reads the document `riparto.proof/1`.
    ///
    /// # Errors
    /// Text that is no such document (`document_malformed`), another format (`document_format`), too many bytes
    /// (`document_too_large`).
    pub fn from_json(document: &str) -> Result<Proof> {
        read_json::<ProofFields>(&PROOF, document)?.try_into()
    }

    /// The document that [`Proof::from_json`] reads, in canonical form: one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Every part is whole numbers, texts, lists and maps: nothing here can fail.
        match serde_json::to_value(self) {
            Ok(serde_json::Value::Object(fields)) => record_line(&fields).unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// The digest of the plan document that it is about; none if it is about no plan.
    #[must_use]
    pub fn plan(&self) -> Option<Digest> {
        self.plan
    }

    /// The day on which rules bind; every day if none.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        self.date
    }

    /// The authorization that may be used: rules whose breach needs more are kept.
    #[must_use]
    pub fn up_to(&self) -> Authorization {
        self.up_to
    }

    /// What it says.
    #[must_use]
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The digest of the document in canonical form, by which minutes name it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.to_json().as_bytes())
    }
}

impl TryFrom<ProofFields> for Proof {
    type Error = Error;

    fn try_from(fields: ProofFields) -> Result<Proof> {
        let ProofFields { format, plan, date, up_to, claims } = fields;
        if format != FORMAT {
            return Err(Cause::DocumentFormat { found: quote(&format), expected: FORMAT }.into());
        }
        Ok(Proof { plan, date, up_to: up_to.unwrap_or_default(), claims })
    }
}

/// Reads the document `riparto.proof/1` with any reader of serde.
impl<'de> Deserialize<'de> for Proof {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Proof, D::Error> {
        ProofFields::deserialize(deserializer)?.try_into().map_err(serde::de::Error::custom)
    }
}

/// Writes the document `riparto.proof/1`.
impl Serialize for Proof {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Proof { plan, date, up_to, claims } = self.clone();
        // Proofs of plans have always said it.
        let up_to = plan.map(|_| up_to);
        ProofFields { format: FORMAT.to_owned(), plan, date, up_to, claims }.serialize(serializer)
    }
}
