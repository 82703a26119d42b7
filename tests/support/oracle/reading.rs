//! The brute-force reading itself: what a plan document says of amounts, in exact integers.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use riparto_core::{Allocation, Findings, Plan, Proposal};
use serde_json::{Value, json};

use super::counts::{Counts, is_in_force};

const NONE: i128 = i128::MAX;
static ORIGINAL: Value = Value::Null;
static AFTER: LazyLock<Value> = LazyLock::new(|| json!("after"));

/// A broken rule: its id, what it needs, cents found, cents allowed, lines.
pub type Broken = (String, String, i128, i128, Vec<String>);

/// A plan document with amounts by line: those it began with, those approved last, those to be checked.
pub struct Reading {
    lines: Vec<Value>,
    pub rules: Vec<Value>,
    /// The amounts that the plan keeps for a base, by its name or its level.
    kept: BTreeMap<String, Vec<i128>>,
    total: i128,
    original: Vec<i128>,
    approved: Vec<i128>,
    now: Vec<i128>,
    /// What the proposal moves whose result is read: from, to, cents.
    transfers: Vec<(usize, usize, i128)>,
    pub counts: Counts,
}

/// A rounding of percentages, with what a strict bound leaves.
#[derive(Clone, Copy)]
enum Side<'a> {
    Most { strict: bool },
    Least { strict: bool },
    Rounded(&'a str),
}

impl Reading {
    pub fn new(document: &str, now: &Allocation) -> Reading {
        let plan: Value = serde_json::from_str(document).unwrap();
        let lines = plan["lines"].as_array().unwrap().clone();
        let original: Vec<i128> = lines.iter().map(|line| cents(&line["amount"])).collect();
        let of = |stated: &Value| -> Vec<i128> {
            lines.iter().map(|line| cents(&stated["amounts"][line["id"].as_str().unwrap()])).collect()
        };
        let (total, approved) = match plan.get("approved") {
            None => (cents(&plan["total"]), original.clone()),
            Some(approved) => (cents(&approved["total"]), of(approved)),
        };
        let levels = plan.get("authorized").and_then(Value::as_object).into_iter().flatten();
        let initial =
            plan.get("initial_with_acts").map(|initial| ("initial_with_acts".to_owned(), of(initial)));
        let kept = levels.map(|(level, stated)| (level.clone(), of(stated))).chain(initial).collect();
        let rules = plan.get("rules").map_or(vec![], |rules| rules.as_array().unwrap().clone());
        let now = now.amounts().iter().map(|amount| i128::from(amount.cents())).collect();
        let counts = Counts::new(&plan, &rules, None);
        Reading { lines, rules, kept, total, original, approved, now, transfers: Vec::new(), counts }
    }

    /// The same on a day.
    pub fn on(mut self, document: &str, day: &str) -> Reading {
        self.rules.retain(|rule| is_in_force(rule, day));
        self.counts = Counts::new(&serde_json::from_str(document).unwrap(), &self.rules, Some(day));
        self
    }

    /// The same, of amounts that a proposal leaves.
    pub fn after(self, proposal: &Proposal) -> Reading {
        let line = |id: &str| self.lines.iter().position(|line| line["id"] == id).unwrap();
        let transfers = proposal.transfers().iter();
        let moved = transfers
            .map(|transfer| (line(transfer.from()), line(transfer.to()), transfer.amount().cents().into()));
        let transfers = moved.collect();
        Reading { transfers, ..self }
    }

