//! What is given to a line or to the lines of a label, and who gives it.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::by_measure::nearest;
use super::derived::derived_from;
use super::diagnosis::proven_conflict;
use super::followed_settlement::with_settlement;
use super::nearest::{Nearest, nearest_by};
use super::options::Rebalance;
use super::rule_conflict::Conflict;
use super::side_constraints::{SideConstraints, accept};
use super::status_quo::StatusQuo;
use super::target::{NearnessCriterion, Target};
use crate::transfers::SettlementAnswer;
use riparto_core::budget::{Allocation, Envelope, Scope, Selection, check_id, position_number};
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{Money, MoneyDelta};
use riparto_core::plan::{DerivedCompletion, Party, Plan};
use riparto_core::rules::{Authorization, Breaches};
use riparto_core::words::both;
use riparto_solve::flow::Distance;
use riparto_solve::{Answer, Meter};

/// A line, or all lines with a value of a label: written as the line's id, or as `key=value`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlanPart {
    /// The line with an id.
    Line(String),
    /// The lines with a value of a label.
    Label {
        /// The label's key.
        key: String,
        /// Its value.
        value: String,
    },
}

/// Changes that are to be met, and from where the money comes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Giving {
    changes: Vec<(PlanPart, MoneyDelta)>,
    from: Vec<PlanPart>,
}

/// What a plan gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    answer: Answer<Nearest, Conflict>,
    before: Vec<Money>,
    wish: Vec<Money>,
    changes: Vec<(PlanPart, MoneyDelta)>,
    in_full: bool,
    others: Vec<String>,
    kept: Vec<usize>,
}

impl Given {
    fn without_allocation(plan: &Plan, answer: Answer<Nearest, Conflict>, wish: Vec<Money>) -> Given {
        let (before, in_full) = (plan.approved().amounts().to_vec(), false);
        Given { answer, before, wish, changes: Vec::new(), in_full, others: Vec::new(), kept: Vec::new() }
    }

    /// The allocation, or why there is none.
    pub fn answer(&self) -> &Answer<Nearest, Conflict> {
        &self.answer
    }

    /// The amounts that the answer is to be near to: those wished for, or else the approved ones, with the changes of single lines and what
    /// derived lines then owe.
    #[must_use]
    pub fn wish(&self) -> &[Money] {
        &self.wish
    }

    /// By how much a line changes, by its position; none if there is no allocation, or no such line.
    #[must_use]
    pub fn change(&self, line: usize) -> Option<MoneyDelta> {
        let Answer::Found(nearest) = &self.answer else { return None };
        let (before, after) = (self.before.get(line)?, nearest.allocation().amounts().get(line)?);
        Some(*after - *before)
    }

    /// What each part gets, in the order of the changes asked for; none if there is no allocation.
    #[must_use]
    pub fn changes(&self) -> &[(PlanPart, MoneyDelta)] {
        &self.changes
    }

    /// By position, the lines of the parts that get something, and those that stay as they are because they may not give.
    #[doc(hidden)]
    #[must_use]
    pub fn kept(&self) -> &[usize] {
        &self.kept
    }

    /// Whether each part gets just what was asked for.
    #[must_use]
    pub fn in_full(&self) -> bool {
        self.in_full
    }

    /// The lines, by id, that change though they are neither given to nor among those that may give: without them, less could
    /// be given, or derived lines would not hold what is due.
    #[must_use]
    pub fn others(&self) -> &[String] {
        &self.others
    }
}

/// As the operation `rebalance` writes it: the answer, and where an allocation was found `given` (what each part gets),
/// `given_in_full` and `others`.
impl Serialize for Given {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            #[serde(flatten)]
            answer: &'a Answer<Nearest, Conflict>,
            #[serde(flatten)]
            met: Option<Met<'a>>,
        }
        #[derive(Serialize)]
        struct Met<'a> {
            #[serde(serialize_with = "by_part")]
            given: &'a [(PlanPart, MoneyDelta)],
            given_in_full: bool,
            others: &'a [String],
        }
        let met = matches!(self.answer, Answer::Found(_)).then_some(Met {
            given: &self.changes,
            given_in_full: self.in_full,
            others: &self.others,
        });
        Written { answer: &self.answer, met }.serialize(serializer)
    }
}

fn by_part<S: Serializer>(
    changes: &[(PlanPart, MoneyDelta)],
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_map(changes.iter().map(|(part, change)| (part, change)))
}

/// # Errors
/// A text that is neither an id (`id_malformed`) nor `key=value`.
impl FromStr for PlanPart {
    type Err = Error;

    fn from_str(text: &str) -> Result<PlanPart> {
        match text.split_once('=') {
            Some((key, value)) if !key.is_empty() && !value.is_empty() => {
                Ok(PlanPart::Label { key: key.to_owned(), value: value.to_owned() })
            }
            _ => check_id(text).map(|()| PlanPart::Line(text.to_owned())),
        }
    }
}

