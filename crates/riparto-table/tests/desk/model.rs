//! A table in plain values, written from its documentation and not from its code: what a command must lead to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::asking::{Ask, How, Text, What, asks_for_report, euros, line, rule};

pub const LEVELS: [&str; 5] = ["free", "notification", "prior_approval", "exceptional", "forbidden"];
pub const PARTIES: [(&str, &str); 4] =
    [("regione", "authority"), ("ats", "lead"), ("anci", "partner"), ("cnr", "partner")];

/// A line must hold so much at least, or at most, in cents; a breach needs a level.
#[derive(Clone, Debug)]
pub struct Bound {
    /// A line, or the parts that it was split into: what they hold together is bound.
    pub lines: Vec<usize>,
    pub low: Option<i64>,
    pub high: Option<i64>,
    pub needs: usize,
    /// Whether all that it binds is closed.
    pub lapsed: bool,
}

#[derive(Clone, Debug)]
pub struct Policy {
    pub from: usize,
    /// `None` for the authority alone; a percentage to exceed, 100 for all.
    pub majority: Option<i64>,
    pub quorum: Option<i64>,
    pub act: bool,
}

#[derive(Clone, Debug)]
pub struct Tabled {
    pub text: Text,
    pub version: u32,
    pub status: &'static str,
    pub against: u64,
    pub said: BTreeMap<String, &'static str>,
    pub waived: BTreeSet<usize>,
    pub decided: u64,
    pub act: String,
    pub report: bool,
}

/// What a command leads to: a refusal by its code, nothing more since a revision, or happenings by their names.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Refused(&'static str),
    Done(u64),
    Happened(Vec<&'static str>),
}

#[derive(Clone, Debug)]
pub struct Model {
    pub amounts: Vec<i64>,
    /// What lines held in the original plan.
    pub original: Vec<i64>,
    pub start: Vec<i64>,
    pub bounds: Vec<Bound>,
    pub policies: Vec<Policy>,
    pub weights: BTreeMap<String, i64>,
    pub revision: u64,
    pub last_change: u64,
    pub proposals: BTreeMap<String, Tabled>,
    pub changes: BTreeSet<String>,
    /// The lines that are closed.
    pub shut: BTreeSet<usize>,
    pub carried: BTreeSet<usize>,
    pub sittings: Vec<(String, u8)>,
    /// The hour and the party that were described of each.
    pub described: BTreeMap<usize, (u8, String)>,
    /// The keys that were declared, by the number that each is made of.
    pub keys: BTreeSet<u8>,
    /// The place of the sitting that has an id, or had it.
    pub called: BTreeMap<String, usize>,
    pub under_way: bool,
    pub ballots: BTreeMap<String, Vec<i64>>,
    pub closed: bool,
    pub asked: BTreeMap<String, (Ask, u64)>,
}

pub type Answer = Result<Vec<&'static str>, &'static str>;

impl Model {
    pub fn plan(&self) -> Value {
        let lines: Vec<Value> = (0..self.start.len())
            .map(|at| json!({"id": line(at), "amount": euros(self.start[at])}))
            .collect();
        let limit = |bound: &Bound| match (bound.low, bound.high) {
            (Some(low), _) => json!({"floor": euros(low)}),
            (None, high) => json!({"ceiling": euros(high.unwrap_or_default())}),
        };
        let rules: Vec<Value> = (0..)
            .zip(&self.bounds)
            .map(|(number, bound)| {
                let report: &[&str] = if asks_for_report(number) { &["report"] } else { &[] };
                json!({"id": rule(number), "requires": report, "scope": {"lines": bound.lines.iter().map(|at| line(*at)).collect::<Vec<_>>()}, "limit": limit(bound), "needs": LEVELS[bound.needs]})
            })
            .collect();
        let parties: Vec<Value> = PARTIES.iter().map(|(id, role)| json!({"id": id, "role": role})).collect();
        json!({"format": "riparto.plan/1", "title": "Plan", "total": euros(self.start.iter().sum()),
            "lines": lines, "parties": parties, "rules": rules})
    }

    pub fn policies(&self) -> Value {
        let policies: Vec<Value> = self
            .policies
            .iter()
            .map(|policy| {
                let consent = match policy.majority {
                    None => json!("authority"),
                    Some(100) => json!("unanimity"),
                    Some(percent) => json!({"majority": {"percent": percent.to_string()}}),
                };
                let mut written = json!({"from": LEVELS[policy.from], "consent": consent, "act": policy.act});
                if let Some(quorum) = policy.quorum {
                    written["quorum"] = json!(quorum.to_string());
                }
                written
            })
            .collect();
        json!({"policies": policies, "weights": self.weights})
    }

