//! Making proofs: prices from an answer. What is made is checked before it is handed over.

use std::collections::{BTreeMap, BTreeSet};

use super::asked_rows::{RowSelection, RuleRows};
use super::check::{CheckedPlan, objective};
use super::claim::{
    CheapestRelaxationClaim, Claim, FeasibleClaim, ImpossibleClaim, IrreducibleClaim, NearestClaim,
};
use super::complementary::Complementary;
use super::digested_plan::DigestedPlan;
use super::least_missed::least_missed;
use super::line_cost::CostKind;
use super::lower_bound::{LowerBound, Prices};
use super::no_proof::NoProof;
use super::proof_document::Proof;
use super::refusal::Refusal;
use super::searched_bound::{Searched, SearchedBound};
use super::weak_duality::{Case, Costs, RowPrices};
use super::whole_number::WholeNumber;
use riparto_core::error::Result;
use riparto_core::money::Money;
use riparto_core::plan::Plan;
use riparto_core::rules::{Authorization, Rule};
use riparto_rebalance::rebalance::{Answer, Conflict, Given, Measure, Nearest, Rebalance};
use riparto_solve::Meter;

/// The most that a weight may be in JSON.
const MOST_WEIGHT: i64 = 1 << 52;

/// A proof, or why none could be made.
type Made<T> = std::result::Result<T, NoProof>;

impl Proof {
    /// A proof that an answer to a question is the nearest; where branch and bound found it, with the gap that prices leave open.
    ///
    /// ```
    /// use riparto::proof::{Claim, DigestedPlan, Proof};
    /// use riparto::{Answer, Meter, Rebalance};
    ///
    /// let plan = DigestedPlan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
    ///          "rules": [ {"id": "b-floor", "scope": {"lines": ["b"]}, "limit": {"floor": "50.00"}} ] }"#,
    /// )?;
    /// let question = Rebalance::new();
    /// let Answer::Found(nearest) = question.run(plan.plan())? else { panic!("the floor can be met") };
    /// let proof = Proof::of_nearest(&plan, &question, &nearest, &Meter::default())?.expect("rules on lines alone");
    /// assert!(matches!(&proof.claims()[0], Claim::Nearest(claim) if claim.gap.0 == 0));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Rebalance::run`].
    pub fn of_nearest(
        plan: &DigestedPlan,
        question: &Rebalance,
        nearest: &Nearest,
        meter: &Meter,
    ) -> Result<Made<Proof>> {
        let (wish, weights, up_to) = question.target(plan.plan())?;
        let amounts = nearest.allocation().amounts().iter().map(|amount| amount.cents()).collect();
        let wish = wish.iter().map(|wish| wish.cents()).collect();
        let weights = if weights.is_empty() { vec![1; plan.plan().envelope().line_count()] } else { weights };
        let asked = NearestAsked { measure: nearest.measure(), wish, weights, amounts };
        let maker = Maker { plan: plan.plan(), up_to, meter };
        maker.nearest(&asked).map(|claim| claim.map(|claim| maker.proof(plan, vec![claim])))
    }

    /// A proof of the answer to a question: [`Proof::of_nearest`], or [`Proof::of_diagnosis`] where rules conflict.
    ///
    /// # Errors
    /// As [`Rebalance::run`].
    pub fn of_answer(
        plan: &DigestedPlan,
        question: &Rebalance,
        answer: &Answer<Nearest, Conflict>,
        meter: &Meter,
    ) -> Result<Made<Proof>> {
        match answer {
            Answer::Found(nearest) => Proof::of_nearest(plan, question, nearest, meter),
            Answer::Infeasible(conflict) => {
                let maker = Maker { plan: plan.plan(), up_to: question.target(plan.plan())?.2, meter };
                Ok(maker.conflict(conflict)?.map(|claims| maker.proof(plan, claims)))
            }
            Answer::Unknown => Ok(Err(NoProof::NoAnswer)),
        }
    }

