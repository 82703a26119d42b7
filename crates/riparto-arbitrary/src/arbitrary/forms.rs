//! Forms of the language that plans have beside amounts and limits: beginnings of a label's values, days, payers of derived lines,
//! counted changes, units, co-financing.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::envelope::{CO_FINANCED, SOURCES};
use super::money::{accepted, clamped};
use super::percent::any_percent;
use super::pick::{Pick, any_pick};
use super::scope::{PickedScope, any_scope, picked_line};
use riparto_core::Date;
use riparto_core::budget::{Allocation, Scope};
use riparto_core::money::{Percent, Rounding, Weight};
use riparto_core::plan::{CoFinancing, LineUnits, Plan};
use riparto_core::rules::{
    Authorization, ChangeCount, ChangeMade, CountedPer, Derived, Each, Limit, PaidBy, Period, Rule, Rulebook,
};

/// Which forms of the language plans are drawn with, beside amounts and limits; none if nothing else is said. Each is drawn often
/// where it is asked for, and not always.
///
/// ```
/// use proptest::prelude::*;
/// use riparto::Plan;
/// use riparto::arbitrary::{PlanForms, any_plan_of};
///
/// let mut forms = PlanForms::default();
/// forms.payers = true;
/// proptest!(|(plan in any_plan_of(forms))| {
///     prop_assert_eq!(Plan::from_json(&plan.to_json()), Ok(plan));
/// });
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)]
#[non_exhaustive]
pub struct PlanForms {
    /// Rules for each beginning of a label's values (`through`).
    pub beginnings: bool,
    /// Rules that are in force on some days (`when`).
    pub days: bool,
    /// Derived lines for which somebody pays (`paid_by`).
    pub payers: bool,
    /// Limits on how many changes are made, and changes that were (`changes`).
    pub counts: bool,
    /// Lines that are quantities times a unit cost (`units`).
    pub units: bool,
    /// Actions that sources pay for by rates (`co_financing`).
    pub co_financing: bool,
}

impl PlanForms {
    /// All forms.
    #[must_use]
    pub fn all() -> PlanForms {
        PlanForms {
            beginnings: true,
            days: true,
            payers: true,
            counts: true,
            units: true,
            co_financing: true,
        }
    }
}

/// The forms of a plan that is known later.
#[derive(Clone, Debug, Default)]
pub(super) struct FormSeed {
    /// For each rule.
    beginnings: Vec<bool>,
    periods: Vec<Option<(u8, bool, bool)>>,
    payers: Vec<Option<PayerSeed>>,
    flat_rate: Option<FlatRate>,
    counts: Vec<(u32, Authorization, bool, Authorization)>,
    made: Vec<(Authorization, Option<u8>)>,
    /// For each line, how many units it is of.
    units: Vec<Option<u32>>,
    rates: Option<RatesSeed>,
}

#[derive(Clone, Debug)]
enum PayerSeed {
    Giver,
    Receiver,
    Lines(PickedScope),
}

/// A line that is a share of others.
#[derive(Clone, Debug)]
struct FlatRate {
    line: Pick,
    of: PickedScope,
    percent: Percent,
    rounding: Rounding,
    payer: Option<PayerSeed>,
}

#[derive(Clone, Copy, Debug)]
struct RatesSeed {
    rates: usize,
    exception: Option<usize>,
    residual_to: usize,
}

/// Rates of two sources, and of three.
const RATES: [[&[&str]; 4]; 2] = [
    [&["75", "25"], &["90", "10"], &["50", "50"], &["33.333333333", "66.666666667"]],
    [&["60", "28", "12"], &["33.34", "33.33", "33.33"], &["85", "10.5", "4.5"], &["100", "0", "0"]],
];

pub(super) fn form_seed(forms: PlanForms) -> BoxedStrategy<FormSeed> {
    let rules = 8;
    let level = || select(Authorization::ALL.to_vec());
    let periods = vec(option::weighted(0.5, (0..12u8, any::<bool>(), any::<bool>())), rules);
    let flat_rate =
        (any_pick(), any_scope(), any_percent(), any_rounding(), option::weighted(0.9, any_payer()))
            .prop_map(|(line, of, percent, rounding, payer)| FlatRate { line, of, percent, rounding, payer });
    let rates = (0..4usize, option::weighted(0.4, 0..4usize), 0..3usize)
        .prop_map(|(rates, exception, residual_to)| RatesSeed { rates, exception, residual_to });
    let counts = vec((0..3u32, level(), any::<bool>(), level()), 0..=2);
    (
        vec(any::<bool>(), rules),
        periods,
        (vec(option::of(any_payer()), rules), option::of(flat_rate)),
        (counts, vec((level(), option::of(0..24u8)), 0..=3)),
        vec(option::of(1..=12u32), 12),
        rates,
    )
        .prop_map(move |(beginnings, periods, (payers, flat_rate), (counts, made), units, rates)| FormSeed {
            beginnings: if forms.beginnings { beginnings } else { Vec::new() },
            periods: if forms.days { periods } else { Vec::new() },
            payers: if forms.payers { payers } else { Vec::new() },
            flat_rate: flat_rate.filter(|_| forms.payers),
            counts: if forms.counts { counts } else { Vec::new() },
            made: if forms.counts { made } else { Vec::new() },
            units: if forms.units { units } else { Vec::new() },
            rates: forms.co_financing.then_some(rates),
        })
        .boxed()
}

fn any_payer() -> BoxedStrategy<PayerSeed> {
    prop_oneof![
        1 => Just(PayerSeed::Giver),
        1 => Just(PayerSeed::Receiver),
        2 => any_scope().prop_map(PayerSeed::Lines),
    ]
    .boxed()
}

