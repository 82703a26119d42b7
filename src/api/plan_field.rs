//! The plan of a request, on the day that the request names.

use super::request::Request;
use riparto_core::date::Date;
use riparto_core::documents::PlanDocument;
use riparto_core::error::{Cause, Result};
use riparto_core::plan::Plan;
use riparto_core::words::both;

/// The plan, on the day in `date` if there is one.
pub(super) fn plan(request: &Request<'_>, operation: &'static str) -> Result<Plan> {
    optional_plan(request, operation)?.ok_or_else(|| Cause::FieldMissing { field: "plan", operation }.into())
}

/// The plan, if there is one.
pub(super) fn optional_plan(request: &Request<'_>, operation: &'static str) -> Result<Option<Plan>> {
    let day = request.optional::<Date>("date")?;
    let Some(document) = request.optional::<PlanDocument<'_>>("plan")? else {
        return match day {
            Some(_) => Err(Cause::FieldMissing { field: "plan", operation }.into()),
            None => Ok(None),
        };
    };
    let on_day = |plan: Plan| if let Some(day) = day { plan.on(day) } else { Ok(plan) };
    document
        .plan()
        .and_then(on_day)
        .map(|plan| {
            plan.envelope().currency().print_here();
            Some(plan)
        })
        .map_err(|error| error.at(both("plan", "piano")))
}
