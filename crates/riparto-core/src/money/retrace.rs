//! `Retrace`: which method and unit reproduce the published amounts of a split, and what is off under each.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::amount::{Money, MoneyDelta};
use super::apportionment::{Apportion, add_fixed};
use super::criterion::{AllocationKey, check_count};
use super::exact_apportionment::ExactSplitting;
use super::method::{Method, MethodName, TieBreak};
use super::weight::Weight;
use crate::error::{Cause, Result};
use crate::words::both;

/// How many lines that are off an answer names for each method.
const NAMED: usize = 10;

/// The units that are tried where none is named, in cents: powers of ten from a cent to a million euros.
const UNITS: [i64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// Published amounts compared with what weights or criteria give under each method, in the unit that explains them best.
///
/// In JSON a map of `adds_up`, `difference` (published sum less total), `unassigned` (what nobody received), `unit`, `key`, `methods`
/// (by name; each with `lines_off`, `cents_off`, `largest`, all in cents, and the first ten `lines` that are off with what each is
/// `off`) and `reproduced_by`.
///
/// ```
/// use riparto::money::{AllocationKey, Apportion, KeyFit, MethodName, Retrace, Weight};
///
/// let keys = ["4.69", "20.99", "74.32"].map(|key| key.parse::<Weight>().unwrap());
/// let published = ["35920.89".parse()?, "160763.21".parse()?, "569219.70".parse()?];
/// let key = AllocationKey::Weights(&keys);
/// let retrace = Retrace::of("765903.80".parse()?, key, &published, &Apportion::new())?;
/// assert!(retrace.adds_up());
/// assert_eq!(retrace.reproduced_by().next(), Some(MethodName::LargestRemainder));
/// assert_eq!(retrace.key(), KeyFit::Exact);
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "verifica di un riparto")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retrace {
    total: Money,
    published: Vec<Money>,
    difference: MoneyDelta,
    unit: Money,
    methods: Vec<RetracedMethod>,
    key: KeyFit,
}

/// What the published amounts say about the weights.
///
/// ```
/// use riparto::money::KeyFit;
///
/// assert_eq!(serde_json::to_value(KeyFit::TooCoarse).unwrap(), "too_coarse");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyFit {
    /// A method reproduces every amount from them.
    Exact,
    /// Some lines are off by what rounding can explain: at most a unit for each part.
    Rounding,
    /// No rounding explains the amounts, and the weights are the percentages of the amounts as printed, with fewer decimals: the
    /// amounts come from finer ones.
    TooCoarse,
    /// No rounding explains the amounts: they were not made from these weights alone.
    Other,
}

/// The published amounts against one method.
///
/// ```
/// use riparto::money::{AllocationKey, Apportion, Retrace, Weight};
///
/// let weights = [Weight::from(1); 3];
/// let published = ["33.33".parse()?, "33.33".parse()?, "33.33".parse()?];
/// let key = AllocationKey::Weights(&weights);
/// let retrace = Retrace::of("100.00".parse()?, key, &published, &Apportion::new())?;
/// let found: Vec<usize> = retrace.methods().iter().map(|method| method.lines_off()).collect();
/// assert_eq!(found, [1, 1, 1, 1, 1, 1, 0]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetracedMethod {
    name: MethodName,
    amounts: Vec<Money>,
    off: Vec<(usize, MoneyDelta)>,
    cents_off: u64,
    largest: u64,
    tie_break: TieBreak,
    residual_to: Option<usize>,
    difference: Option<MoneyDelta>,
}

impl RetracedMethod {
    /// The method.
    #[must_use]
    pub fn name(&self) -> MethodName {
        self.name
    }

    /// What the method gives each part.
    #[must_use]
    pub fn amounts(&self) -> &[Money] {
        &self.amounts
    }

    /// The parts that are off, by position from zero, and what is published less what the method gives.
    #[must_use]
    pub fn off(&self) -> &[(usize, MoneyDelta)] {
        &self.off
    }

    /// How many lines are off.
    #[must_use]
    pub fn lines_off(&self) -> usize {
        self.off.len()
    }

    /// By how many cents lines are off in all, signs dropped.
    #[must_use]
    pub fn cents_off(&self) -> u64 {
        self.cents_off
    }

    /// By how many cents the line is off that is off most.
    #[must_use]
    pub fn largest(&self) -> u64 {
        self.largest
    }

