//! `DigestedPlan`: a plan with the digest of its document, which a proof names.

use serde_json::Value;

use riparto_core::date::Date;
use riparto_core::error::{Cause, Result};
use riparto_core::plan::Plan;
use riparto_core::words::both;
use riparto_table::journal::{Digest, record_line};

/// A plan with the SHA-256 of its document in canonical form, by which a proof names the plan that it is about.
///
/// ```
/// use riparto::proof::DigestedPlan;
///
/// let document = r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00", "lines": [ {"id": "a", "amount": "100.00"} ] }"#;
/// let plan = DigestedPlan::from_json(document)?;
/// // Blanks and the order of fields do not count.
/// assert_eq!(DigestedPlan::from_json(&document.replace(' ', ""))?.digest(), plan.digest());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct DigestedPlan {
    plan: Plan,
    digest: Digest,
}

impl DigestedPlan {
    /// A plan, and the digest of its document as it is handed over.
    ///
    /// # Errors
    /// As [`Plan::from_json`]; a number in an extension field that is not whole (`document_malformed`), which has no canonical form.
    pub fn from_json(document: &str) -> Result<DigestedPlan> {
        let plan = Plan::from_json(document)?;
        Ok(DigestedPlan { plan, digest: digest_of(document)? })
    }

    /// A plan that has no document but the one that riparto writes ([`Plan::to_json`]).
    ///
    /// # Errors
    /// A number in an extension field that is not whole.
    pub fn of(plan: Plan) -> Result<DigestedPlan> {
        let digest = digest_of(&plan.to_json())?;
        Ok(DigestedPlan { plan, digest })
    }

    /// The plan on the day on which rules bind that are asked about.
    ///
    /// # Errors
    /// As [`Plan::on`].
    pub fn on(&self, day: Date) -> Result<DigestedPlan> {
        Ok(DigestedPlan { plan: self.plan.on(day)?, digest: self.digest })
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The digest of its document.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

/// The SHA-256 of a JSON document in canonical form.
fn digest_of(document: &str) -> Result<Digest> {
    let document = riparto_core::reader::without_mark(document);
    let Ok(Value::Object(fields)) = serde_json::from_str(document) else {
        // What is no map was refused as a plan.
        let why = both("it is no map", "non è una mappa");
        return Err(Cause::unreadable(&both("this plan", "questo piano"), &why).into());
    };
    Ok(Digest::of(record_line(&fields)?.as_bytes()))
}