fn any_rounding() -> impl Strategy<Value = Rounding> + Clone {
    select(vec![Rounding::Down, Rounding::Up, Rounding::HalfUp])
}

/// The first day of a month, counted from January 2026.
fn day(month: u8) -> Date {
    let text = format!("{}-{:02}-01", 2026 + u32::from(month / 12), month % 12 + 1);
    accepted(text.parse())
}

impl PayerSeed {
    fn of(&self, allocation: &Allocation) -> PaidBy {
        match self {
            PayerSeed::Giver => PaidBy::Giver,
            PayerSeed::Receiver => PaidBy::Receiver,
            PayerSeed::Lines(scope) => PaidBy::Lines(scope.of(allocation.envelope())),
        }
    }
}

impl FormSeed {
    /// The rules in these forms, and more of them; a rule stays as it is, or is left out, where it cannot be read beside the others.
    pub(super) fn rules(&self, rules: impl IntoIterator<Item = Rule>, original: &Allocation) -> Vec<Rule> {
        let is_read =
            |rules: &[Rule]| Rulebook::compile(original.envelope(), rules.to_vec(), original).is_ok();
        let mut read: Vec<Rule> = Vec::new();
        for (number, rule) in rules.into_iter().enumerate() {
            let formed = self.formed(number, &rule, original);
            let is_formed = formed != rule;
            read.push(formed);
            if is_formed && !is_read(&read) {
                read.pop();
                read.push(rule);
            }
        }
        for rule in self.more_rules(original) {
            read.push(rule);
            if !is_read(&read) {
                read.pop();
            }
        }
        read
    }

    fn formed(&self, number: usize, rule: &Rule, original: &Allocation) -> Rule {
        let payer = self.payers.get(number).and_then(Option::as_ref);
        let mut formed = match (rule.limit(), payer) {
            (Limit::Derived(derived), Some(payer)) => {
                let limit = Limit::Derived(derived.clone().paid_by(payer.of(original)));
                let made = accepted(Rule::new(rule.id(), rule.scope().clone(), limit));
                accepted(made.with_needs(rule.needs()))
            }
            _ => rule.clone(),
        };
        if let (Some(Each::Label(key)), Some(true)) = (rule.each(), self.beginnings.get(number)) {
            formed = accepted(formed.with_each(Each::Through(key.clone())));
        }
        match self.periods.get(number).copied().flatten() {
            Some((month, from, until)) => {
                let from = (from || !until).then(|| day(month));
                formed.with_when(accepted(Period::new(from, until.then(|| day(month + 3)))))
            }
            None => formed,
        }
    }

    fn more_rules(&self, original: &Allocation) -> Vec<Rule> {
        let flat_rate = self.flat_rate.iter().map(|flat_rate| {
            let line = picked_line(original.envelope(), flat_rate.line);
            let derived = Derived::new(flat_rate.percent, flat_rate.of.of(original.envelope()));
            let derived = derived.rounding(flat_rate.rounding);
            let derived = match &flat_rate.payer {
                Some(payer) => derived.paid_by(payer.of(original)),
                None => derived,
            };
            accepted(Rule::new("flat-rate", Scope::lines([line.id()]), Limit::Derived(derived)))
        });
        let counts =
            self.counts.iter().enumerate().filter_map(|(number, (at_most, needing, per_year, needs))| {
                let per = if *per_year { CountedPer::Year } else { CountedPer::Plan };
                let count = ChangeCount::new(*at_most, *needing).per(per);
                let rule = Rule::new(format!("counted{number}"), Scope::all(), Limit::Changes(count)).ok()?;
                Some(rule.clone().with_needs(*needs).unwrap_or(rule))
            });
        flat_rate.chain(counts).collect()
    }

    pub(super) fn changes_made(&self) -> impl Iterator<Item = ChangeMade> {
        self.made.iter().map(|(needs, month)| ChangeMade::new(*needs, month.map(day)))
    }

    /// The plan with units, and co-financed where its lines can be.
    pub(super) fn finished(&self, plan: Plan) -> Plan {
        let amounts = plan.original().amounts().to_vec();
        let ids: Vec<String> = plan.envelope().lines().map(|line| line.id().to_owned()).collect();
        let mut plan = plan;
        for ((id, amount), count) in ids.iter().zip(&amounts).zip(&self.units) {
            let Some(count) = count else { continue };
            let count = if amount.cents() % i64::from(*count) == 0 { *count } else { 1 };
            let unit_cost: Weight = accepted(clamped(amount.cents() / i64::from(count)).to_string().parse());
            let units = LineUnits::new(unit_cost).quantity(Weight::from(count), "desks");
            plan = plan.clone().with_units(id, units).unwrap_or(plan);
        }
        let Some(co_financing) = self.co_financing(&plan) else { return plan };
        plan.clone().with_co_financing(co_financing).unwrap_or(plan)
    }

    fn co_financing(&self, plan: &Plan) -> Option<CoFinancing> {
        let seed = self.rates?;
        let [each, by] = CO_FINANCED;
        let pays =
            |source: &&&str| plan.envelope().lines().any(|line| line.labels().get(by) == Some(**source));
        let sources: Vec<&str> = SOURCES.iter().filter(pays).copied().collect();
        let known = RATES.get(sources.len().checked_sub(2)?)?;
        let rates = |number: usize| -> Vec<(&str, Percent)> {
            let percents = known[number].iter().map(|percent| accepted(percent.parse()));
            sources.iter().copied().zip(percents).collect()
        };
        let residual_to = sources[seed.residual_to % sources.len()];
        let co_financing = CoFinancing::new([each, by], rates(seed.rates), residual_to);
        Some(match seed.exception {
            Some(number) => co_financing.exception("A1", rates(number)),
            None => co_financing,
        })
    }
}
