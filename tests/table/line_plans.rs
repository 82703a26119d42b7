//! Random plans whose lines acts add, split and close: the plan of the table is the one that a person writes out by hand.

use std::collections::{BTreeMap, BTreeSet};

use riparto::Plan;
use serde_json::{Value, json};

use riparto_table_tests::Desk;
use riparto_table_tests::asking::euros;
use riparto_table_tests::dice::Dice;

/// A line of a plan that is written by hand.
#[derive(Clone)]
struct Line {
    id: String,
    labels: BTreeMap<String, String>,
    original: i64,
    approved: i64,
}

/// A plan as a person writes it out after each act.
struct Hand {
    lines: Vec<Line>,
    rules: Vec<Value>,
    closed: Vec<String>,
}

impl Hand {
    fn random(dice: &mut Dice) -> Hand {
        let line = |at: usize, dice: &mut Dice| {
            let labels = [("partner", ["ats", "anci", "cnr"]), ("area", ["north", "south", "north"])];
            let labels = labels.iter().filter(|_| at == 0 || !dice.one_in(5)).copied().collect::<Vec<_>>();
            let labels =
                labels.iter().map(|(key, values)| ((*key).to_owned(), (*dice.pick(values)).to_owned()));
            let labels: BTreeMap<String, String> = labels.collect();
            let cents = if dice.one_in(6) { 0 } else { dice.cents(40_000) };
            Line { id: format!("l{at}"), labels, original: cents, approved: cents }
        };
        let lines: Vec<Line> = (0..2 + dice.position(4)).map(|at| line(at, dice)).collect();
        let mut hand = Hand { lines, rules: Vec::new(), closed: Vec::new() };
        for number in 0..dice.position(7) {
            let rule = hand.rule(number, dice);
            hand.rules.push(rule);
        }
        hand
    }

    fn scope(&self, dice: &mut Dice, may_except: bool) -> Value {
        let first = self.lines[0].labels["partner"].clone();
        let some = |dice: &mut Dice| {
            let ids: Vec<&String> =
                self.lines.iter().map(|line| &line.id).filter(|id| *id == "l1" || dice.one_in(2)).collect();
            json!({"lines": ids})
        };
        match dice.position(6) {
            0 => json!("all"),
            1 => json!({"labels": {"partner": first}}),
            2 if may_except => json!({"except": {"lines": ["l1"]}}),
            3 if may_except && self.lines[1].labels.get("area") != self.lines[0].labels.get("area") => {
                json!({"except": {"labels": {"area": self.lines[1].labels.get("area").map_or("east", String::as_str)}}})
            }
            _ => some(dice),
        }
    }

    fn rule(&self, number: usize, dice: &mut Dice) -> Value {
        let (scope, other) = (self.scope(dice, true), self.scope(dice, false));
        let amount = |dice: &mut Dice| euros(dice.cents(60_000));
        let variation = json!({"variation": {"up": {"percent": "25"}, "down": {"amount": "100.00"}}});
        let (limit, each) = match dice.position(9) {
            0 => (json!({"floor": amount(dice)}), None),
            1 => (json!({"ceiling": amount(dice)}), None),
            2 => (json!({"share_ceiling": {"percent": "60", "of": other}}), None),
            3 => (json!({"floor": amount(dice)}), Some(json!("line"))),
            4 => (variation, Some(json!("line"))),
            5 => (json!({"floor": amount(dice)}), Some(json!({"label": "partner"}))),
            6 => (json!({"flow": {"to": other, "percent": "30"}}), None),
            7 => (json!({"derived": {"percent": "7", "of": other}}), None),
            _ => (json!({"movement": {"percent": "15"}}), None),
        };
        let needs = *dice.pick(&["prior_approval", "exceptional", "notification"]);
        let scope = if each == Some(json!({"label": "partner"})) { json!("all") } else { scope };
        let mut rule = json!({"id": format!("r{number}"), "scope": scope, "limit": limit, "needs": needs});
        if let Some(each) = each {
            rule["each"] = each;
        }
        rule
    }

    fn total(&self, of: fn(&Line) -> i64) -> String {
        euros(self.lines.iter().map(of).sum())
    }

    fn plan(&self) -> Value {
        let line =
            |line: &Line| json!({"id": line.id, "amount": euros(line.original), "labels": line.labels});
        let approved: BTreeMap<&str, String> =
            self.lines.iter().map(|line| (line.id.as_str(), euros(line.approved))).collect();
        let mut rules = self.rules.clone();
        if !self.closed.is_empty() {
            rules.push(json!({"id": "closed-lines", "text": "Closed lines hold nothing", "each": "line",
                "scope": {"lines": self.closed}, "limit": {"ceiling": "0.00"}}));
        }
        json!({"format": "riparto.plan/1", "title": "Plan", "total": self.total(|line| line.original),
            "lines": self.lines.iter().map(line).collect::<Vec<_>>(), "rules": rules,
            "parties": [{"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"}],
            "approved": {"total": self.total(|line| line.approved), "amounts": approved}})
    }

