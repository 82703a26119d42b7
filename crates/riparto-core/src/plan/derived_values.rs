//! `DerivedValues`: what searches derive from the rules and the approved allocation of a plan, kept until either changes.

use std::any::Any;
use std::sync::{Arc, Mutex};

use crate::error::Result;
use crate::rules::Authorization;

type DerivedValue = (Authorization, Arc<dyn Any + Send + Sync>);

/// A value for each type and level of authorization, made when it is first asked for. Clones of a plan share it.
#[derive(Clone, Default)]
pub(super) struct DerivedValues(Arc<Mutex<Vec<DerivedValue>>>);

impl DerivedValues {
    /// The value of a type at a level; made if there is none yet. What fails is not kept.
    pub(super) fn get<T: Any + Send + Sync>(
        &self,
        level: Authorization,
        make: impl FnOnce() -> Result<T>,
    ) -> Result<Arc<T>> {
        if let Some(known) = self.known(level) {
            return Ok(known);
        }
        let made = Arc::new(make()?);
        if let Ok(mut values) = self.0.lock() {
            values.push((level, made.clone()));
        }
        Ok(made)
    }

    fn known<T: Any + Send + Sync>(&self, level: Authorization) -> Option<Arc<T>> {
        let values = self.0.lock().ok()?;
        let mut same = values.iter().filter(|(of, _)| *of == level);
        same.find_map(|(_, value)| Arc::clone(value).downcast().ok())
    }
}

#[cfg(test)]
mod tests {
    use crate::plan::Plan;
    use crate::plan::Proposal;
    use crate::rules::Authorization;

    #[test]
    fn what_is_derived_is_kept_until_the_approved_allocation_changes() {
        let mut plan = Plan::from_json(
            r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
                 "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ] }"#,
        )
        .unwrap();
        let held = |plan: &Plan| plan.approved().amounts()[0].cents();
        let derived = |plan: &Plan, level| *plan.derived(level, || Ok(held(plan))).unwrap();
        assert_eq!(derived(&plan, Authorization::Free), 6_000);
        assert_eq!(*plan.derived(Authorization::Free, || Ok(1_i64)).unwrap(), 6_000, "kept");
        assert_eq!(*plan.derived(Authorization::Exceptional, || Ok(1_i64)).unwrap(), 1, "another level");
        assert_eq!(*plan.derived(Authorization::Free, || Ok("of its own type")).unwrap(), "of its own type");
        let before = plan.clone();
        let proposal = Proposal::new("p", "x").unwrap().transfer("a", "b", "10.00".parse().unwrap()).unwrap();
        plan.apply(&proposal, Authorization::Free).unwrap();
        assert_eq!(
            (derived(&plan, Authorization::Free), derived(&before, Authorization::Free)),
            (5_000, 6_000)
        );
    }
}