    /// Carries a command out, or not.
    pub fn take(&mut self, ask: &Ask) -> Outcome {
        if let Some((known, revision)) = self.asked.get(&ask.id) {
            return if known == ask { Outcome::Done(*revision) } else { Outcome::Refused("command_reused") };
        }
        if ask.what == What::OpenAgain {
            return Outcome::Refused("already_open");
        }
        if self.closed {
            return Outcome::Refused("closed");
        }
        if PARTIES.iter().all(|(party, _)| *party != ask.by) {
            return Outcome::Refused("party_unknown");
        }
        if let (What::Approve { id, act, report, version, .. }, true) =
            (&ask.what, self.role(&ask.by) == "authority")
            && let Some(tabled) = self.proposals.get(id)
            && tabled.status == "approved"
            && version.is_none_or(|version| version == tabled.version)
            && (act.is_empty() || *act == tabled.act)
            && (!report || tabled.report)
        {
            return Outcome::Done(tabled.decided);
        }
        let before = self.clone();
        match self.carry_out(ask) {
            Err(code) => {
                *self = before;
                Outcome::Refused(code)
            }
            Ok(names) => {
                self.asked.insert(ask.id.clone(), (ask.clone(), before.revision + 1));
                Outcome::Happened(names)
            }
        }
    }

