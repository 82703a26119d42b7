//! What the simulated parties come up with: mostly sense, now and then nonsense, all of it from one seed.

use std::collections::{BTreeMap, BTreeSet};

use crate::asking::{Ask, How, Text, What};
use crate::model::{Bound, Model, PARTIES, Policy};

/// Splitmix64.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    pub fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    pub fn position(&mut self, count: usize) -> usize {
        usize::try_from(self.roll(u64::try_from(count).unwrap())).unwrap()
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.position(from.len())]
    }

    pub fn cents(&mut self, most: i64) -> i64 {
        i64::try_from(self.roll(u64::try_from(most.max(0)).unwrap() + 1)).unwrap()
    }

    fn party(&mut self) -> String {
        if self.one_in(60) { "nobody".into() } else { self.pick(&PARTIES).0.into() }
    }

    pub fn reason(&mut self) -> String {
        if self.one_in(8) { " ".into() } else { "So it is".into() }
    }

    pub fn act(&mut self) -> String {
        (*self.pick(&["DD 1", "DD 2", "", "DD 1"])).into()
    }

    /// An id that is there, mostly.
    fn proposal(&mut self, model: &Model) -> String {
        let ids: Vec<&String> = model.proposals.keys().collect();
        if ids.is_empty() || self.one_in(40) { "p99".into() } else { (*self.pick(&ids)).clone() }
    }

    /// One in such a status, if there is one.
    fn in_status(&mut self, model: &Model, statuses: &[&str]) -> String {
        let fits = model.proposals.iter().filter(|(_, tabled)| statuses.contains(&tabled.status));
        let ids: Vec<&String> = fits.map(|(id, _)| id).collect();
        if ids.is_empty() || self.one_in(12) { self.proposal(model) } else { (*self.pick(&ids)).clone() }
    }

    /// The rules that proposals on the table break.
    fn broken(model: &Model) -> Vec<(String, usize)> {
        let tabled = model.proposals.iter().filter(|(_, tabled)| tabled.status == "tabled");
        let broken = tabled.flat_map(|(id, tabled)| {
            let after = model.after(&tabled.text).unwrap_or_default();
            let rules = if after.is_empty() { Vec::new() } else { model.standing_in_the_way(&after, tabled) };
            rules.into_iter().map(|rule| (id.clone(), rule))
        });
        broken.collect()
    }

    /// Whether a proposal is in such a status.
    fn is_there(model: &Model, statuses: &[&str]) -> bool {
        model.proposals.values().any(|tabled| statuses.contains(&tabled.status))
    }

    pub fn fresh(&mut self, model: &Model) -> String {
        let count = model.proposals.len() + model.changes.len();
        if self.one_in(15) { self.proposal(model) } else { format!("p{count}") }
    }

    fn bound(&mut self, line: usize, low: Option<i64>, high: Option<i64>, needs: &[usize]) -> Bound {
        Bound { lines: vec![line], low, high, needs: *self.pick(needs), lapsed: false }
    }

    /// A table that is about to be opened.
    pub fn table(&mut self) -> Model {
        let lines = 2 + self.position(4);
        let start: Vec<i64> =
            (0..lines).map(|_| if self.one_in(8) { 0 } else { self.cents(50_000) }).collect();
        let mut bounds = Vec::new();
        for (line, held) in start.iter().enumerate() {
            if self.one_in(2) {
                let low = held * self.cents(100) / 110;
                bounds.push(self.bound(line, Some(low), None, &[4, 4, 2, 3]));
            }
            if self.one_in(3) {
                let high = held + self.cents(8_000);
                bounds.push(self.bound(line, None, Some(high), &[4, 2, 1]));
            }
        }
        let policy = |dice: &mut Dice, from| Policy {
            from,
            majority: *dice.pick(&[None, None, None, None, None, Some(100), Some(50), Some(34), Some(0)]),
            quorum: *dice.pick(&[None, None, None, None, None, None, Some(50), Some(100)]),
            act: dice.one_in(3),
        };
        let mut policies = vec![policy(self, 0)];
        if self.one_in(2) {
            policies.push(policy(self, 2));
        }
        let mut weights = BTreeMap::new();
        if self.one_in(2) {
            weights.insert("ats".to_owned(), 1 + self.cents(3));
        }
        Model {
            amounts: start.clone(),
            original: start.clone(),
            start,
            bounds,
            policies,
            weights,
            revision: 1,
            last_change: 0,
            proposals: BTreeMap::new(),
            changes: BTreeSet::new(),
            shut: BTreeSet::new(),
            carried: BTreeSet::new(),
            sittings: Vec::new(),
            described: BTreeMap::new(),
            keys: BTreeSet::new(),
            called: BTreeMap::new(),
            under_way: false,
            ballots: BTreeMap::new(),
            closed: false,
            asked: BTreeMap::new(),
        }
    }

    /// A command: a new one, or one that was asked before, or another with an old id.
    pub fn command(&mut self, model: &Model, number: usize) -> Ask {
        let id = format!("c{number}");
        if self.one_in(30) && !model.asked.is_empty() {
            let asked: Vec<&Ask> = model.asked.values().map(|(ask, _)| ask).collect();
            let again = (*self.pick(&asked)).clone();
            return if self.one_in(2) {
                again
            } else {
                Ask { id: again.id, by: self.party(), what: What::CloseSitting }
            };
        }
        // Who has nothing to speak of proposes something, mostly.
        let tries = (0..6).map(|_| self.what(model)).find(|what| Dice::makes_sense(what, model));
        let what = match self.one_in(80) {
            true => What::Rebase(self.in_status(model, &["tabled"])),
            false => tries.unwrap_or_else(|| self.what(model)),
        };
        let by = self.fitting_party(&what, model);
        Ask { id, by, what }
    }

    /// Whether there is something that a command can be about; nonsense comes from the rest of it.
    fn makes_sense(what: &What, model: &Model) -> bool {
        match what {
            What::Table(_) => Dice::is_there(model, &["draft"]),
            What::Rebase(_) => model
                .proposals
                .values()
                .any(|tabled| tabled.status == "tabled" && tabled.against < model.last_change),
            What::Reverse { .. } => Dice::is_there(model, &["approved"]),
            What::State { .. } | What::Approve { .. } | What::Reject(..) => {
                Dice::is_there(model, &["tabled"])
            }
            What::Waive { .. } => !Dice::broken(model).is_empty(),
            What::RequestChanges(..) | What::Withdraw(_) => Dice::is_there(model, &["tabled"]),
            What::Write { how: How::Amend, .. } => {
                Dice::is_there(model, &["draft", "tabled", "changes_requested"])
            }
            What::CloseSitting => model.under_way,
            What::CorrectSitting { .. } | What::DescribeSitting { .. } => !model.sittings.is_empty(),
            _ => true,
        }
    }

    fn fitting_party(&mut self, what: &What, model: &Model) -> String {
        if self.one_in(15) {
            return self.party();
        }
        let author = |id: &str| model.proposals.get(id).map(|tabled| tabled.text.author.clone());
        let other = match what {
            What::Write { text, .. } => Some(text.author.clone()),
            What::Table(id) | What::Withdraw(id) => author(id),
            What::Rebase(id) if self.one_in(2) => author(id),
            What::State { .. } | What::Ballot(_) | What::Reverse { .. } => {
                Some((*self.pick(&["ats", "anci", "cnr"])).to_owned())
            }
            _ => None,
        };
        other.unwrap_or_else(|| "regione".into())
    }

    fn text(&mut self, model: &Model, id: String, author: String) -> Text {
        let lines = model.amounts.len();
        let count = if self.one_in(60) { 0 } else { 1 + self.position(2) };
        let leg = |dice: &mut Dice| {
            let rich: Vec<usize> = (0..lines).filter(|line| model.amounts[*line] > 0).collect();
            let from =
                if rich.is_empty() || dice.one_in(25) { dice.position(lines) } else { *dice.pick(&rich) };
            let to = if dice.one_in(60) { lines } else { (from + 1 + dice.position(lines - 1)) % lines };
            let most = if dice.one_in(25) { 60_000 } else { model.amounts[from] / 4 };
            (from, to, 1 + dice.cents(most))
        };
        let legs = (0..count).map(|_| leg(self)).collect();
        let reverses = self.one_in(50).then(|| self.proposal(model));
        Text { id, author, legs, reverses }
    }

    fn what(&mut self, model: &Model) -> What {
        let author = |dice: &mut Dice| (*dice.pick(&["ats", "anci", "cnr", "regione"])).to_owned();
        let against = match self.roll(60) {
            0 => 0,
            1 => model.revision + 1,
            2..=11 => 1,
            _ => model.revision,
        };
        let open = ["tabled"];
        match self.roll(42) {
            0 | 1 => {
                let day = u8::try_from(1 + model.sittings.len() as u64 + self.roll(3)).unwrap().min(28)
                    - u8::from(self.one_in(3));
                let held = model.sittings.len();
                let number = if self.one_in(6) { 0 } else { held };
                What::OpenSitting { id: format!("s{number}"), day: day.max(1) }
            }
            2 | 3 if self.one_in(if model.sittings.len() > 1 { 2 } else { 4 }) => self.correction(model),
            2 if self.one_in(4) => self.description(model),
            2 | 3 => What::CloseSitting,
            4..=9 => {
                let (id, author) = (self.fresh(model), author(self));
                let how = *self.pick(&[How::Draft, How::Propose, How::Propose, How::Propose]);
                What::Write { how, text: self.text(model, id, author), against }
            }
            10..=12 => self.amendment(model, against),
            13 => What::Table(self.in_status(model, &["draft"])),
            14 => What::RequestChanges(self.in_status(model, &open), self.reason()),
            15 => What::Withdraw(self.in_status(model, &["draft", "tabled"])),
            16..=22 => {
                let stance = *self.pick(&["consent", "consent", "consent", "objection", "abstention"]);
                let version = *self.pick(&[None, None, None, None, None, Some(1), Some(2)]);
                What::State { id: self.in_status(model, &open), stance, reason: self.reason(), version }
            }
            23..=25 => {
                let broken = Dice::broken(model);
                let (id, rule) = match broken.is_empty() || self.one_in(6) {
                    true => (self.in_status(model, &open), self.position(model.bounds.len() + 1)),
                    false => self.pick(&broken).clone(),
                };
                What::Waive { id, rule, reason: self.reason() }
            }
            26 => What::Rebase(self.in_status(model, &["tabled", "changes_requested"])),
            27..=33 => {
                let id = self.in_status(model, &open);
                let version = *self.pick(&[None, None, None, None, None, None, Some(1)]);
                let (act, report, rebase) = (self.act(), !self.one_in(3), self.one_in(2));
                What::Approve { id, act, report, version, rebase }
            }
            34 => What::Reject(self.in_status(model, &open), self.reason()),
            35 => {
                let id = self.in_status(model, &["approved"]);
                What::Reverse { id, reversal: self.fresh(model) }
            }
            36 => self.envelope_change(model),
            37 => {
                let total: i64 = model.amounts.iter().sum();
                let first = self.cents(total);
                What::Ballot(vec![first, total - first + i64::from(self.one_in(5))])
            }
            40 | 41 => self.line_act(model),
            38 if self.one_in(3) => What::Close { act: self.act() },
            39 if self.one_in(6) => What::OpenAgain,
            38 => self.key(),
            _ => {
                let (id, act) = (self.proposal(model), self.act());
                What::Approve { id, act, report: true, version: None, rebase: true }
            }
        }
    }

    fn key(&mut self) -> What {
        let seed = u8::try_from(self.roll(3)).unwrap();
        What::DeclareKey { party: self.party(), seed }
    }

    fn description(&mut self, model: &Model) -> What {
        let place = self.position(model.sittings.len() + 1);
        let id = model.sittings.get(place).map_or("s99", |(id, _)| id).to_owned();
        let hour = u8::try_from(self.roll(4)).unwrap() + 9;
        What::DescribeSitting { id, hour, party: self.party() }
    }

    fn correction(&mut self, model: &Model) -> What {
        let held = model.sittings.len();
        if held > 1 && !self.one_in(4) {
            let id = model.sittings[0].0.clone();
            return What::CorrectSitting { id, renamed: None, day: Some(28), reason: self.reason() };
        }
        let place = self.position(held + 1);
        let (id, day) = model.sittings.get(place).cloned().unwrap_or(("s99".into(), 1));
        let renamed = self.one_in(2).then(|| format!("s{}", self.position(held + 3)));
        let moved = (day + u8::try_from(self.roll(13)).unwrap()).saturating_sub(6).clamp(1, 28);
        let day = self.one_in(2).then_some(if self.one_in(5) { 28 } else { moved });
        What::CorrectSitting { id, renamed, day, reason: self.reason() }
    }

    fn amendment(&mut self, model: &Model, against: u64) -> What {
        let id = self.in_status(model, &["draft", "tabled", "changes_requested"]);
        let former = model.proposals.get(&id).map(|tabled| tabled.text.clone());
        let known = former.as_ref().map(|former| former.author.clone());
        let author = match self.one_in(12) {
            true => (*self.pick(&["ats", "anci", "cnr", "regione"])).to_owned(),
            false => known.unwrap_or_else(|| "anci".into()),
        };
        let text = match former.filter(|_| self.one_in(15)) {
            Some(former) => former,
            None => self.text(model, id, author),
        };
        What::Write { how: How::Amend, text, against }
    }

    fn envelope_change(&mut self, model: &Model) -> What {
        let (id, act) = (self.fresh(model), self.act());
        let lows: i64 = model.bounds.iter().filter(|bound| !bound.lapsed).filter_map(|bound| bound.low).sum();
        let total: i64 = model.amounts.iter().sum();
        // A total of nothing that no floor allows.
        if lows > 0 && self.one_in(4) {
            return What::ChangeEnvelope { id, act, cents: -total, shares: None, waive: None };
        }
        let line = self.position(model.amounts.len());
        let cents = if self.one_in(2) { self.cents(9_000) } else { -self.cents(model.amounts[line] + 500) };
        let cents = if self.one_in(12) { 0 } else { cents };
        let shares = match self.roll(12) {
            0 => vec![(line, cents - 1)],
            1 => vec![(model.amounts.len(), cents)],
            _ => vec![(line, cents)],
        };
        let waive = self.one_in(3).then(|| (self.position(model.bounds.len() + 1), self.reason()));
        What::ChangeEnvelope { id, act, cents, shares: Some(shares), waive }
    }
}