impl fmt::Display for PlanPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlanPart::Line(line) => f.write_str(line),
            PlanPart::Label { key, value } => write!(f, "{key}={value}"),
        }
    }
}

/// The part as it is written: `A1`, or `partner=ats`.
impl Serialize for PlanPart {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl PlanPart {
    fn positions(&self, envelope: &Envelope) -> Result<Vec<u32>> {
        let scope = match self {
            PlanPart::Line(line) => Scope::lines([line]),
            PlanPart::Label { key, value } => Scope::labels([(key, value)]),
        };
        Ok(Selection::resolve(&scope, envelope)?.positions(envelope).map(position_number).collect())
    }
}

/// What a part is to hold, in cents.
struct PartTarget {
    lines: Vec<u32>,
    /// What it holds in the approved allocation.
    approved: i64,
    /// What it is to hold.
    target: i64,
}

/// A search for amounts that meet changes.
struct GivenSearch<'a> {
    plan: &'a Plan,
    wish: Vec<Money>,
    criterion: &'a NearnessCriterion,
    meter: &'a Meter,
    /// Lines that are fixed, in three tries: all but those of `from` and of changes; these but those that rules derive and their payers;
    /// none.
    fixed: [Vec<usize>; 3],
    /// Breaches of the approved amounts that may stay as they are.
    breaches: Breaches,
    /// The last amounts that were found on the way: those of the tightest bounds.
    last_found: Option<Allocation>,
    /// Whether each question on the way, what is possible and what is not, had an answer.
    is_decided: bool,
}

impl Giving {
    /// Nothing is to be given yet, and all lines may give.
    #[must_use]
    pub fn new() -> Giving {
        Giving::default()
    }

    /// What each part is to get, in the order in which it is met.
    #[must_use]
    pub fn changes(&self) -> &[(PlanPart, MoneyDelta)] {
        &self.changes
    }

    /// A part gets an amount beside what it holds; or gives it, with a minus. Changes are met one after another.
    #[must_use]
    pub fn change(mut self, part: PlanPart, change: MoneyDelta) -> Giving {
        self.changes.push((part, change));
        self
    }

    /// A part that may give or take beside those that are named by changes. Without any, all lines may.
    #[must_use]
    pub fn from(mut self, part: PlanPart) -> Giving {
        self.from.push(part);
        self
    }