    /// All that the amounts break, rule by rule, part by part, and side by side where a rule says several things of a part.
    pub fn broken(&self) -> Vec<Broken> {
        let mut broken = Vec::new();
        // Changes are counted, not measured in amounts.
        for rule in self.rules.iter().filter(|rule| rule["limit"].get("changes").is_none()) {
            let bands: Vec<(Vec<Value>, String)> =
                bands(rule).into_iter().map(|(limit, needs)| (said(limit), needs)).collect();
            let (sides, parts) = (0..bands[0].0.len(), self.parts(rule));
            let mut places: Vec<(usize, &Vec<usize>)> =
                parts.iter().flat_map(|part| sides.clone().map(move |side| (side, part))).collect();
            if rule["each"] == "line" {
                places.sort_by_key(|(side, _)| *side);
            }
            for (side, part) in places {
                // Too little and too much are found apart: a least may be above a most. Of bands, the loosest that is broken counts.
                for below in [true, false] {
                    for (limits, needs) in bands.iter().rev() {
                        let (found, low, high) = self.measure(&limits[side], part);
                        if if below { found < low } else { found > high } {
                            let (id, lines) =
                                (text(&rule["id"]), part.iter().map(|line| text(&self.lines[*line]["id"])));
                            let allowed = if below { low } else { high };
                            broken.push((id, self.counts.lifted(needs), found, allowed, lines.collect()));
                            break;
                        }
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
            None => match rule["each"].get("through") {
                Some(key) => self.beginnings(&scope, key),
                None => vec![scope],
            },
        }
    }

    /// The lines of each value of a label and of all values before it: in order as whole numbers, or as texts where some is none.
    fn beginnings(&self, lines: &[usize], key: &Value) -> Vec<Vec<usize>> {
        let key = key.as_str().unwrap();
        let value = |line: &Value| line["labels"].get(key).map(text);
        let is_plain = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
        let number = |text: &String| text.parse::<u64>().ok().filter(|_| is_plain(text));
        let are_numbers = self.lines.iter().filter_map(value).all(|value| number(&value).is_some());
        let place = |text: String| (number(&text).filter(|_| are_numbers), text);
        let mut values: Vec<(Option<u64>, String)> =
            lines.iter().filter_map(|line| value(&self.lines[*line])).map(place).collect();
        values.sort();
        values.dedup();
        let up_to = |last: &(Option<u64>, String)| -> Vec<usize> {
            let is_in = |line: &&usize| value(&self.lines[**line]).is_some_and(|value| place(value) <= *last);
            lines.iter().filter(is_in).copied().collect()
        };
        values.iter().map(up_to).collect()
    }

    /// What is found in some lines, and the least and the most that a limit allows.
    fn measure(&self, limit: &Value, part: &[usize]) -> (i128, i128, i128) {
        let (kind, value) = limit.as_object().unwrap().iter().next().unwrap();
        let sum = |amounts: &[i128], lines: &[usize]| lines.iter().map(|line| amounts[*line]).sum::<i128>();
        let (_, base) = self.base(value.get("base"));
        let (found, before) = (sum(&self.now, part), sum(base, part));
        let whole = value.get("of").map_or(self.total, |of| sum(&self.now, &self.beside(of, part)));
        let most = |bound: &Value, base: Option<&Value>| {
            let side = Side::Most { strict: bound["strict"] == true };
            self.amount(bound.get("amount").unwrap_or(bound), side, base, part)
        };
        // No change at all is always within.
        let change = |bound: &Value| most(bound, Some(value.get("base").unwrap_or(&ORIGINAL))).max(0);
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
            "change" => {
                let low = value.get("down").map_or(0, |down| before - change(down));
                (found, low, value.get("up").map_or(NONE, |up| before + change(up)))
            }
            "sum" => {
                let (low, high) = self.sum_bounds(value, part);
                (found, low, high)
            }
            "movement" | "moved" => {
                let parts = match value.get("by") {
                    Some(key) => self.by_label(part, key),
                    None => part.iter().map(|line| vec![*line]).collect(),
                };
                let moved = match value["inside"] == true {
                    true => self.inside(&parts, base),
                    false => parts.iter().map(|part| (sum(&self.now, part) - sum(base, part)).max(0)).sum(),
                };
                let allowed = match value.get("at_most") {
                    Some(bound) => change(bound),
                    None => allowance(value, before),
                };
                (moved, 0, allowed)
            }
            "flow" => {
                let to = self.beside(&value["to"], part);
                // What a proposal of these amounts moves counts, even where it undoes what went before.
                let moved = self.written(part, &to).max(self.least_flow(part, &to, &self.approved));
                match value.get("at_most") {
                    Some(bound) => {
                        let since = value.get("since").unwrap_or(&ORIGINAL);
                        let moved = moved.max(self.least_flow(part, &to, self.base(Some(since)).1));
                        (moved, 0, most(bound, Some(since)).max(0))
                    }
                    None => (moved, 0, allowance(value, before)),
                }
            }
            "step" => (found, 0, found - found % cents(value)),
            other => panic!("the oracle does not know the limit `{other}`"),
        }
    }

    /// The least and the most that a sum may be.
    fn sum_bounds(&self, value: &Value, part: &[usize]) -> (i128, i128) {
        if let Some(amount) = value.get("exactly") {
            let rounding = Side::Rounded(value["rounding"].as_str().unwrap_or("down"));
            let due = self.amount(amount, rounding, None, part);
            return (due, due);
        }
        let bound = |bound: &Value, side: fn(bool) -> Side<'static>| {
            self.amount(bound.get("amount").unwrap_or(bound), side(bound["strict"] == true), None, part)
        };
        let least = value.get("at_least").map_or(0, |least| bound(least, |strict| Side::Least { strict }));
        let most = value.get("at_most").map_or(NONE, |most| bound(most, |strict| Side::Most { strict }));
        (least, most)
    }

    /// The total and the amounts of a base: those that the plan keeps for it, or the original ones.
    fn base(&self, base: Option<&Value>) -> (i128, &[i128]) {
        match base {
            Some(base) if base == "approved" => (sum(&self.approved), &self.approved),
            Some(base) if base == "after" => (self.total, &self.now),
            Some(base) if base == "initial_with_acts" => self.kept("initial_with_acts"),
            Some(base) if base.is_object() => self.kept(base["authorized"].as_str().unwrap()),
            _ => (sum(&self.original), &self.original),
        }
    }

    fn kept(&self, name: &str) -> (i128, &[i128]) {
        let kept = self.kept.get(name).unwrap_or(&self.original);
        (sum(kept), kept)
    }

    /// An amount of any kind, in cents. Where a base is named, percentages that say no more are of what the part held in it; else
    /// of the total as it is.
    fn amount(&self, amount: &Value, side: Side<'_>, since: Option<&Value>, part: &[usize]) -> i128 {
        let of = |amounts: &Value| -> Vec<i128> {
            amounts.as_array().unwrap().iter().map(|one| self.amount(one, side, since, part)).collect()
        };
        if let Some(amounts) = amount.get("lesser") {
            return of(amounts).into_iter().min().unwrap();
        }
        if let Some(amounts) = amount.get("greater") {
            return of(amounts).into_iter().max().unwrap();
        }
        if amount.is_string() {
            return match side {
                Side::Most { strict } => cents(amount) - i128::from(strict),
                Side::Least { strict } => cents(amount) + i128::from(strict),
                Side::Rounded(_) => cents(amount),
            };
        }
        let (total, amounts) = self.base(Some(amount.get("base").or(since).unwrap_or(&AFTER)));
        let sum_of = |lines: &[usize]| lines.iter().map(|line| amounts[*line]).sum();
        let whole = match amount.get("of") {
            None if since.is_some() => sum_of(part),
            None => total,
            Some(of) if of == "total" => total,
            Some(of) => sum_of(&self.beside(of, part)),
        };
        match side {
            Side::Most { strict: false } => share(amount, whole, "down"),
            Side::Least { strict: false } => share(amount, whole, "up"),
            // Just below what is rounded up, just above what is rounded down.
            Side::Most { strict: true } => share(amount, whole, "up") - 1,
            Side::Least { strict: true } => share(amount, whole, "down") + 1,
            Side::Rounded(rounding) => share(amount, whole, rounding),
        }
    }

    /// What the transfers as written take from some lines to others; lines in both exchange freely.
    fn written(&self, from: &[usize], to: &[usize]) -> i128 {
        let in_both = |line: usize| from.contains(&line) && to.contains(&line);
        let transfers = self.transfers.iter();
        let counted = transfers.filter(|(a, b, _)| from.contains(a) && to.contains(b));
        counted.filter(|(a, b, _)| !(in_both(*a) && in_both(*b))).map(|(_, _, cents)| cents).sum()
    }

    /// What moved from one part to another: what all of them gained or what they lost, whichever is less, since a base or in the
    /// proposal, or what its transfers as written move.
    fn inside(&self, parts: &[Vec<usize>], base: &[i128]) -> i128 {
        let since = |base: &[i128]| {
            let change = |line: &usize| self.now[*line] - base[*line];
            let changes: Vec<i128> = parts.iter().map(|part| part.iter().map(change).sum()).collect();
            let side = |sign: i128| changes.iter().map(|change| (sign * change).max(0)).sum::<i128>();
            side(1).min(side(-1))
        };
        let part = |line: usize| parts.iter().position(|part| part.contains(&line));
        let written = self
            .transfers
            .iter()
            .filter(|(from, to, _)| part(*from).is_some() && part(*to).is_some() && part(*from) != part(*to));
        since(base).max(since(&self.approved)).max(written.map(|(_, _, cents)| cents).sum())
    }

    /// The least that must have gone from some lines to others since a base: what was moved in all, less
    /// the most that may have gone another way. (By Hall's theorem, over sets of givers of one kind.)
    fn least_flow(&self, from: &[usize], to: &[usize], since: &[i128]) -> i128 {
        let kind = |line: usize| (from.contains(&line), to.contains(&line));
        let kinds = [(false, false), (false, true), (true, false), (true, true)];
        let change = |line: usize| self.now[line] - since[line];
        let of_kind = |k, sign: i128| {
            (0..self.now.len())
                .filter(|line| kind(*line) == k)
                .map(|line| (sign * change(line)).max(0))
                .sum::<i128>()
        };
        let free = |giver: (bool, bool), taker: (bool, bool)| {
            !(giver.0 && taker.1) || (giver == (true, true) && taker == (true, true))
        };
        let must = |givers: &[(bool, bool)]| {
            let takers = kinds.iter().filter(|taker| givers.iter().any(|giver| free(*giver, **taker)));
            // What a total lost went outside, where every giver may give.
            let lost = if givers.is_empty() { 0 } else { (sum(since) - sum(&self.now)).max(0) };
            givers.iter().map(|k| of_kind(*k, -1)).sum::<i128>()
                - takers.map(|k| of_kind(*k, 1)).sum::<i128>()
                - lost
        };
        let sets = (0..16usize)
            .map(|set| (0..4).filter(|k| set & (1 << k) != 0).map(|k| kinds[k]).collect::<Vec<_>>());
        sets.map(|givers| must(&givers)).max().unwrap()
    }

    /// The lines of a scope.
    pub fn selected(&self, scope: &Value) -> Vec<usize> {
        self.beside(scope, &[])
    }

    /// The lines of a scope that may be relative to a part of a rule's.
    fn beside(&self, scope: &Value, part: &[usize]) -> Vec<usize> {
        let part = part.first().map_or(&Value::Null, |line| &self.lines[*line]);
        (0..self.lines.len()).filter(|line| selects(scope, &self.lines[*line], part)).collect()
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

/// What a limit says of a part: of a sum, between which amounts it is; then what shares of other lines after; then what it is just.
fn said(limit: &Value) -> Vec<Value> {
    let Some(bounds) = limit.get("sum") else { return vec![limit.clone()] };
    let (mut between, mut others) = (serde_json::Map::new(), Vec::new());
    for (side, list) in [("at_least", "greater"), ("at_most", "lesser")] {
        let Some(bound) = bounds.get(side) else { continue };
        let stated = |amount: Value| json!({"amount": amount, "strict": bound["strict"] == true});
        let amount = bound.get("amount").unwrap_or(bound);
        let amounts = match amount.get(list) {
            Some(amounts) => amounts.as_array().unwrap().clone(),
            None => vec![amount.clone()],
        };
        let (shares, rest): (Vec<Value>, Vec<Value>) = amounts.into_iter().partition(|amount| {
            let is_after = amount.get("base").is_none_or(|base| base == "after");
            amount.get("of").is_some_and(|of| of != "total") && is_after
        });
        others.extend(shares.into_iter().map(|share| json!({"sum": {side: stated(share)}})));
        if !rest.is_empty() {
            between.insert(side.to_owned(), stated(json!({list: rest})));
        }
    }
    let mut said = Vec::new();
    if !between.is_empty() {
        said.push(json!({"sum": between}));
    }
    said.extend(others);
    if let Some(due) = bounds.get("exactly") {
        said.push(
            json!({"sum": {"exactly": due, "rounding": bounds.get("rounding").unwrap_or(&json!("down"))}}),
        );
    }
    said
}

/// Whether a scope selects a line, beside the part of a rule that has the labels of another line.
fn selects(scope: &Value, line: &Value, part: &Value) -> bool {
    if scope == "all" {
        return true;
    }
    let value = |key: &Value, line: &'_ Value| line["labels"].get(key.as_str().unwrap()).cloned();
    let is_like = |key: &Value| value(key, line).is_some() && value(key, line) == value(key, part);
    let relative = scope.get("same").is_none_or(is_like) && !scope.get("other").is_some_and(is_like);
    let listed = scope.get("lines").is_none_or(|ids| ids.as_array().unwrap().contains(&line["id"]));
    let labeled = scope.get("labels").is_none_or(|labels| {
        labels.as_object().unwrap().iter().all(|(key, wanted)| match line["labels"].get(key) {
            Some(value) => wanted == value || wanted.as_array().is_some_and(|any| any.contains(value)),
            None => false,
        })
    });
    listed && labeled && relative && !scope.get("except").is_some_and(|except| selects(except, line, part))
}

pub fn bands(rule: &Value) -> Vec<(&Value, String)> {
    match rule["limit"].get("bands") {
        Some(bands) => {
            bands.as_array().unwrap().iter().map(|band| (&band["limit"], text(&band["needs"]))).collect()
        }
        None => vec![(&rule["limit"], text(&rule["needs"]))],
    }
}

fn sum(amounts: &[i128]) -> i128 {
    amounts.iter().sum()
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

pub fn cents(value: &Value) -> i128 {
    scaled(value, 2)
}

/// A decimal string in units of its last possible decimal.
pub fn scaled(value: &Value, decimals: usize) -> i128 {
    let text = value.as_str().unwrap();
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{rest:0<decimals$}").parse().unwrap()
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// What the crate found, in the oracle's terms.
pub fn found(findings: &Findings) -> Vec<Broken> {
    let broken = |finding: &riparto_core::Finding| {
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

/// What the oracle finds, with limits that no amount can reach shown as the least and the largest amount.
pub fn expected(plan: &Plan, now: &Allocation) -> Vec<Broken> {
    shown(&Reading::new(&plan.to_json(), now))
}

/// What it finds on a day, as documents write it.
pub fn expected_on(plan: &Plan, now: &Allocation, day: &str) -> Vec<Broken> {
    shown(&Reading::new(&plan.to_json(), now).on(&plan.to_json(), day))
}

/// What it finds after a proposal.
pub fn expected_after(plan: &Plan, proposal: &Proposal, now: &Allocation) -> Vec<Broken> {
    shown(&Reading::new(&plan.to_json(), now).after(proposal))
}

fn shown(reading: &Reading) -> Vec<Broken> {
    let most = i128::from(riparto_core::Money::MAX.cents());
    let broken = reading.broken().into_iter();
    broken
        .map(|(rule, needs, found, limit, lines)| (rule, needs, found.min(most), limit.clamp(0, most), lines))
        .collect()
}
