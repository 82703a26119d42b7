//! The model's sums: what lines hold after something, what that breaks, and whether enough parties agree.

use crate::asking::{Text, What, asks_for_report};
use crate::model::{Answer, Model, PARTIES, Tabled};

impl Model {
    pub fn names_known_lines(&self, text: &Text) -> bool {
        let known = |at: usize| at < self.amounts.len();
        !text.legs.is_empty() && text.legs.iter().all(|(from, to, _)| known(*from) && known(*to))
    }

    pub fn takes_back(&self, text: &Text) -> Result<(), &'static str> {
        let Some(reverses) = &text.reverses else { return Ok(()) };
        let another = self.proposals.values().any(|other| {
            other.text.id != text.id
                && other.text.reverses.as_ref() == Some(reverses)
                && ["draft", "tabled", "changes_requested"].contains(&other.status)
        });
        let opposite = self.proposals.get(reverses).is_some_and(|approved| {
            let back = approved.text.legs.iter().rev().map(|(from, to, cents)| (*to, *from, *cents));
            approved.status == "approved" && back.eq(text.legs.iter().copied())
        });
        if opposite && !another { Ok(()) } else { Err("reversal_differs") }
    }

    /// What lines hold after a proposal.
    pub fn after(&self, text: &Text) -> Result<Vec<i64>, &'static str> {
        if !self.names_known_lines(text) {
            return Err("impossible");
        }
        let mut after = self.amounts.clone();
        for (from, to, cents) in &text.legs {
            after[*from] -= cents;
            after[*to] += cents;
        }
        if after.iter().any(|cents| *cents < 0) { Err("impossible") } else { Ok(after) }
    }

    pub fn excess(&self, number: usize, amounts: &[i64]) -> i64 {
        let bound = &self.bounds[number];
        if bound.lapsed {
            return 0;
        }
        let held = bound.held(amounts);
        let below = bound.low.map_or(0, |low| low - held);
        let above = bound.high.map_or(0, |high| held - high);
        below.max(above).max(0)
    }

    /// The rules that amounts break and no waiver covers.
    pub fn standing_in_the_way(&self, after: &[i64], tabled: &Tabled) -> Vec<usize> {
        let covered = |number: &usize| {
            let worse = self.excess(*number, after) > self.excess(*number, &self.amounts);
            tabled.waived.contains(number) || (self.carried.contains(number) && !worse)
        };
        (0..self.bounds.len()).filter(|number| self.excess(*number, after) > 0 && !covered(number)).collect()
    }

    /// Whether a decision left a rule broken, or more broken than in the original plan, and this one does so no more.
    pub fn stands_authorized(&self, number: usize, after: &[i64]) -> bool {
        let standing = self.excess(number, &self.amounts);
        let is_above = |amounts: &[i64]| {
            let bound = &self.bounds[number];
            bound.high.is_some_and(|high| bound.held(amounts) > high)
        };
        let same_side = |amounts: &[i64]| is_above(amounts) == is_above(&self.amounts);
        let originally = if same_side(&self.original) { self.excess(number, &self.original) } else { 0 };
        standing > originally && self.excess(number, after) <= standing && same_side(after)
    }

    pub fn approve(
        &mut self,
        id: &str,
        (act, report): (&str, bool),
        version: Option<u32>,
        rebase: bool,
    ) -> Answer {
        let tabled = self.in_status(id, &["tabled"])?.clone();
        if version.is_some_and(|version| version != tabled.version) {
            return Err("version_differs");
        }
        let stale = tabled.against < self.last_change;
        if stale && !rebase {
            return Err("stale");
        }
        let after = self.after(&tabled.text)?;
        let broken = self.standing_in_the_way(&after, &tabled);
        let undoes = tabled.text.reverses.is_some();
        let stands = |number: &&usize| {
            let changed = self.excess(**number, &after) != self.excess(**number, &self.amounts);
            self.stands_authorized(**number, &after) && !(undoes && changed)
        };
        let counts = || broken.iter().filter(|number| !stands(number));
        let needs = counts().map(|number| self.bounds[*number].needs).max().unwrap_or(0);
        if needs == 4 {
            return Err("forbidden");
        }
        self.agreed(&tabled, needs, act)?;
        if !report && counts().any(|number| asks_for_report(*number)) {
            return Err("requirements_missing");
        }
        self.revision += if stale { 2 } else { 1 };
        self.amounts = after;
        self.last_change = self.revision;
        self.carried.extend(&tabled.waived);
        if let Some(reversed) = tabled.text.reverses.as_ref().and_then(|id| self.proposals.get_mut(id)) {
            reversed.status = "reversed";
        }
        let (revision, changed) = (self.revision, self.in_status(id, &["tabled"])?);
        changed.status = "approved";
        changed.decided = revision;
        changed.act = act.to_owned();
        changed.report = report;
        changed.against = if stale { revision - 2 } else { changed.against };
        Ok(if stale { vec!["rebased", "approved"] } else { vec!["approved"] })
    }

    fn agreed(&self, tabled: &Tabled, needs: usize, act: &str) -> Result<(), &'static str> {
        let Some(policy) = self.policies.iter().rfind(|policy| policy.from <= needs) else { return Ok(()) };
        let (mut all, mut spoke, mut agree) = (0, 0, 0);
        for (party, _) in &PARTIES[1..] {
            let weight = self.weights.get(*party).copied().unwrap_or(1);
            let own = if tabled.text.author == *party { Some("consent") } else { None };
            let stance = tabled.said.get(*party).copied().or(own);
            all += weight;
            spoke += stance.map_or(0, |_| weight);
            agree += if stance == Some("consent") { weight } else { 0 };
        }
        if policy.quorum.is_some_and(|quorum| spoke * 100 < quorum * all) {
            return Err("quorum_missing");
        }
        if policy.majority.is_some_and(|percent| agree < all && agree * 100 <= percent * all) {
            return Err("consent_missing");
        }
        if policy.act && act.trim().is_empty() { Err("act_missing") } else { Ok(()) }
    }

    pub fn change_envelope(&mut self, what: &What) -> Result<(), &'static str> {
        let What::ChangeEnvelope { id, act, cents, shares, waive } = what else { return Ok(()) };
        if self.is_taken(id) {
            return Err("id_taken");
        }
        if waive.as_ref().is_some_and(|(_, reason)| reason.trim().is_empty()) {
            return Err("reason_missing");
        }
        if *cents == 0 {
            return Err("envelope_unchanged");
        }
        let given = shares.iter().flatten().filter(|(_, cents)| *cents != 0);
        self.is_not_shut(given.map(|(at, _)| *at))?;
        // The nearest allocation is asked for only where there is none.
        let Some(shares) = shares else { return Err("rules_clash") };
        let mut after = self.amounts.clone();
        for (at, share) in shares {
            *after.get_mut(*at).ok_or("impossible")? += share;
        }
        if shares.iter().map(|(_, share)| share).sum::<i64>() != *cents
            || after.iter().any(|cents| *cents < 0)
        {
            return Err("impossible");
        }
        let worse = |number: &usize| self.excess(*number, &after) > self.excess(*number, &self.amounts);
        if let Some((number, _)) = waive {
            if !self.is_rule(*number) {
                return Err("rule_unknown");
            }
            if !worse(number) {
                return Err("waiver_needless");
            }
        }
        let waived = waive.as_ref().map(|(number, _)| *number);
        let forbids =
            |number: &usize| self.bounds[*number].needs == 4 && waived != Some(*number) && worse(number);
        if (0..self.bounds.len()).any(|number| forbids(&number)) {
            return Err("forbidden");
        }
        if act.trim().is_empty() {
            return Err("act_missing");
        }
        self.amounts = after;
        self.last_change = self.revision + 1;
        self.changes.insert(id.clone());
        self.carried.extend(waived);
        self.ballots.clear();
        Ok(())
    }
}