    /// The allocation in which some parts get what is asked for, and all other lines are as near to what they have as the measure
    /// says: so the same euros come from each, the same share, or all from few lines.
    ///
    /// Changes are met one after another, each to the cent where the rules and those before it allow, else as nearly as they do. If
    /// it is said who may give, other lines change only where without them less could be given, or nothing, or a search could not tell;
    /// rules of derived lines let these follow. A wish takes the place of what lines hold. As in an assessment, a breach that is there before is no
    /// obstacle where it gets no worse: what an act has authorized stays as it is. Without
    /// changes every rule is brought back to its limit.
    ///
    /// ```
    /// use riparto::{Answer, Measure, Plan, Rebalance};
    /// use riparto::rebalance::Giving;
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "30.00"}, {"id": "c", "amount": "10.00"} ] }"#,
    /// )?;
    /// let giving = Giving::new().change("c".parse()?, "9.00".parse()?);
    /// let given = giving.run(&plan, &Rebalance::new().measure(Measure::InProportion))?;
    /// let Answer::Found(nearest) = given.answer() else { panic!("nothing is in the way") };
    /// let amounts: Vec<String> = nearest.allocation().amounts().iter().map(|amount| amount.to_string()).collect();
    /// // A tenth of each.
    /// assert_eq!(amounts, ["54.00", "27.00", "19.00"]);
    /// assert!(given.in_full());
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Rebalance::run`]; a part that is no line (`line_unknown`), whose label no line has (`scope_empty`), or that is
    /// named twice (`amount_twice`).
    pub fn run(&self, plan: &Plan, question: &Rebalance) -> Result<Given> {
        self.run_within(plan, question, &Meter::default())
    }

    /// As [`Giving::run`], with the work that a meter allows.
    ///
    /// # Errors
    /// As [`Giving::run`].
    pub fn run_within(&self, plan: &Plan, question: &Rebalance, meter: &Meter) -> Result<Given> {
        let (wish, criterion) = question.resolve(plan)?;
        let mut wish = wish.into_owned();
        accept(plan, &wish, &criterion)?;
        let targets = part_targets(plan, self, &mut wish)?;
        let named: BTreeSet<usize> =
            targets.iter().flat_map(|part| &part.lines).map(|line| *line as usize).collect();
        let fixed = fixed_lines(plan, self, &named)?;
        let asked = wish;
        let wish = plan.wish_with_what_follows(&asked).into_owned();
        // Where nothing is given, the rules themselves are what is asked for.
        let breaches = match self.changes.is_empty() {
            true => Breaches::default(),
            false => standing_breaches(plan, criterion.up_to),
        };
        let mut search = GivenSearch {
            plan,
            wish,
            criterion: &criterion,
            meter,
            fixed,
            breaches,
            last_found: None,
            is_decided: true,
        };
        let mut found = search.with_transfers(&targets, &asked)?;
        if !search.breaches.is_empty() && !search.is_admissible(&found)? {
            (search.breaches, search.last_found, search.is_decided) = (Breaches::default(), None, true);
            found = search.with_transfers(&targets, &asked)?;
        }
        let mut nearest = match found.because(|()| proven_conflict(plan, criterion.up_to, meter))? {
            Answer::Found(nearest) => nearest,
            none => {
                return Ok(Given::without_allocation(plan, none, search.wish));
            }
        };
        let sum = |lines: &[u32], of: &Allocation| {
            Money::checked_sum(lines.iter().map(|line| of.amounts()[*line as usize]))
        };
        let mut changes = Vec::new();
        for ((name, _), part) in self.changes.iter().zip(&targets) {
            let change = sum(&part.lines, nearest.allocation())? - sum(&part.lines, plan.approved())?;
            changes.push((name.clone(), change));
        }
        let in_full = changes == self.changes;
        if !in_full && !search.is_decided {
            nearest.unprove();
        }
        let others =
            search.fixed[0].iter().filter(|line| nearest.allocation().amounts()[**line] != asked[**line]);
        let stays = |line: &&usize| nearest.allocation().amounts()[**line] == asked[**line];
        let kept = named.iter().chain(search.fixed[0].iter().filter(stays)).copied().collect();
        let others: Vec<String> = others.map(|line| plan.envelope().line(*line).id().to_owned()).collect();
        let before = plan.approved().amounts().to_vec();
        Ok(Given {
            answer: Answer::Found(nearest),
            before,
            wish: search.wish,
            changes,
            in_full,
            others,
            kept,
        })
    }
}

/// The breaches of the approved amounts; none where they need no more than a level.
fn standing_breaches(plan: &Plan, up_to: Authorization) -> Breaches {
    let findings = plan.check();
    if findings.authorization() > up_to { Breaches::of(&findings) } else { Breaches::default() }
}

/// What each part is to hold. A line that is named wishes for that.
fn part_targets(plan: &Plan, giving: &Giving, wish: &mut [Money]) -> Result<Vec<PartTarget>> {
    let amounts = plan.approved().amounts();
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for (part, change) in &giving.changes {
        let place = |error: Error| error.at(both("give", "importi da assegnare"));
        let lines = part.positions(plan.envelope()).map_err(place)?;
        if !seen.insert(lines.clone()) {
            return Err(place(Cause::AmountTwice { id: quote(&part.to_string()) }.into()));
        }
        let approved = lines.iter().map(|line| amounts[*line as usize].cents()).sum::<i64>();
        let target = approved.saturating_add(change.cents()).clamp(0, plan.envelope().total().cents());
        if let [line] = lines[..] {
            wish[line as usize] = Money::from_cents(target)?;
        }
        all.push(PartTarget { lines, approved, target });
    }
    Ok(all)
}

/// The lines that are fixed in three tries: see [`GivenSearch`].
fn fixed_lines(plan: &Plan, giving: &Giving, named: &BTreeSet<usize>) -> Result<[Vec<usize>; 3]> {
    if giving.from.is_empty() {
        return Ok([const { Vec::new() }; 3]);
    }
    let mut free = named.clone();
    for part in &giving.from {
        let lines = part.positions(plan.envelope()).map_err(|error| error.at(both("from", "`from`")))?;
        free.extend(lines.iter().map(|line| *line as usize));
    }
    let all = 0..plan.envelope().line_count();
    let fixed: Vec<usize> = all.filter(|line| !free.contains(line)).collect();
    let mut following = derived_from(plan, &free);
    following.extend(plan.paying_lines(&following));
    let others = fixed.iter().copied().filter(|line| !following.contains(line)).collect();
    Ok([fixed, others, Vec::new()])
}

impl GivenSearch<'_> {
    /// The amounts with the transfers that lead there.
    fn with_transfers(&mut self, targets: &[PartTarget], asked: &[Money]) -> Result<Answer<Nearest, ()>> {
        let found = self.find(targets)?;
        with_settlement(found, self.plan, (asked, &self.wish, self.criterion), self.meter)
    }

    /// Whether there are amounts, with transfers that an assessment lets pass as they are.
    fn is_admissible(&self, found: &Answer<Nearest, ()>) -> Result<bool> {
        let Answer::Found(nearest) = found else { return Ok(false) };
        let Some(SettlementAnswer::Found(settlement)) = nearest.settlement() else { return Ok(false) };
        if settlement.transfers().is_empty() {
            return Ok(true);
        }
        let party = self.plan.parties().first().map_or("anyone", Party::id);
        let proposal = settlement.clone().into_proposal("way", party)?;
        let follows = self.plan.follow(&proposal)?;
        let is_whole = matches!(follows, DerivedCompletion::Needless);
        Ok(is_whole && self.plan.assess(&proposal)?.authorization() <= self.criterion.up_to)
    }

    /// What meets changes as nearly as is known: where the meter is over, what was found on the way, or what is approved.
    fn find(&mut self, targets: &[PartTarget]) -> Result<Answer<Nearest, ()>> {
        let answer = self.search(targets)?;
        let status_quo = StatusQuo { plan: self.plan, wish: &self.wish, criterion: self.criterion };
        match (&answer, &self.last_found) {
            (Answer::Unknown, Some(found)) => {
                let amounts: Vec<i64> = found.amounts().iter().map(|amount| amount.cents()).collect();
                status_quo.known(&amounts).map(Answer::Found)
            }
            (Answer::Unknown, None) => status_quo.or(answer),
            _ => Ok(answer),
        }
    }

    fn search(&mut self, targets: &[PartTarget]) -> Result<Answer<Nearest, ()>> {
        let mut sums: Vec<(Vec<u32>, [i64; 2])> =
            targets.iter().map(|part| (part.lines.clone(), [part.target; 2])).collect();
        let exact = self.find_with(&sums)?;
        if matches!(exact, Answer::Found(_)) || targets.is_empty() {
            return Ok(exact);
        }
        // All sums are free at first.
        let total = self.plan.envelope().total().cents();
        sums.iter_mut().for_each(|(_, bounds)| *bounds = [0, total]);
        if !self.is_possible(&sums)? {
            return self.find_with(&sums);
        }
        for (number, part) in targets.iter().enumerate() {
            let within = |off: i64| {
                [part.target.saturating_sub(off).max(0), part.target.saturating_add(off).min(total)]
            };
            // What is there already is possible or not; between what fails and what does not, halves.
            let (mut fails, mut passes) = (-1, part.target.max(total - part.target));
            for tried in [0, (part.target - part.approved).abs()] {
                sums[number].1 = within(tried);
                if fails < tried && tried < passes {
                    if self.is_possible(&sums)? { passes = tried } else { fails = tried }
                }
            }
            while passes - fails > 1 {
                let tried = fails + (passes - fails) / 2;
                sums[number].1 = within(tried);
                if self.is_possible(&sums)? { passes = tried } else { fails = tried }
            }
            sums[number].1 = within(passes);
        }
        self.find_with(&sums)
    }

    /// The nearest amounts with sums between bounds that change fixed lines only if there are none else.
    fn find_with(&self, sums: &[(Vec<u32>, [i64; 2])]) -> Result<Answer<Nearest, ()>> {
        let mut last = None;
        let mut tried: Option<&Vec<usize>> = None;
        for fixed in &self.fixed {
            if tried == Some(fixed) {
                continue;
            }
            tried = Some(fixed);
            let lines = fixed.iter().map(|line| (*line, [self.wish[*line].cents(); 2])).collect();
            let side = SideConstraints { lines, sums: sums.to_vec(), breaches: self.breaches.clone() };
            let answer = nearest(self.plan, &self.wish, self.criterion, &side, self.meter)?;
            if matches!(answer, Answer::Found(_)) {
                return Ok(answer);
            }
            last = Some(answer);
        }
        Ok(last.unwrap_or(Answer::Unknown))
    }

    /// Whether amounts with sums between bounds were found. Where the search could not tell, the answer says no, and nothing is proven of
    /// what follows.
    fn is_possible(&mut self, sums: &[(Vec<u32>, [i64; 2])]) -> Result<bool> {
        let side =
            SideConstraints { sums: sums.to_vec(), lines: Vec::new(), breaches: self.breaches.clone() };
        let wish: Vec<i64> = self.wish.iter().map(|wish| wish.cents()).collect();
        let weights = vec![1; wish.len()];
        let asked =
            Target { wish: &wish, weights: &weights, distance: Distance::Moved, up_to: self.criterion.up_to };
        let answer = nearest_by(self.plan, &asked, &side, self.meter)?;
        self.is_decided &= !matches!(answer, Answer::Unknown);
        let Answer::Found(found) = answer else { return Ok(false) };
        self.last_found = Some(found.allocation);
        Ok(true)
    }
}