    /// A proof of what a plan gives: [`Proof::of_answer`] where nothing is asked for. Else lines that get what is asked for, and those that
    /// stay as they are because they may not give, wish for what they hold and weigh so much that no other allocation in which they hold
    /// it is nearer; if none is found, that the amounts keep the rules.
    ///
    /// ```
    /// use riparto::proof::{Claim, DigestedPlan, Proof};
    /// use riparto::rebalance::Giving;
    /// use riparto::{Meter, Rebalance};
    ///
    /// let plan = DigestedPlan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "30.00"}, {"id": "c", "amount": "10.00"} ] }"#,
    /// )?;
    /// let question = Rebalance::new();
    /// let given = Giving::new().change("c".parse()?, "9.00".parse()?).run(plan.plan(), &question)?;
    /// let proof = Proof::of_given(&plan, &question, &given, &Meter::default())?.expect("no rules are in the way");
    /// assert!(matches!(&proof.claims()[0], Claim::Nearest(claim) if claim.gap.0 == 0 && claim.weights.contains_key("c")));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Rebalance::run`].
    pub fn of_given(
        plan: &DigestedPlan,
        question: &Rebalance,
        given: &Given,
        meter: &Meter,
    ) -> Result<Made<Proof>> {
        let Answer::Found(nearest) = given.answer() else {
            return Proof::of_answer(plan, question, given.answer(), meter);
        };
        if given.kept().is_empty() {
            return Proof::of_nearest(plan, question, nearest, meter);
        }
        let (_, weights, up_to) = question.target(plan.plan())?;
        let cents = |amounts: &[Money]| -> Vec<i64> { amounts.iter().map(|amount| amount.cents()).collect() };
        let amounts = cents(nearest.allocation().amounts());
        let mut wish = cents(given.wish());
        let mut weights =
            if weights.is_empty() { vec![1; plan.plan().envelope().line_count()] } else { weights };
        let apart = |line: usize| (amounts[line] - wish[line]).abs();
        let farthest = (0..amounts.len()).filter(|line| !given.kept().contains(line)).map(apart).max();
        let heaviest = weights.iter().copied().max().unwrap_or(1);
        // More than another line can save by a cent of theirs.
        let kept = heaviest.saturating_mul(farthest.unwrap_or(0).saturating_add(1)).saturating_mul(8);
        for line in given.kept() {
            (wish[*line], weights[*line]) = (amounts[*line], kept.min(MOST_WEIGHT));
        }
        let asked = NearestAsked { measure: nearest.measure(), wish, weights, amounts };
        let maker = Maker { plan: plan.plan(), up_to, meter };
        maker.nearest(&asked).map(|claim| claim.map(|claim| maker.proof(plan, vec![claim])))
    }

    /// Whether it says of amounts that they keep the rules, and no more.
    #[must_use]
    pub fn is_of_rules_alone(&self) -> bool {
        self.claims.iter().all(|claim| matches!(claim, Claim::Feasible(_)))
    }

    /// A proof of what was found of the rules of a plan: of a conflict that it is one, that it is irreducible if that is known, and
    /// that no relaxation is cheaper; or of an allocation that it keeps the rules.
    ///
    /// ```
    /// use riparto::proof::{Claim, DigestedPlan, Proof};
    /// use riparto::{Authorization, Conflict, Meter};
    ///
    /// let plan = DigestedPlan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
    ///          "rules": [ {"id": "a-floor", "scope": {"lines": ["a"]}, "limit": {"floor": "60.00"}},
    ///                     {"id": "b-floor", "scope": {"lines": ["b"]}, "limit": {"floor": "50.00"}} ] }"#,
    /// )?;
    /// let diagnosis = Conflict::diagnose(plan.plan(), Authorization::Free)?;
    /// let proof = Proof::of_diagnosis(&plan, &diagnosis, Authorization::Free, &Meter::default())?.expect("two floors");
    /// assert!(matches!(proof.claims(), [Claim::Irreducible(_), Claim::CheapestRelaxation(_)]));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Conflict::diagnose`].
    pub fn of_diagnosis(
        plan: &DigestedPlan,
        diagnosis: &Answer<(), Conflict>,
        up_to: Authorization,
        meter: &Meter,
    ) -> Result<Made<Proof>> {
        let maker = Maker { plan: plan.plan(), up_to, meter };
        let claims = match diagnosis {
            Answer::Found(()) => maker.feasible()?.map(|claim| vec![claim]),
            Answer::Infeasible(conflict) => maker.conflict(conflict)?,
            Answer::Unknown => Err(NoProof::NoAnswer),
        };
        Ok(claims.map(|claims| maker.proof(plan, claims)))
    }
}

