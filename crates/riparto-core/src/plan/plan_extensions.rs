//! `PlanExtensions`: the extension fields of a plan and of its parts.

use std::collections::BTreeMap;

use crate::reader::Extensions;

/// The extension fields of a plan, of its lines, parties and rules, by id. An act on lines keeps those of the lines that were there.
///
/// ```
/// use riparto::Plan;
/// use riparto::reader::Extensions;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00", "x-cup": "D11J24000120006",
///          "lines": [ {"id": "desks", "amount": "60.00", "x-chapter": 23020}, {"id": "outreach", "amount": "40.00"} ] }"#,
/// )?;
/// assert_eq!(plan.extensions().plan().get("x-cup"), Some(&"D11J24000120006".into()));
/// assert_eq!(plan.extensions().line("desks").and_then(|fields| fields.get("x-chapter")), Some(&23020.into()));
///
/// let chapter = Extensions::new().field("x-chapter", &23021)?;
/// let extensions = plan.extensions().clone().with_line("outreach", chapter);
/// assert!(plan.with_extensions(extensions).to_json().contains("23021"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanExtensions {
    plan: Extensions,
    lines: BTreeMap<String, Extensions>,
    parties: BTreeMap<String, Extensions>,
    rules: BTreeMap<String, Extensions>,
}

impl PlanExtensions {
    /// Those of the plan itself.
    #[must_use]
    pub fn plan(&self) -> &Extensions {
        &self.plan
    }

    /// Those of a line, if it has any.
    #[must_use]
    pub fn line(&self, id: &str) -> Option<&Extensions> {
        self.lines.get(id)
    }

    /// Those of a party, if it has any.
    #[must_use]
    pub fn party(&self, id: &str) -> Option<&Extensions> {
        self.parties.get(id)
    }

    /// Those of a rule, if it has any.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Extensions> {
        self.rules.get(id)
    }

    /// With those of the plan itself.
    #[must_use]
    pub fn with_plan(mut self, extensions: Extensions) -> PlanExtensions {
        self.plan = extensions;
        self
    }

    /// With those of a line. An id that the plan does not have is not written.
    #[must_use]
    pub fn with_line(mut self, id: &str, extensions: Extensions) -> PlanExtensions {
        put(&mut self.lines, id, extensions);
        self
    }

    /// With those of a party. An id that the plan does not have is not written.
    #[must_use]
    pub fn with_party(mut self, id: &str, extensions: Extensions) -> PlanExtensions {
        put(&mut self.parties, id, extensions);
        self
    }

    /// With those of a rule. An id that the plan does not have is not written.
    #[must_use]
    pub fn with_rule(mut self, id: &str, extensions: Extensions) -> PlanExtensions {
        put(&mut self.rules, id, extensions);
        self
    }
}

fn put(map: &mut BTreeMap<String, Extensions>, id: &str, extensions: Extensions) {
    if extensions.is_empty() {
        map.remove(id);
    } else {
        map.insert(id.to_owned(), extensions);
    }
}