    fn selected(&self, scope: &Value) -> BTreeSet<String> {
        let matches = |line: &&Line| match (&scope["lines"], &scope["labels"]) {
            (Value::Array(ids), _) => ids.contains(&json!(line.id)),
            (_, Value::Object(labels)) => {
                labels.iter().all(|(key, value)| line.labels.get(key).is_some_and(|has| json!(has) == *value))
            }
            _ => true,
        };
        let mut selected: BTreeSet<String> =
            self.lines.iter().filter(matches).map(|line| line.id.clone()).collect();
        if let Some(except) = scope.get("except") {
            let except = self.selected(except);
            selected.retain(|id| !except.contains(id));
        }
        selected
    }

    /// Closes a line, and lets the rules look past what is wholly closed.
    fn shut(&mut self, line: &str) {
        self.closed.push(line.to_owned());
        let rules = std::mem::take(&mut self.rules);
        self.rules = rules.into_iter().filter_map(|rule| self.past(rule)).collect();
    }

    fn past(&self, mut rule: Value) -> Option<Value> {
        let selected = self.selected(&rule["scope"]);
        let is_closed = |id: &String| self.closed.contains(id);
        if selected.iter().all(is_closed) {
            return None;
        }
        let part = |id: &String| {
            let line = self.lines.iter().find(|line| line.id == *id).unwrap();
            match rule.get("each") {
                Some(Value::String(_)) => Some(id.clone()),
                Some(_) => line.labels.get("partner").cloned(),
                None => None,
            }
        };
        let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for id in &selected {
            if let Some(part) = part(id) {
                parts.entry(part).or_default().push(id.clone());
            }
        }
        let all = parts.len();
        parts.retain(|_, ids| ids.iter().all(is_closed));
        if parts.is_empty() {
            return Some(rule);
        }
        if parts.len() == all {
            return None;
        }
        let gone: BTreeSet<String> = parts.into_values().flatten().collect();
        let scope = &mut rule["scope"];
        if let Some(ids) = scope.get_mut("lines") {
            ids.as_array_mut().unwrap().retain(|id| !gone.contains(id.as_str().unwrap()));
        } else if scope.get("except").is_none() {
            let labels = scope.get("labels").cloned();
            *scope = json!({"except": {"lines": gone}});
            if let Some(labels) = labels {
                scope["labels"] = labels;
            }
        } else if let Some(ids) = scope["except"].get_mut("lines") {
            let ids = ids.as_array_mut().unwrap();
            gone.iter()
                .filter(|id| !ids.contains(&json!(id)))
                .cloned()
                .collect::<Vec<_>>()
                .into_iter()
                .for_each(|id| ids.push(json!(id)));
        }
        Some(rule)
    }

    fn find(&mut self, id: &str) -> &mut Line {
        self.lines.iter_mut().find(|line| line.id == id).unwrap()
    }
}

/// Puts the parts of a line in its place in every list of lines, however deep.
fn in_place(value: &mut Value, line: &str, parts: &[String]) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::Array(ids)) = fields.get_mut("lines")
                && let Some(place) = ids.iter().position(|id| id == line)
            {
                ids.splice(place..=place, parts.iter().map(|part| json!(part)));
            }
            fields.values_mut().for_each(|inner| in_place(inner, line, parts));
        }
        Value::Array(values) => values.iter_mut().for_each(|inner| in_place(inner, line, parts)),
        _ => {}
    }
}