/// A question, and the amounts that answer it.
struct NearestAsked {
    measure: Measure,
    wish: Vec<i64>,
    weights: Vec<i64>,
    amounts: Vec<i64>,
}

/// What proofs are made of.
struct Maker<'a> {
    plan: &'a Plan,
    up_to: Authorization,
    meter: &'a Meter,
}

impl Maker<'_> {
    fn proof(&self, plan: &DigestedPlan, claims: Vec<Claim>) -> Proof {
        Proof { plan: Some(plan.digest()), date: self.plan.rulebook().day(), up_to: self.up_to, claims }
    }

    fn check(&self, claim: &Claim) -> std::result::Result<(), Refusal> {
        CheckedPlan { plan: self.plan, up_to: self.up_to }.claim(claim)
    }

    /// A claim that the checker takes; none if it does not.
    fn checked(&self, claim: Claim) -> Option<Claim> {
        self.check(&claim).is_ok().then_some(claim)
    }

    fn rows(&self, only: Option<&BTreeSet<usize>>, may_miss: bool) -> Result<RuleRows> {
        RuleRows::of(self.plan, RowSelection { up_to: self.up_to, only, may_miss })
    }

    fn approved(&self) -> Vec<i64> {
        self.plan.approved().amounts().iter().map(|amount| amount.cents()).collect()
    }

    fn nearest(&self, asked: &NearestAsked) -> Result<Made<Claim>> {
        let NearestAsked { measure, wish, weights, amounts } = asked;
        let kind = match measure {
            Measure::LeastSquares => CostKind::Squares,
            Measure::LeastMoved => CostKind::Moved,
            Measure::LeastPeak => CostKind::Nothing,
            _ => return Ok(self.keeps(amounts)),
        };
        let Ok(objective) = objective(*measure, amounts, (wish, weights)) else {
            return Ok(self.keeps(amounts));
        };
        let named = |values: &[i64], usual: &[i64]| -> BTreeMap<String, i64> {
            let differ = (0..values.len()).filter(|line| values[*line] != usual[*line]);
            differ.map(|line| (self.plan.envelope().line(line).id().to_owned(), values[line])).collect()
        };
        let claim = |bound: LowerBound, gap: i128| {
            Claim::Nearest(NearestClaim {
                measure: *measure,
                wish: named(wish, &self.approved()),
                weights: named(weights, &vec![1; wish.len()]),
                amounts: amounts.clone(),
                objective: WholeNumber(objective),
                gap: WholeNumber(gap),
                bound,
            })
        };
        let rows = self.rows(None, false)?;
        let case = Case::of(&rows);
        let costs = Costs { kind, wish, weights };
        let prices = match kind {
            CostKind::Nothing => self.peak(&rows, costs, objective),
            _ => Complementary { rows: &rows, case: &case, costs, amounts, may_miss: false }.prices(),
        };
        let exact = prices.and_then(|prices| self.checked(claim(prices.named(self.plan, &rows), 0)));
        if let Some(exact) = exact {
            return Ok(Ok(exact));
        }
        match self.check(&claim(LowerBound::Prices(Prices::default()), objective)) {
            Err(Refusal::Broken(rule)) => return Ok(Err(NoProof::Breach(rule))),
            Err(_) => return Ok(self.keeps(amounts)),
            Ok(()) => {}
        }
        let case = if kind == CostKind::Nothing { closer(&rows, costs, objective) } else { case };
        let target = (kind != CostKind::Nothing).then_some(objective);
        let best = Some(&amounts[..]).filter(|_| target.is_some());
        let searched = SearchedBound { plan: self.plan, rows: &rows, case: &case, costs, best, target };
        let made = match searched.find(&self.meter.aside()) {
            Some(Searched::Proven(bound)) => self.checked(claim(bound, 0)),
            Some(Searched::Less(bound, proven)) => self.checked(claim(bound, (objective - proven).max(0))),
            None => None,
        };
        Ok(made.map_or_else(|| self.keeps(amounts), Ok))
    }

    /// That amounts keep the rules, and no more.
    fn keeps(&self, amounts: &[i64]) -> Made<Claim> {
        let claim = Claim::Feasible(FeasibleClaim { amounts: amounts.to_vec() });
        match self.check(&claim) {
            Ok(()) => Ok(claim),
            Err(Refusal::Broken(rule)) => Err(NoProof::Breach(rule)),
            Err(_) => Err(NoProof::NotFound),
        }
    }

    /// Prices that prove that no allocation has a smaller largest change.
    fn peak(&self, rows: &RuleRows, costs: Costs<'_>, objective: i128) -> Option<RowPrices> {
        match objective {
            ..=0 => Some(RowPrices { scale: 1, ..RowPrices::default() }),
            _ => self.exclusion(rows, &closer(rows, costs, objective), false),
        }
    }

    /// Prices that prove that no allocation keeps the rows of a case.
    fn exclusion(&self, rows: &RuleRows, case: &Case, may_miss: bool) -> Option<RowPrices> {
        let (low, high) = (sum(&case.bounds.low), sum(&case.bounds.high));
        // What one line cannot hold needs no price.
        if (0..case.bounds.low.len()).any(|line| case.bounds.ends(line).is_none()) {
            return Some(RowPrices { scale: 1, ..RowPrices::default() });
        }
        let of_total = |total| Some(RowPrices { scale: 1, total, rows: Vec::new() });
        if low > i128::from(rows.total) {
            return of_total(-1);
        }
        if high < i128::from(rows.total) {
            return of_total(1);
        }
        self.network_exclusion(rows, case, may_miss).or_else(|| {
            // Nor does what one row or the steps exclude.
            let is_plain = case.is_crossed() || case.is_off_step(rows.total);
            is_plain.then(|| RowPrices { scale: 1, ..RowPrices::default() })
        })
    }

    fn network_exclusion(&self, rows: &RuleRows, case: &Case, may_miss: bool) -> Option<RowPrices> {
        let amounts = least_missed(rows, case, &self.approved(), may_miss)?;
        let ones = vec![1; amounts.len()];
        let costs = Costs { kind: CostKind::Nothing, wish: &amounts, weights: &ones };
        Complementary { rows, case, costs, amounts: &amounts, may_miss: true }.prices()
    }

    fn feasible(&self) -> Result<Made<Claim>> {
        let found = Rebalance::new().up_to(self.up_to).run_within(self.plan, self.meter)?;
        let Answer::Found(nearest) = found else { return Ok(Err(NoProof::NotFound)) };
        let amounts = nearest.allocation().amounts().iter().map(|amount| amount.cents()).collect();
        Ok(self.checked(Claim::Feasible(FeasibleClaim { amounts })).ok_or(NoProof::NotFound))
    }

    fn conflict(&self, conflict: &Conflict) -> Result<Made<Vec<Claim>>> {
        let rules: Vec<String> = conflict.rules().map(|rule| rule.id().to_owned()).collect();
        let positions = |without: Option<&str>| -> BTreeSet<usize> {
            let all = self.plan.rulebook().rules().iter().enumerate();
            let is_in = |rule: &Rule| rules.iter().any(|id| id == rule.id()) && Some(rule.id()) != without;
            all.filter(|(_, rule)| is_in(rule)).map(|(number, _)| number).collect()
        };
        let all = self.rows(Some(&positions(None)), true)?;
        if let Some(rule) = all.uncovered.first() {
            return Ok(Err(NoProof::Rule(self.plan.rulebook().rules()[*rule].id().to_owned())));
        }
        let Some(bound) = self.excluding(&positions(None))? else { return Ok(Err(NoProof::NotFound)) };
        let mut without = Vec::new();
        for id in &rules {
            without.extend(self.keeping(&positions(Some(id)))?);
        }
        let irreducible =
            Claim::Irreducible(IrreducibleClaim { rules: rules.clone(), without, bound: bound.clone() });
        let claim = self.checked(irreducible).or_else(|| {
            self.checked(Claim::Impossible(ImpossibleClaim { rules: Some(rules.clone()), bound }))
        });
        let Some(claim) = claim else { return Ok(Err(NoProof::NotFound)) };
        Ok(Ok([claim].into_iter().chain(self.cheapest_relaxation(conflict)?).collect()))
    }

    /// Why no allocation keeps some rules: by a network, or by search.
    fn excluding(&self, rules: &BTreeSet<usize>) -> Result<Option<LowerBound>> {
        let missed = self.rows(Some(rules), true)?;
        if let Some(prices) = self.exclusion(&missed, &Case::of(&missed), true) {
            return Ok(Some(prices.named(self.plan, &missed)));
        }
        let (rows, wish) = (self.rows(Some(rules), false)?, self.approved());
        let weights = vec![1; wish.len()];
        let costs = Costs { kind: CostKind::Nothing, wish: &wish, weights: &weights };
        let case = Case::of(&rows);
        let searched =
            SearchedBound { plan: self.plan, rows: &rows, case: &case, costs, best: None, target: None };
        Ok(match searched.find(&self.meter.aside()) {
            Some(Searched::Proven(bound)) => Some(bound),
            _ => None,
        })
    }

    /// Amounts that keep some rules: by a network, or by search.
    fn keeping(&self, rules: &BTreeSet<usize>) -> Result<Option<Vec<i64>>> {
        let rows = self.rows(Some(rules), true)?;
        if let Some(amounts) = least_missed(&rows, &Case::of(&rows), &self.approved(), true) {
            return Ok(Some(amounts));
        }
        let kept = self.plan.rulebook().rules().iter().enumerate();
        let kept = kept.filter(|(number, _)| rules.contains(number)).map(|(_, rule)| rule.clone());
        let plan = Plan::builder(self.plan.original()).rules(kept).approved(self.plan.approved()).build()?;
        let plan = match self.plan.rulebook().day() {
            Some(day) => plan.on(day)?,
            None => plan,
        };
        let found = Rebalance::new().up_to(self.up_to).run_within(&plan, self.meter)?;
        let amounts =
            |nearest: Nearest| nearest.allocation().amounts().iter().map(|amount| amount.cents()).collect();
        Ok(found.found().map(amounts))
    }

    /// That rules cannot give way by less: by the rules that the conflict names, where these are a network.
    fn cheapest_relaxation(&self, conflict: &Conflict) -> Result<Option<Claim>> {
        let rows = self.rows(None, true)?;
        let case = Case::of(&rows);
        if !rows.uncovered.is_empty() {
            return Ok(None);
        }
        let mut loosened = case.clone();
        for (named, cents) in conflict.relaxation() {
            let cents = i64::try_from(cents).unwrap_or(i64::MAX);
            for (row, (low, high)) in rows.rows.iter().zip(&mut loosened.sides) {
                if self.plan.rulebook().rules()[row.rule].id() == named.id() {
                    *low = low.map(|low| low.saturating_sub(cents));
                    *high = high.map(|high| high.saturating_add(cents));
                }
            }
        }
        let as_named = least_missed(&rows, &loosened, &self.approved(), true);
        let missed = |amounts: &Vec<i64>| Some(rows.missed(amounts).values().sum::<i128>());
        let as_named = as_named.filter(|amounts| missed(amounts) == conflict.relaxation_cents());
        let amounts = as_named.or_else(|| least_missed(&rows, &case, &self.approved(), true));
        let Some(amounts) = amounts else { return Ok(None) };
        let ones = vec![1; amounts.len()];
        let costs = Costs { kind: CostKind::Nothing, wish: &amounts, weights: &ones };
        let found = Complementary { rows: &rows, case: &case, costs, amounts: &amounts, may_miss: true };
        let Some(prices) = found.prices() else { return Ok(None) };
        let id = |rule: usize| self.plan.rulebook().rules()[rule].id().to_owned();
        let missed = rows.missed(&amounts).into_iter();
        let missed =
            missed.map(|(rule, cents)| (id(rule), i64::try_from(cents).unwrap_or(i64::MAX))).collect();
        let (gap, bound) = (WholeNumber(0), prices.named(self.plan, &rows));
        let claim = CheapestRelaxationClaim { missed, amounts, gap, bound };
        Ok(self.checked(Claim::CheapestRelaxation(claim)))
    }
}

/// The case that lines change by less than a peak.
fn closer(rows: &RuleRows, costs: Costs<'_>, peak: i128) -> Case {
    let mut case = Case::of(rows);
    for (line, (wish, weight)) in costs.wish.iter().zip(costs.weights).enumerate() {
        let reach = i64::try_from((peak - 1) / i128::from(*weight)).unwrap_or(i64::MAX);
        case.bounds.tighten(line, [Some(wish.saturating_sub(reach)), Some(wish.saturating_add(reach))]);
    }
    case
}

fn sum(amounts: &[i64]) -> i128 {
    amounts.iter().map(|amount| i128::from(*amount)).sum()
}