    /// What decided between equal claims: the first part, unless another tie break reproduces all amounts.
    #[must_use]
    pub fn tie_break(&self) -> TieBreak {
        self.tie_break
    }

    /// The part that fits best for what is left: under `cut_down`, and for what the total has below one unit.
    #[must_use]
    pub fn residual_to(&self) -> Option<usize> {
        self.residual_to
    }

    /// By how much the shares rounded half up miss the total.
    #[must_use]
    pub fn difference(&self) -> Option<MoneyDelta> {
        self.difference
    }
}

impl Retrace {
    /// Compares published amounts with what each method gives. The options say what else held: floors, ceilings, what is fixed, who
    /// pays, and the unit; without a unit, the cent and each power of ten of which most amounts are multiples are tried. Their
    /// method plays no part.
    ///
    /// # Errors
    /// Amounts that are not one for each weight (`bounds_mismatch`), and those of [`Apportion::split`].
    pub fn of(
        total: Money,
        key: AllocationKey<'_>,
        published: &[Money],
        options: &Apportion,
    ) -> Result<Retrace> {
        check_count(key.len())?;
        if published.len() != key.len() {
            // An empty list is no list of amounts either.
            let (what, found) = (both("published amounts", "importi pubblicati"), published.len());
            return Err(Cause::BoundsMismatch { what, found, parts: key.len() }.into());
        }
        let sum: i128 = published.iter().map(|amount| i128::from(amount.cents())).sum();
        let difference = MoneyDelta::from_wide(sum - i128::from(total.cents())).ok_or_else(|| {
            let operation = both("the sum of the published amounts", "la somma degli importi pubblicati");
            Cause::AmountOverflow { operation, allowed: Money::MAX.words() }
        })?;
        let mut best: Option<(Money, Vec<RetracedMethod>)> = None;
        for unit in units(total, published, options) {
            let methods = RetracedSplit { total, key, published, unit }.methods(options)?;
            let least = |methods: &[RetracedMethod]| methods.iter().map(RetracedMethod::lines_off).min();
            let found = least(&methods);
            if best.as_ref().is_none_or(|(_, best)| found < least(best)) {
                best = Some((unit, methods));
            }
            if found == Some(0) {
                break;
            }
        }
        let (unit, methods) = best.unwrap_or_default();
        let key = fit(key, published, unit, &methods);
        Ok(Retrace { total, published: published.to_vec(), difference, unit, methods, key })
    }

    /// What was split.
    #[must_use]
    pub fn total(&self) -> Money {
        self.total
    }

    /// The published amounts.
    #[must_use]
    pub fn published(&self) -> &[Money] {
        &self.published
    }

    /// Whether the published amounts sum to the total.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.difference.is_zero()
    }

    /// The published sum less the total.
    #[must_use]
    pub fn difference(&self) -> MoneyDelta {
        self.difference
    }

    /// What nobody received of the total.
    #[must_use]
    pub fn unassigned(&self) -> Money {
        if self.difference.cents() < 0 { self.difference.abs() } else { Money::ZERO }
    }

    /// The unit that explains the amounts best.
    #[must_use]
    pub fn unit(&self) -> Money {
        self.unit
    }

    /// Each method.
    #[must_use]
    pub fn methods(&self) -> &[RetracedMethod] {
        &self.methods
    }

    /// The methods under which no line is off.
    pub fn reproduced_by(&self) -> impl Iterator<Item = MethodName> + '_ {
        self.methods.iter().filter(|method| method.off.is_empty()).map(RetracedMethod::name)
    }

    /// The method under which the fewest lines are off, then the fewest cents.
    #[must_use]
    pub fn nearest(&self) -> Option<&RetracedMethod> {
        self.methods.iter().min_by_key(|method| (method.off.len(), method.cents_off))
    }

    /// What the amounts say about the weights.
    #[must_use]
    pub fn key(&self) -> KeyFit {
        self.key
    }
}

/// The units to try, from small to large.
fn units(total: Money, published: &[Money], options: &Apportion) -> Vec<Money> {
    if let Some(unit) = options.named_unit() {
        return vec![unit];
    }
    let above_zero = published.iter().filter(|amount| !amount.is_zero()).count();
    let fits = |unit: &i64| {
        let multiples = published.iter().filter(|amount| !amount.is_zero() && amount.cents() % unit == 0);
        *unit == 1 || (total.cents() % unit == 0 && above_zero > 0 && multiples.count() * 2 >= above_zero)
    };
    UNITS.into_iter().filter(fits).map(|unit| Money::saturating(unit.into())).collect()
}