/// One act on lines, or one that moves money, as a command; the plan by hand after it.
fn step(hand: &mut Hand, dice: &mut Dice, number: usize) -> Vec<Value> {
    let open: Vec<String> =
        hand.lines.iter().map(|line| line.id.clone()).filter(|id| !hand.closed.contains(id)).collect();
    let line = dice.pick(&open).clone();
    let next = hand.lines.len();
    let change = format!("c{number}");
    vec![match dice.position(6) {
        0 => {
            let labels = BTreeMap::from([("partner".to_owned(), (*dice.pick(&["ats", "cnr"])).to_owned())]);
            let new = Line { id: format!("l{next}"), labels, original: 0, approved: 0 };
            let action = json!({"add_line": {"change": change, "act": "DD", "line": {"id": new.id, "labels": new.labels}}});
            hand.lines.push(new);
            action
        }
        1 => {
            let Line { labels, original, approved, .. } = hand.find(&line).clone();
            let (one, of_original) = (dice.cents(approved), dice.cents(original));
            let parts = [(one, of_original), (approved - one, original - of_original)];
            let own = BTreeMap::from([("partner".to_owned(), "anci".to_owned())]);
            let mut said = Vec::new();
            let mut ids = Vec::new();
            for (at, (approved, original)) in (next..).zip(parts) {
                let labels = if dice.one_in(3) { own.clone() } else { labels.clone() };
                let id = format!("l{at}");
                let mut part = json!({"id": id, "approved": euros(approved), "original": euros(original)});
                if labels == own {
                    part["labels"] = json!(labels);
                }
                said.push(part);
                ids.push(id.clone());
                hand.lines.push(Line { id, labels, original, approved });
            }
            let whole = hand.find(&line);
            (whole.original, whole.approved) = (0, 0);
            hand.rules.iter_mut().for_each(|rule| in_place(rule, &line, &ids));
            hand.shut(&line);
            json!({"split_line": {"change": change, "act": "DD", "line": line, "parts": said}})
        }
        2 if open.len() > 1 => {
            let to = open.iter().find(|id| **id != line).unwrap();
            let held = std::mem::take(&mut hand.find(&line).approved);
            hand.find(to).approved += held;
            hand.shut(&line);
            json!({"close_line": {"change": change, "act": "DD", "line": line, "remainder_to": to}})
        }
        3 | 4 if open.len() > 1 && hand.find(&line).approved > 0 => {
            let to = open.iter().find(|id| **id != line).unwrap();
            let cents = 1 + dice.cents(hand.find(&line).approved - 1);
            hand.find(&line).approved -= cents;
            hand.find(to).approved += cents;
            let proposal = json!({"id": change, "party": "regione",
                "transfers": [{"from": line, "to": to, "amount": euros(cents)}]});
            return vec![
                json!({"propose": {"proposal": proposal}}),
                json!({"approve": {"proposal": change, "act": "DD"}}),
            ];
        }
        _ => {
            let cents = 1 + dice.cents(5_000);
            hand.find(&line).approved += cents;
            json!({"change_envelope": {"change": change, "act": "DD", "amount": euros(cents),
                "distribution": {"named": {line: euros(cents)}}}})
        }
    }]
}

fn answers(plan: &Value) -> Vec<Value> {
    let ask = |operation: &str| {
        let mut request = json!({"op": operation, "plan": plan});
        match operation {
            "check" => {}
            "assess" => {
                let transfers = json!([{"from": "l1", "to": "l0", "amount": "0.01"}]);
                request["proposal"] = json!({"id": "p1", "party": "ats", "transfers": transfers});
            }
            operation => {
                request["effort"] = json!(200_000);
                if operation == "rebalance" {
                    request["wish"] = json!({"l0": "0.00", "l1": "900.00"});
                }
            }
        }
        let answer: Value = serde_json::from_str(&riparto::api::respond(&request.to_string())).unwrap();
        let overdrawn = answer["error"]["code"] == "line_overdrawn";
        assert!(answer.get("ok").is_some() || overdrawn, "{answer}");
        answer
    };
    ["check", "assess", "headroom", "rebalance", "diagnose"].map(ask).to_vec()
}

#[test]
fn the_plan_of_a_table_is_the_one_that_a_person_writes_out_after_the_acts() {
    let (mut acts, mut lapsed, mut lists) = (0, 0, 0);
    for seed in 0..160 {
        let mut dice = Dice(seed);
        let mut hand = Hand::random(&mut dice);
        let written = hand.plan();
        if Plan::from_json(&written.to_string()).is_err() {
            continue;
        }
        let (original, rules) = (hand.total(|line| line.original), hand.rules.len());
        let mut desk = Desk::on(&json!({"plan": written}));
        for number in 0..1 + dice.position(9) {
            let before = desk.amounts().len();
            for action in step(&mut hand, &mut dice, number) {
                desk.ok("regione", action);
            }
            let plan = desk.table().plan().unwrap();
            let by_hand = Plan::from_json(&hand.plan().to_string()).unwrap();
            assert_eq!(*plan, by_hand, "seed {seed}: {}", hand.plan());
            assert_eq!(
                plan.original().total().to_string(),
                original,
                "no act changes what the plan began with"
            );
            assert_eq!(plan.check(), by_hand.check());
            let again = Plan::from_json(&plan.to_json()).unwrap();
            assert_eq!((again.closed_lines(), &again), (&hand.closed[..], plan));
            acts += usize::from(desk.amounts().len() > before);
        }
        lapsed += rules.saturating_sub(hand.rules.len());
        lists += hand.rules.iter().filter(|rule| rule.to_string().contains("\"l7\"")).count();
        if seed % 8 == 0 {
            let exported: Value = serde_json::from_str(&desk.table().plan().unwrap().to_json()).unwrap();
            assert_eq!(answers(&exported), answers(&hand.plan()), "seed {seed}");
        }
    }
    assert!(acts > 100 && lapsed > 10 && lists > 10, "{acts} {lapsed} {lists}");
}