    fn role(&self, party: &str) -> &'static str {
        PARTIES.iter().find(|(id, _)| *id == party).map_or("", |(_, role)| role)
    }

    fn carry_out(&mut self, ask: &Ask) -> Answer {
        let by = ask.by.as_str();
        let name = match &ask.what {
            What::OpenAgain => return Err("already_open"),
            What::OpenSitting { id, day } => self.open_sitting(by, id, *day)?,
            What::CloseSitting => {
                self.only(by, &["authority", "lead"])?;
                if !std::mem::take(&mut self.under_way) {
                    return Err("sitting_missing");
                }
                "sitting_closed"
            }
            What::CorrectSitting { id, renamed, day, reason } => {
                self.only(by, &["authority"])?;
                self.correct_sitting(id, renamed.as_ref(), *day, reason)?;
                "sitting_corrected"
            }
            What::DescribeSitting { id, hour, party } => {
                self.describe_sitting(by, id, (*hour, party.clone()))?
            }
            What::DeclareKey { party, seed } => self.declare_key(by, party, *seed)?,
            What::Write { how, text, against } => return self.write(by, *how, text, *against),
            What::Approve { id, act, report, version, rebase } => {
                self.only(by, &["authority"])?;
                return self.approve(id, (act, *report), *version, *rebase);
            }
            What::Reverse { id, reversal } => {
                let text = self.known(id)?.text.clone();
                if self.is_taken(reversal) {
                    return Err("id_taken");
                }
                self.in_status(id, &["approved"])?;
                let legs = text.legs.iter().rev().map(|(from, to, cents)| (*to, *from, *cents)).collect();
                let (author, reverses) = (by.to_owned(), Some(id.clone()));
                let back = Text { id: reversal.clone(), author, legs, reverses };
                return self.write(by, How::Propose, &back, self.revision);
            }
            What::ChangeEnvelope { .. } => {
                self.only(by, &["authority"])?;
                self.change_envelope(&ask.what)?;
                "envelope_changed"
            }
            What::AddLine { .. } | What::SplitLine { .. } | What::CloseLine { .. } => {
                self.only(by, &["authority"])?;
                self.act_on_lines(&ask.what)?
            }
            What::Ballot(amounts) => {
                let given = amounts.iter().enumerate().filter(|(_, cents)| **cents != 0);
                self.is_not_shut(given.map(|(at, _)| at))?;
                let total: i64 = self.amounts.iter().sum();
                if amounts.len() > self.amounts.len() || amounts.iter().sum::<i64>() != total {
                    return Err("impossible");
                }
                self.ballots.insert(by.to_owned(), amounts.clone());
                "balloted"
            }
            What::Close { act } => {
                self.only(by, &["authority"])?;
                self.close(act)?;
                "closed"
            }
            about => self.about(by, about)?,
        };
        self.revision += 1;
        Ok(vec![name])
    }

    fn only(&self, by: &str, roles: &[&str]) -> Result<(), &'static str> {
        if roles.contains(&self.role(by)) { Ok(()) } else { Err("not_allowed") }
    }

    fn open_sitting(&mut self, by: &str, id: &str, day: u8) -> Result<&'static str, &'static str> {
        self.only(by, &["authority", "lead"])?;
        if self.called.contains_key(id) {
            return Err("sitting_taken");
        }
        if self.under_way {
            return Err("sitting_open");
        }
        if self.sittings.last().is_some_and(|(_, last)| *last > day) {
            return Err("date_earlier");
        }
        self.called.insert(id.to_owned(), self.sittings.len());
        self.sittings.push((id.to_owned(), day));
        self.under_way = true;
        Ok("sitting_opened")
    }

    fn describe_sitting(
        &mut self,
        by: &str,
        id: &str,
        told: (u8, String),
    ) -> Result<&'static str, &'static str> {
        if self.role(&told.1).is_empty() {
            return Err("party_unknown");
        }
        self.only(by, &["authority", "lead"])?;
        let place = self.sittings.iter().position(|(held, _)| held == id).ok_or("sitting_unknown")?;
        // It ends at half past ten.
        if told.0 > 10 {
            return Err("ends_earlier");
        }
        if self.described.insert(place, told.clone()) == Some(told) {
            return Err("correction_needless");
        }
        Ok("sitting_described")
    }

    fn declare_key(&mut self, by: &str, party: &str, seed: u8) -> Result<&'static str, &'static str> {
        if self.role(party).is_empty() {
            return Err("party_unknown");
        }
        if by != party {
            self.only(by, &["authority"])?;
        }
        // The name of the party is not in the key.
        match self.keys.insert(seed) {
            true => Ok("key_declared"),
            false => Err("key_taken"),
        }
    }

    fn correct_sitting(
        &mut self,
        id: &str,
        renamed: Option<&String>,
        day: Option<u8>,
        reason: &str,
    ) -> Result<(), &'static str> {
        let place = self.sittings.iter().position(|(held, _)| held == id).ok_or("sitting_unknown")?;
        if renamed.is_some_and(|renamed| self.called.get(renamed).is_some_and(|other| *other != place)) {
            return Err("sitting_taken");
        }
        let (held, date) = self.sittings[place].clone();
        let after = (renamed.cloned().unwrap_or(held), day.unwrap_or(date));
        if place > 0 && self.sittings[place - 1].1 > after.1 {
            return Err("date_earlier");
        }
        if self.sittings.get(place + 1).is_some_and(|(_, next)| *next < after.1) {
            return Err("date_later");
        }
        if reason.trim().is_empty() {
            return Err("reason_missing");
        }
        if self.sittings[place] == after {
            return Err("correction_needless");
        }
        self.called.insert(after.0.clone(), place);
        self.sittings[place] = after;
        Ok(())
    }

    fn close(&mut self, act: &str) -> Result<(), &'static str> {
        if self.under_way {
            return Err("sitting_open");
        }
        if act.trim().is_empty() {
            return Err("act_missing");
        }
        if self.proposals.values().any(|tabled| ["tabled", "changes_requested"].contains(&tabled.status)) {
            return Err("proposals_open");
        }
        self.closed = true;
        Ok(())
    }

    /// What is said of one proposal, or done with it.
    fn about(&mut self, by: &str, what: &What) -> Result<&'static str, &'static str> {
        let reasoned = |reason: &str| if reason.trim().is_empty() { Err("reason_missing") } else { Ok(()) };
        match what {
            What::Table(id) => {
                self.own(by, id)?;
                let text = self.in_status(id, &["draft"])?.text.clone();
                self.is_not_shut(text.ends())?;
                self.turn(id, &["draft"], "tabled")
            }
            What::Withdraw(id) => {
                self.own(by, id)?;
                self.turn(id, &["draft", "tabled", "changes_requested"], "withdrawn")
            }
            What::RequestChanges(id, reason) => {
                self.only(by, &["authority"])?;
                self.turn(id, &["tabled"], "changes_requested")?;
                reasoned(reason).map(|()| "changes_requested")
            }
            What::Reject(id, reason) => {
                self.only(by, &["authority"])?;
                self.turn(id, &["tabled", "changes_requested"], "rejected")?;
                reasoned(reason).map(|()| "rejected")
            }
            What::State { id, stance, reason, version } => {
                self.only(by, &["lead", "partner"])?;
                let tabled = self.in_status(id, &["tabled", "changes_requested"])?;
                if version.is_some_and(|version| version != tabled.version) {
                    return Err("version_differs");
                }
                if *stance == "objection" {
                    reasoned(reason)?;
                }
                tabled.said.insert(by.to_owned(), stance);
                Ok("stated")
            }
            What::Waive { id, rule, reason } => {
                self.only(by, &["authority"])?;
                let tabled = self.in_status(id, &["tabled"])?.clone();
                reasoned(reason)?;
                let after = self.after(&tabled.text)?;
                if !self.is_rule(*rule) {
                    return Err("rule_unknown");
                }
                let in_the_way = self.standing_in_the_way(&after, &tabled).contains(rule);
                let changed = self.excess(*rule, &after) != self.excess(*rule, &self.amounts);
                let undone = tabled.text.reverses.is_some() && changed;
                if !in_the_way || (self.stands_authorized(*rule, &after) && !undone) {
                    return Err("waiver_needless");
                }
                self.in_status(id, &["tabled"])?.waived.insert(*rule);
                Ok("waived")
            }
            What::Rebase(id) => {
                if self.known(id)?.text.author != by {
                    self.only(by, &["authority"])?;
                }
                let tabled = self.in_status(id, &["tabled", "changes_requested"])?.clone();
                if tabled.against >= self.last_change {
                    return Err("not_stale");
                }
                self.after(&tabled.text)?;
                let revision = self.revision;
                self.in_status(id, &["tabled", "changes_requested"])?.against = revision;
                Ok("rebased")
            }
            _ => Err("unheard of"),
        }
    }

    pub fn known(&self, id: &str) -> Result<&Tabled, &'static str> {
        self.proposals.get(id).ok_or("proposal_unknown")
    }

    fn own(&self, by: &str, id: &str) -> Result<(), &'static str> {
        if self.known(id)?.text.author == by { Ok(()) } else { Err("not_proposer") }
    }

    pub fn in_status(&mut self, id: &str, allowed: &[&str]) -> Result<&mut Tabled, &'static str> {
        let tabled = self.proposals.get_mut(id).ok_or("proposal_unknown")?;
        if allowed.contains(&tabled.status) { Ok(tabled) } else { Err("wrong_status") }
    }

    fn turn(&mut self, id: &str, from: &[&str], to: &'static str) -> Result<&'static str, &'static str> {
        self.in_status(id, from)?.status = to;
        Ok(to)
    }

    pub fn is_taken(&self, id: &str) -> bool {
        self.proposals.contains_key(id) || self.changes.contains(id)
    }

    fn write(&mut self, by: &str, how: How, text: &Text, against: u64) -> Answer {
        match how {
            How::Amend => self.own(by, &text.id)?,
            How::Draft | How::Propose if self.is_taken(&text.id) => return Err("id_taken"),
            How::Draft | How::Propose => {}
        }
        if text.author != by {
            return Err("not_proposer");
        }
        if how == How::Amend {
            let tabled = self.in_status(&text.id, &["draft", "tabled", "changes_requested"])?;
            if tabled.text == *text {
                return Err("amendment_needless");
            }
        }
        if against == 0 || against > self.revision {
            return Err("revision_unknown");
        }
        self.takes_back(text)?;
        self.is_not_shut(text.ends())?;
        match self.after(text) {
            Err(_) if self.names_known_lines(text) && against < self.last_change => {}
            after => drop(after?),
        }
        let tabled = self.proposals.entry(text.id.clone()).or_insert(Tabled {
            text: text.clone(),
            version: 0,
            status: "draft",
            against,
            said: BTreeMap::new(),
            waived: BTreeSet::new(),
            decided: 0,
            act: String::new(),
            report: false,
        });
        (tabled.text, tabled.against) = (text.clone(), against);
        tabled.version += 1;
        tabled.said.clear();
        tabled.waived.clear();
        let names = match how {
            How::Draft => vec!["drafted"],
            How::Amend => vec!["amended"],
            How::Propose => vec!["drafted", "tabled"],
        };
        if how == How::Propose || tabled.status == "changes_requested" {
            tabled.status = "tabled";
        }
        self.revision += u64::try_from(names.len()).unwrap_or_default();
        Ok(names)
    }
}
