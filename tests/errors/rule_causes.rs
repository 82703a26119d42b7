//! Refusals of rules that make no sense.

use riparto::rules::Period;
use riparto::{Authorization, Plan, Scope};

use super::{Case, plan, refused, rule};

pub(super) fn rules() -> Vec<Case> {
    let nowhere = rule(Scope::labels([("partner", "arci")]), r#"{"floor": "1.00"}"#).unwrap();
    let nested = (0..9).fold(Scope::lines(["a"]), |inner, _| Scope::all().except(inner));
    let deep = rule(nested, r#"{"floor": "1.00"}"#).unwrap();
    vec![
        refused(
            plan(vec![nowhere]),
            "scope_empty",
            "rule `r1`: the scope selects no line: no line has `partner=arci`",
        ),
        refused(
            plan(vec![deep]),
            "scope_too_deep",
            "rule `r1`: the scope nests `except` too deep: at most 8 levels are allowed",
        ),
        refused(
            plan(vec![rule(Scope::all(), r#"{"share_ceiling": {"percent": "7", "of": {"same": "partner"}}}"#).unwrap()]),
            "scope_relative",
            "rule `r1`: of: `same` or `other` of the label `partner` stands where there is no part to compare with: it goes \
             into `of` or `to` of a rule with `each`",
        ),
        refused(
            Plan::from_json(
                r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
                     "lines": [ {"id": "a", "amount": "60.00", "labels": {"partner": "ats"}}, {"id": "b", "amount": "40.00"} ],
                     "rules": [ {"id": "r1", "scope": "all", "each": "line",
                                 "limit": {"share_ceiling": {"percent": "7", "of": {"same": "partner"}}}} ] }"#,
            ),
            "scope_ambiguous",
            "rule `r1`: of: the lines of a part that the rule looks at have no label `partner`, or several values of it: \
             `same` and `other` need one",
        ),
        refused(
            rule(Scope::all(), r#"{"sum": {"at_most": {"lesser": []}}}"#),
            "amount_list",
            "`lesser` and `greater` list from one to 16 amounts in all, in lists at most 4 deep",
        ),
        refused(
            plan(vec![
                rule(Scope::all(), r#"{"sum": {"at_most": {"greater": ["1.00", {"percent": "7", "of": {"lines": ["a"]}}]}}}"#)
                    .unwrap(),
            ]),
            "amount_after",
            "rule `r1`: in `sum`, what other lines hold after the proposal may be stated alone, or under `lesser` for a most \
             and `greater` for a least: the other way round one of two would do, which no rule can say",
        ),
        refused(
            rule(Scope::all(), r#"{"moved": {"base": "after", "at_most": "1.00"}}"#),
            "base_after",
            "`after` is no base of the limit `moved`: nothing can be measured against itself; use `original`, `approved`, \
             `initial_with_acts` or `authorized`",
        ),
        refused(
            rule(Scope::all(), r#"{"flow": {"to": "all", "at_most": "1.00", "percent": "7"}}"#),
            "flow_twice",
            "a flow has either `at_most`, or `percent` and `amount`: write one form",
        ),
    ]
}

pub(super) fn attributes() -> Vec<Case> {
    vec![
        refused(
            rule(Scope::all(), r#"{"changes": {"at_most": 1, "needing": "free"}}"#),
            "changes_needing",
            "changes that need `free` are not counted: count those from `notification`, `prior_approval` or `exceptional` on",
        ),
        refused(
            rule(Scope::all(), r#"{"changes": {"at_most": 1, "needing": "exceptional"}}"#)
                .unwrap()
                .with_needs(Authorization::PriorApproval),
            "changes_needs",
            "a change beyond the count needs `prior_approval`, and those that count need `exceptional`: it must need more",
        ),
        refused(
            rule(Scope::lines(["a"]), r#"{"changes": {"at_most": 1, "needing": "exceptional"}}"#),
            "changes_scope",
            "changes of the plan are counted, not of some lines: write `\"scope\": \"all\"` without `each`",
        ),
        refused(
            Period::new(None, None),
            "period_empty",
            "no day lies in the period: give a first day, a last one, or both, the first not after the last",
        ),
        refused(
            rule(Scope::all(), r#"{"floor": "1.00"}"#)
                .unwrap()
                .with_requires(["justification", "justification"]),
            "requirement_unclear",
            "a document is named twice: `justification`",
        ),
        refused(
            rule(Scope::all(), r#"{"variation": {}}"#),
            "limit_empty",
            "the limit `variation` bounds nothing: give a percentage or an amount",
        ),
        refused(
            rule(Scope::all(), r#"{"step": "0.00"}"#),
            "limit_zero_step",
            "a step of 0.00 allows no amount: give a step of at least 0.01",
        ),
    ]
}
