//! Reading plans, with all that is wrong where one is refused.

use super::document_shapes::PLAN;
use super::plan_document::PlanDocument;
use crate::error::Result;
use crate::plan::Plan;
use crate::reader::{explain, read_json};

impl Plan {
    /// Reads a plan document (`riparto.plan/1`).
    ///
    /// ```
    /// use riparto::Plan;
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "source": "Minutes", "total": "100.00",
    ///          "lines": [ {"id": "a", "title": "A", "amount": "60.00"}, {"id": "b", "title": "B", "amount": "40.00"} ],
    ///          "rules": [ {"id": "r1", "scope": {"lines": ["b"]}, "limit": {"floor": "30.00"}} ] }"#,
    /// )?;
    /// assert!(plan.check().is_empty());
    /// assert_eq!(Plan::from_json(&plan.to_json())?, plan);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Text that is no such document (`document_malformed`: broken JSON, an unknown or missing field, a number where
    /// money is meant), another format (`document_format`), too many bytes (`document_too_large`); amounts that do not
    /// sum to the total (`total_mismatch`); whatever [`EnvelopeBuilder`](crate::EnvelopeBuilder),
    /// [`Rule`](crate::Rule) and [`PlanBuilder`](crate::PlanBuilder) refuse. [`Error::all`](crate::Error::all) gives all mistakes, each with its path.
    pub fn from_json(document: &str) -> Result<Plan> {
        read_json::<PlanDocument<'_>>(&PLAN, document)?
            .plan()
            .map_err(|refused| explain(&PLAN, document, refused))
    }
}