/// What is compared, in one unit.
struct RetracedSplit<'a> {
    total: Money,
    key: AllocationKey<'a>,
    published: &'a [Money],
    unit: Money,
}

impl RetracedSplit<'_> {
    fn methods(&self, options: &Apportion) -> Result<Vec<RetracedMethod>> {
        let options = options.clone().unit(self.unit);
        let half_up = options.half_up(self.total, self.key)?;
        // Half up adds a unit to the shares that it rounds up: without it they are rounded down.
        let mut down = half_up.amounts().to_vec();
        for leftover in half_up.leftovers() {
            let amount = &mut down[leftover.part];
            *amount = Money::saturating(i128::from(amount.cents()) - i128::from(leftover.cents));
        }
        let mut found = Vec::with_capacity(7);
        for (name, method) in [
            (MethodName::LargestRemainder, Method::LargestRemainder),
            (MethodName::Webster, Method::Webster),
            (MethodName::Jefferson, Method::Jefferson),
            (MethodName::Adams, Method::Adams),
            (MethodName::HuntingtonHill, Method::HuntingtonHill),
        ] {
            match self.by(name, &options.clone().method(method)) {
                Ok(compared) => found.push(compared),
                // Those who do not pay are rounded before the payers under divisor methods: it may be just these that fail.
                Err(error) if error.code().starts_with("payers_") => {}
                Err(error) => return Err(error),
            }
        }
        found.push(self.with_residual(MethodName::Truncated, down));
        let mut rounded = self.compared(MethodName::HalfUp, half_up.amounts().to_vec());
        rounded.difference = Some(half_up.difference());
        found.push(rounded);
        Ok(found)
    }

    /// One method, with the first part before others of equal claims, unless another tie break reproduces all.
    fn by(&self, name: MethodName, options: &Apportion) -> Result<RetracedMethod> {
        let (amounts, is_tied) = self.multiples(options)?;
        let mut first = self.with_residual(name, amounts);
        first.tie_break = options.broken_by();
        if is_tied && !first.off.is_empty() {
            for tie_break in [TieBreak::First, TieBreak::Last, TieBreak::LargestWeight] {
                let (amounts, _) = self.multiples(&options.clone().tie_break(tie_break))?;
                let other = self.with_residual(name, amounts);
                if other.off.is_empty() {
                    return Ok(RetracedMethod { tie_break, ..other });
                }
            }
        }
        Ok(first)
    }

    /// The split of the whole units, and whether a tie was broken.
    fn multiples(&self, options: &Apportion) -> Result<(Vec<Money>, bool)> {
        if self.total.cents() % self.unit.cents() == 0 {
            let split = options.split(self.total, self.key)?;
            let is_tied = !split.receipt().tied.is_empty();
            return Ok((split.into_amounts(), is_tied));
        }
        let after = options.without_fixed(self.total, self.key.len(), self.unit)?;
        let question = options.question(after.total, (self.unit, &after.floors, &after.ceilings));
        let outcome = ExactSplitting::new(&question, self.key)?.whole_units(options.method_in_use())?;
        let mut amounts = outcome.amounts;
        add_fixed(&mut amounts, options.fixed_amounts());
        Ok((amounts, !outcome.tied.is_empty()))
    }

    /// Amounts with what they leave of the total given to the part that it fits best.
    fn with_residual(&self, name: MethodName, mut amounts: Vec<Money>) -> RetracedMethod {
        let sum: i128 = amounts.iter().map(|amount| i128::from(amount.cents())).sum();
        let left = i128::from(self.total.cents()) - sum;
        if left == 0 {
            return self.compared(name, amounts);
        }
        let off = |part: usize, more: i128| {
            let apart = i128::from(self.published[part].cents()) - i128::from(amounts[part].cents()) - more;
            (usize::from(apart != 0), apart.unsigned_abs())
        };
        // What a part is off with the rest less what it is off without it: the least, of equal ones the last part.
        let gain = |part: &usize| {
            let ((lines, cents), (lines_before, cents_before)) = (off(*part, left), off(*part, 0));
            let wide = |number: u128| i128::try_from(number).unwrap_or(i128::MAX);
            (
                i64::from(lines > lines_before) - i64::from(lines < lines_before),
                wide(cents) - wide(cents_before),
            )
        };
        let best = (0..amounts.len()).rev().min_by_key(gain);
        if let Some(best) = best {
            amounts[best] = Money::saturating(i128::from(amounts[best].cents()) + left);
        }
        RetracedMethod { residual_to: best, ..self.compared(name, amounts) }
    }

    fn compared(&self, name: MethodName, amounts: Vec<Money>) -> RetracedMethod {
        let pairs = self.published.iter().zip(&amounts).enumerate();
        let apart = pairs.map(|(part, (published, amount))| (part, *published - *amount));
        let off: Vec<(usize, MoneyDelta)> = apart.filter(|(_, apart)| !apart.is_zero()).collect();
        let cents = |apart: &MoneyDelta| apart.cents().unsigned_abs();
        let cents_off = off.iter().fold(0u64, |sum, (_, apart)| sum.saturating_add(cents(apart)));
        let largest = off.iter().map(|(_, apart)| cents(apart)).max().unwrap_or(0);
        let tie_break = TieBreak::First;
        RetracedMethod {
            name,
            amounts,
            off,
            cents_off,
            largest,
            tie_break,
            residual_to: None,
            difference: None,
        }
    }
}

