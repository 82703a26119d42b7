//! Bytes as choices: a small plan with rules of every kind, another allocation of it, and a proposal.

use riparto::{Allocation, Plan, Proposal};
use serde_json::{Value, json};

/// Bytes that are read as choices; zeros without end after the last one.
pub(crate) struct Choices<'a> {
    rest: &'a [u8],
    /// How many amounts there are to choose from, in cents from zero, and how many lines more than two.
    amounts: usize,
    further_lines: usize,
}

const LEVELS: [&str; 4] = ["notification", "prior_approval", "exceptional", "forbidden"];

impl Choices<'_> {
    pub(crate) fn of(bytes: &[u8]) -> Choices<'_> {
        Choices { rest: bytes, amounts: 256, further_lines: 4 }
    }

    /// Choices of so few lines and cents that every allocation can be looked at.
    pub(crate) fn of_few_cents(bytes: &[u8]) -> Choices<'_> {
        Choices { rest: bytes, amounts: 4, further_lines: 3 }
    }

    /// A number below a bound, which is at least one.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let Some((first, rest)) = self.rest.split_first() else { return 0 };
        self.rest = rest;
        usize::from(*first) % bound
    }

    fn cents(&mut self) -> i64 {
        i64::try_from(self.below(self.amounts)).unwrap_or(0)
    }

    fn amount(&mut self) -> String {
        euros(self.cents())
    }

    fn percent(&mut self) -> String {
        ["0", "7", "12.5", "20", "33.3", "50", "100", "150"][self.below(8)].to_owned()
    }

    /// A plan that can be read, unless its rules make no sense.
    pub(crate) fn plan(&mut self) -> Option<Plan> {
        let count = 2 + self.below(self.further_lines);
        let amounts: Vec<i64> = (0..count).map(|_| self.cents()).collect();
        let lines: Vec<Value> =
            amounts.iter().enumerate().map(|(line, cents)| self.line(line, *cents)).collect();
        let rules: Vec<Value> = (0..self.below(5)).map(|rule| self.rule(rule, count)).collect();
        let mut document = json!({"format": "riparto.plan/1", "title": "Plan", "total": euros(amounts.iter().sum()),
                                  "lines": lines, "rules": rules});
        if self.below(2) == 1 {
            let mut approved = amounts;
            self.shift(&mut approved);
            let amounts: serde_json::Map<String, Value> =
                approved.iter().enumerate().map(|(line, cents)| (id(line), json!(euros(*cents)))).collect();
            document["approved"] = json!({"total": document["total"], "amounts": amounts});
        }
        Plan::from_json(&document.to_string()).ok()
    }

    fn line(&mut self, line: usize, cents: i64) -> Value {
        let mut labels = serde_json::Map::new();
        for (key, values) in [("partner", ["anci", "ats"]), ("action", ["one", "two"])] {
            if let Some(value) = values.get(self.below(3)) {
                labels.insert(key.to_owned(), json!(value));
            }
        }
        json!({"id": id(line), "amount": euros(cents), "labels": labels})
    }

    fn scope(&mut self, lines: usize) -> Value {
        match self.below(5) {
            0 => json!("all"),
            1 => json!({"labels": {"partner": "anci"}}),
            2 => json!({"labels": {"action": ["one", "two"]}, "except": {"lines": [id(self.below(lines))]}}),
            _ => {
                let chosen = self.below(1 << lines);
                let ids: Vec<String> = (0..lines).filter(|line| chosen >> line & 1 == 1).map(id).collect();
                if ids.is_empty() { json!({"lines": [id(0)]}) } else { json!({"lines": ids}) }
            }
        }
    }

    fn rule(&mut self, rule: usize, lines: usize) -> Value {
        let mut document =
            json!({"id": format!("r{rule}"), "scope": self.scope(lines), "limit": self.limit(lines)});
        if document["limit"].get("bands").is_none() {
            document["needs"] = json!(LEVELS[self.below(4)]);
        }
        match self.below(6) {
            4 => document["each"] = json!("line"),
            5 => document["each"] = json!({"label": "partner"}),
            _ => {}
        }
        document
    }

    fn base(&mut self) -> &'static str {
        ["original", "approved"][self.below(2)]
    }

    fn allowance(&mut self) -> serde_json::Map<String, Value> {
        let kind = self.below(3);
        let mut allowance = serde_json::Map::new();
        if kind != 1 {
            allowance.insert("percent".to_owned(), json!(self.percent()));
        }
        if kind != 0 {
            allowance.insert("amount".to_owned(), json!(self.amount()));
        }
        if kind == 2 {
            allowance.insert("take".to_owned(), json!(["lesser", "greater"][self.below(2)]));
        }
        allowance
    }

    fn limit(&mut self, lines: usize) -> Value {
        match self.below(12) {
            0 => json!({"floor": self.amount()}),
            1 => json!({"ceiling": self.amount()}),
            2 => json!({"share_floor": {"percent": self.percent()}}),
            3 => json!({"share_ceiling": {"percent": self.percent(), "of": self.scope(lines)}}),
            4 => json!({"locked": {"base": self.base()}}),
            5 => json!({"variation": {"base": self.base(), "up": self.allowance()}}),
            6 => {
                json!({"variation": {"base": self.base(), "up": self.allowance(), "down": self.allowance()}})
            }
            7 => {
                let mut movement = self.allowance();
                movement.insert("base".to_owned(), json!(self.base()));
                json!({"movement": movement})
            }
            8 => {
                let mut flow = self.allowance();
                flow.insert("to".to_owned(), self.scope(lines));
                json!({"flow": flow})
            }
            9 => json!({"step": self.amount()}),
            10 => {
                let rounding = ["up", "down", "half_up"][self.below(3)];
                json!({"derived": {"percent": self.percent(), "of": self.scope(lines), "rounding": rounding}})
            }
            _ => {
                let base = self.base();
                let mut variation = |needs: &str| json!({"limit": {"variation": {"base": base, "up": {"percent": self.percent()}}}, "needs": needs});
                json!({"bands": [variation("notification"), variation("forbidden")]})
            }
        }
    }

    /// Moves cents from one line to another, a few times.
    fn shift(&mut self, amounts: &mut [i64]) {
        for _ in 0..self.below(4) {
            let (from, to) = (self.below(amounts.len()), self.below(amounts.len()));
            let moved = self.cents().min(amounts[from]);
            amounts[from] -= moved;
            amounts[to] += moved;
        }
    }

    /// Another allocation of the plan's envelope.
    pub(crate) fn allocation(&mut self, plan: &Plan) -> Option<Allocation> {
        let mut cents: Vec<i64> = plan.approved().amounts().iter().map(|amount| amount.cents()).collect();
        self.shift(&mut cents);
        let amounts =
            cents.into_iter().map(riparto::Money::from_cents).collect::<riparto::Result<Vec<_>>>().ok()?;
        Allocation::new(plan.envelope(), amounts).ok()
    }

    /// A proposal of one to three transfers.
    pub(crate) fn proposal(&mut self, plan: &Plan) -> Option<Proposal> {
        let lines = plan.envelope().line_count();
        let mut proposal = Proposal::new("p1", "ats").ok()?;
        for _ in 0..=self.below(3) {
            let (from, further) = (self.below(lines), 1 + self.below(lines - 1));
            let amount = riparto::Money::from_cents(1 + self.cents()).ok()?;
            proposal = proposal.transfer(&id(from), &id((from + further) % lines), amount).ok()?;
        }
        Some(proposal)
    }
}

fn id(line: usize) -> String {
    format!("l{line}")
}

fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
