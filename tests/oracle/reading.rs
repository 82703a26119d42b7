//! The brute-force reading itself: what a plan document says of amounts, in exact integers.

use riparto::{Allocation, Findings, Plan};
use serde_json::Value;

const NONE: i128 = i128::MAX;

/// A broken rule: its id, what it needs, cents found, cents allowed, lines.
pub(crate) type Broken = (String, String, i128, i128, Vec<String>);

/// A plan document with amounts by line: those it began with, those approved last, those to be checked.
pub(crate) struct Reading {
    lines: Vec<Value>,
    pub(crate) rules: Vec<Value>,
    total: i128,
    original: Vec<i128>,
    approved: Vec<i128>,
    now: Vec<i128>,
}

impl Reading {
    pub(crate) fn new(document: &str, now: &Allocation) -> Reading {
        let plan: Value = serde_json::from_str(document).unwrap();
        let lines = plan["lines"].as_array().unwrap().clone();
        let original: Vec<i128> = lines.iter().map(|line| cents(&line["amount"])).collect();
        let (total, approved) = match plan.get("approved") {
            None => (cents(&plan["total"]), original.clone()),
            Some(approved) => {
                let of = |line: &Value| cents(&approved["amounts"][line["id"].as_str().unwrap()]);
                (cents(&approved["total"]), lines.iter().map(of).collect())
            }
        };
        let rules = plan.get("rules").map_or(vec![], |rules| rules.as_array().unwrap().clone());
        let now = now.amounts().iter().map(|amount| i128::from(amount.cents())).collect();
        Reading { lines, rules, total, original, approved, now }
    }

    /// All that the amounts break, rule by rule, part by part.
    pub(crate) fn broken(&self) -> Vec<Broken> {
        let mut broken = Vec::new();
        for rule in &self.rules {
            for part in self.parts(rule) {
                // Of bands, the loosest that is broken counts.
                for (limit, needs) in bands(rule).into_iter().rev() {
                    let (found, low, high) = self.measure(limit, &part);
                    if found < low || found > high {
                        let (id, lines) =
                            (text(&rule["id"]), part.iter().map(|line| text(&self.lines[*line]["id"])));
                        let allowed = if found < low { low } else { high };
                        broken.push((id, needs, found, allowed, lines.collect()));
                        break;
                    }
                }
            }
        }
        broken
    }

    /// The lines that a rule holds for: all together, each, or those of each value of a label.
    fn parts(&self, rule: &Value) -> Vec<Vec<usize>> {
        let scope = self.selected(&rule["scope"]);
        let by_line = rule["each"] == "line" || rule["limit"].get("step").is_some();
        match rule["each"].get("label") {
            _ if by_line => scope.into_iter().map(|line| vec![line]).collect(),
            Some(key) => self.by_label(&scope, key),
            None => vec![scope],
        }
    }

    /// What is found in some lines, and the least and the most that a limit allows.
    fn measure(&self, limit: &Value, part: &[usize]) -> (i128, i128, i128) {
        let (kind, value) = limit.as_object().unwrap().iter().next().unwrap();
        let sum = |amounts: &[i128], lines: &[usize]| lines.iter().map(|line| amounts[*line]).sum::<i128>();
        let base = match value["base"].as_str() {
            Some("approved") => &self.approved,
            _ => &self.original,
        };
        let (found, before) = (sum(&self.now, part), sum(base, part));
        let whole = value.get("of").map_or(self.total, |of| sum(&self.now, &self.selected(of)));
        match kind.as_str() {
            "floor" => (found, cents(value), NONE),
            "ceiling" => (found, 0, cents(value)),
            "share_floor" => (found, share(value, whole, "up"), NONE),
            "share_ceiling" => (found, 0, share(value, whole, "down")),
            "derived" => {
                let due = share(value, whole, value["rounding"].as_str().unwrap());
                (found, due, due)
            }
            "locked" => (found, before, before),
            "variation" => {
                let low = value.get("down").map_or(0, |down| before - allowance(down, before));
                (found, low, value.get("up").map_or(NONE, |up| before + allowance(up, before)))
            }
            "movement" => {
                let parts = match value.get("by") {
                    Some(key) => self.by_label(part, key),
                    None => part.iter().map(|line| vec![*line]).collect(),
                };
                let moved = parts.iter().map(|part| (sum(&self.now, part) - sum(base, part)).max(0)).sum();
                (moved, 0, allowance(value, before))
            }
            "flow" => (self.least_flow(part, &self.selected(&value["to"])), 0, allowance(value, before)),
            "step" => (found, 0, found - found % cents(value)),
            other => panic!("the oracle does not know the limit `{other}`"),
        }
    }