/// What the amounts say about the weights.
fn fit(key: AllocationKey<'_>, published: &[Money], unit: Money, methods: &[RetracedMethod]) -> KeyFit {
    if methods.iter().any(|method| method.off.is_empty()) {
        return KeyFit::Exact;
    }
    let least = methods.iter().map(|method| method.largest).min().unwrap_or(0);
    let by_rounding = u128::from(unit.cents().unsigned_abs()) * published.len() as u128;
    if u128::from(least) <= by_rounding {
        return KeyFit::Rounding;
    }
    match key {
        AllocationKey::Weights(weights) if are_printed(weights, published) => KeyFit::TooCoarse,
        _ => KeyFit::Other,
    }
}

/// Whether each weight is the percentage of its amount in the sum, to within half a unit of the last decimal that is printed.
fn are_printed(weights: &[Weight], published: &[Money]) -> bool {
    let decimals = weights.iter().map(|weight| weight.decimals()).max().unwrap_or(0);
    let sum: u128 = published.iter().map(|amount| u128::from(amount.cents().unsigned_abs())).sum();
    let hundred = 10u128.pow(decimals + 2);
    weights.iter().zip(published).all(|(weight, amount)| {
        let Some(printed) = weight.scaled(decimals) else { return false };
        // Both numbers are below 2^128: a percentage of at most 20 digits times 2^48 cents, a weight of 18 digits times a sum below 2^68.
        let implied = hundred * u128::from(amount.cents().unsigned_abs());
        implied.abs_diff(u128::from(printed) * sum) * 2 <= sum
    })
}

impl Serialize for Retrace {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("adds_up", &self.adds_up())?;
        map.serialize_entry("difference", &self.difference)?;
        map.serialize_entry("unassigned", &self.unassigned())?;
        map.serialize_entry("unit", &self.unit)?;
        map.serialize_entry("key", &self.key)?;
        map.serialize_entry("methods", &ByName(&self.methods))?;
        map.serialize_entry("reproduced_by", &self.reproduced_by().collect::<Vec<_>>())?;
        map.end()
    }
}

struct ByName<'a>(&'a [RetracedMethod]);

impl Serialize for ByName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|method| (method.name, method)))
    }
}

impl Serialize for RetracedMethod {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("lines_off", &self.off.len())?;
        map.serialize_entry("cents_off", &self.cents_off)?;
        map.serialize_entry("largest", &self.largest)?;
        let named = self.off.iter().take(NAMED);
        map.serialize_entry("lines", &named.clone().map(|(part, _)| *part).collect::<Vec<_>>())?;
        map.serialize_entry("off", &named.map(|(_, apart)| *apart).collect::<Vec<_>>())?;
        if self.tie_break != TieBreak::First {
            map.serialize_entry("tie_break", &self.tie_break)?;
        }
        if let Some(part) = self.residual_to {
            map.serialize_entry("residual_to", &part)?;
        }
        if let Some(difference) = self.difference {
            map.serialize_entry("difference", &difference)?;
        }
        map.end()
    }
}
