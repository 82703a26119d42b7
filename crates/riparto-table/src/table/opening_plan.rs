//! `OpeningPlan`: the plan document that a table is opened on.

use std::sync::Arc;

use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::journal::Event;
use riparto_core::error::{Error, Result};
use riparto_core::plan::Plan;
use riparto_core::reader::unique_keys;
use riparto_core::words::both;

/// The plan document (`riparto.plan/1`) that a table is opened on: its JSON, which the history keeps as it was written, and the
/// plan, which is read from it once. A document that is no plan can be asked for, and is refused when the command is decided.
///
/// ```
/// use riparto::Plan;
/// use riparto::table::OpeningPlan;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Integration plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ] }"#,
/// )?;
/// let opening = OpeningPlan::of(&plan)?;
/// assert_eq!(opening.plan()?, &plan);
/// assert!(opening.as_json().starts_with(r#"{"format":"riparto.plan/1","lines":[{"#));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct OpeningPlan(Arc<PlanOnce>);

#[derive(Debug)]
struct PlanOnce {
    json: String,
    plan: Result<Plan>,
}

impl OpeningPlan {
    /// The document of a plan.
    ///
    /// # Errors
    /// None for a plan that was read or built: `document_malformed` if its JSON could not be read back.
    pub fn of(plan: &Plan) -> Result<OpeningPlan> {
        let document: Value = serde_json::from_str(&plan.to_json())
            .map_err(|why| Error::unreadable(both("this plan", "questo piano"), &why))?;
        Ok(OpeningPlan(Arc::new(PlanOnce { json: canonical(&document), plan: Ok(plan.clone()) })))
    }

    fn read(document: &Value) -> OpeningPlan {
        let json = canonical(document);
        let plan = Plan::from_json(&json);
        OpeningPlan(Arc::new(PlanOnce { json, plan }))
    }

    /// The plan.
    ///
    /// # Errors
    /// Those of [`Plan::from_json`], such as `total_mismatch` for lines that do not sum to the total.
    pub fn plan(&self) -> Result<&Plan> {
        self.0.plan.as_ref().map_err(Clone::clone)
    }

    /// The document, in canonical JSON.
    #[must_use]
    pub fn as_json(&self) -> &str {
        &self.0.json
    }
}

/// The canonical JSON of a document. What no history can hold is refused when the command is made.
fn canonical(document: &Value) -> String {
    Event::of(document).map_or_else(|_| document.to_string(), |event| event.as_str().to_owned())
}

impl PartialEq for OpeningPlan {
    fn eq(&self, other: &OpeningPlan) -> bool {
        self.0.json == other.0.json
    }
}

impl Serialize for OpeningPlan {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let document: Value = serde_json::from_str(&self.0.json).map_err(S::Error::custom)?;
        document.serialize(serializer)
    }
}

/// A key that is given twice, and a number that is not whole, is refused.
impl<'de> Deserialize<'de> for OpeningPlan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<OpeningPlan, D::Error> {
        unique_keys(deserializer).map(|document| OpeningPlan::read(&document))
    }
}