    /// The least that must have gone from some lines to others since the last approval: what was moved in all, less
    /// the most that may have gone another way. (By Hall's theorem, over sets of givers of one kind.)
    fn least_flow(&self, from: &[usize], to: &[usize]) -> i128 {
        let kind = |line: usize| (from.contains(&line), to.contains(&line));
        let kinds = [(false, false), (false, true), (true, false), (true, true)];
        let change = |line: usize| self.now[line] - self.approved[line];
        let of_kind = |k, sign: i128| {
            (0..self.now.len())
                .filter(|line| kind(*line) == k)
                .map(|line| (sign * change(line)).max(0))
                .sum::<i128>()
        };
        let free = |giver: (bool, bool), taker: (bool, bool)| {
            !(giver.0 && taker.1) || (giver == (true, true) && taker == (true, true))
        };
        let all = |amounts: &[i128]| amounts.iter().sum::<i128>();
        let must = |givers: &[(bool, bool)]| {
            let takers = kinds.iter().filter(|taker| givers.iter().any(|giver| free(*giver, **taker)));
            // What a total lost went outside, where every giver may give.
            let lost = if givers.is_empty() { 0 } else { (all(&self.approved) - all(&self.now)).max(0) };
            givers.iter().map(|k| of_kind(*k, -1)).sum::<i128>()
                - takers.map(|k| of_kind(*k, 1)).sum::<i128>()
                - lost
        };
        let sets = (0..16usize)
            .map(|set| (0..4).filter(|k| set & (1 << k) != 0).map(|k| kinds[k]).collect::<Vec<_>>());
        sets.map(|givers| must(&givers)).max().unwrap()
    }

    /// The lines of a scope.
    pub(crate) fn selected(&self, scope: &Value) -> Vec<usize> {
        (0..self.lines.len()).filter(|line| selects(scope, &self.lines[*line])).collect()
    }

    /// Some lines by the values of a label, in the order in which the values first appear in the plan.
    fn by_label(&self, lines: &[usize], key: &Value) -> Vec<Vec<usize>> {
        let value = |line: usize| self.lines[line]["labels"].get(key.as_str().unwrap());
        let mut values: Vec<&Value> = Vec::new();
        (0..self.lines.len()).filter_map(value).for_each(|value| {
            if !values.contains(&value) {
                values.push(value);
            }
        });
        let lines_of = |wanted| lines.iter().copied().filter(|line| value(*line) == Some(wanted)).collect();
        values.into_iter().map(lines_of).filter(|lines: &Vec<usize>| !lines.is_empty()).collect()
    }
}

fn selects(scope: &Value, line: &Value) -> bool {
    if scope == "all" {
        return true;
    }
    let listed = scope.get("lines").is_none_or(|ids| ids.as_array().unwrap().contains(&line["id"]));
    let labeled = scope.get("labels").is_none_or(|labels| {
        labels.as_object().unwrap().iter().all(|(key, wanted)| match line["labels"].get(key) {
            Some(value) => wanted == value || wanted.as_array().is_some_and(|any| any.contains(value)),
            None => false,
        })
    });
    listed && labeled && !scope.get("except").is_some_and(|except| selects(except, line))
}

pub(crate) fn bands(rule: &Value) -> Vec<(&Value, String)> {
    match rule["limit"].get("bands") {
        Some(bands) => {
            bands.as_array().unwrap().iter().map(|band| (&band["limit"], text(&band["needs"]))).collect()
        }
        None => vec![(&rule["limit"], text(&rule["needs"]))],
    }
}

fn allowance(value: &Value, base: i128) -> i128 {
    let percent = value.get("percent").map(|_| share(value, base, "down"));
    match (percent, value.get("amount").map(cents)) {
        (Some(percent), Some(amount)) if value["take"] == "greater" => percent.max(amount),
        (Some(percent), Some(amount)) => percent.min(amount),
        (percent, amount) => percent.or(amount).unwrap(),
    }
}

/// `percent` of some cents.
fn share(value: &Value, cents: i128, rounding: &str) -> i128 {
    let hundred = 100 * 10i128.pow(9);
    let product = scaled(&value["percent"], 9) * cents;
    match rounding {
        "down" => product / hundred,
        "up" => (product + hundred - 1) / hundred,
        _ => (product * 2 + hundred) / (hundred * 2),
    }
}

pub(crate) fn cents(value: &Value) -> i128 {
    scaled(value, 2)
}

/// A decimal string in units of its last possible decimal.
pub(crate) fn scaled(value: &Value, decimals: usize) -> i128 {
    let text = value.as_str().unwrap();
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{rest:0<decimals$}").parse().unwrap()
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// What the crate found, in the oracle's terms.
pub(crate) fn found(findings: &Findings) -> Vec<Broken> {
    let broken = |finding: &riparto::Finding| {
        (
            finding.rule().id().to_owned(),
            finding.needs().name().to_owned(),
            finding.found().cents().into(),
            finding.limit().cents().into(),
            finding.lines().map(|line| line.id().to_owned()).collect(),
        )
    };
    findings.iter().map(broken).collect()
}

/// What the oracle finds, with limits that no amount can reach shown as the largest amount.
pub(crate) fn expected(plan: &Plan, now: &Allocation) -> Vec<Broken> {
    let most = i128::from(riparto::Money::MAX.cents());
    let broken = Reading::new(&plan.to_json(), now).broken().into_iter();
    broken
        .map(|(rule, needs, found, limit, lines)| (rule, needs, found.min(most), limit.min(most), lines))
        .collect()
}
