//! `RecomputedLine`: a line whose quantities or unit cost change.

use std::sync::Arc;

use serde::Serialize;

use super::financial_plan::Plan;
use super::line_units::LineUnits;
use super::transfer::Transfer;
use crate::error::{Cause, Error, Result, quote};
use crate::money::{Money, MoneyDelta, Weight};
use crate::words::{Bilingual, named};

/// A line with other units: what it then holds, and by how much that is more than it holds now.
///
/// ```
/// use riparto::Plan;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "30.00",
///          "lines": [ {"id": "desks", "amount": "30.00", "units": {"quantities": [{"count": "3", "of": "desks"}], "unit_cost": "10"}} ] }"#,
/// )?;
/// let fewer = plan.units("desks").unwrap().with_count("desks", "2.5".parse()?)?;
/// assert_eq!(plan.recomputed("desks", fewer)?.change().to_string(), "-5.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecomputedLine {
    line: String,
    units: LineUnits,
    amount: Money,
    change: MoneyDelta,
}

impl RecomputedLine {
    /// The id of the line.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }

    /// The units.
    #[must_use]
    pub fn units(&self) -> &LineUnits {
        &self.units
    }

    /// What the line then holds.
    #[must_use]
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// By how much that is more than what is approved for the line.
    #[must_use]
    pub fn change(&self) -> MoneyDelta {
        self.change
    }

    /// The transfer between another line and this one that it takes; none if nothing changes.
    ///
    /// # Errors
    /// As [`Transfer::new`].
    pub fn transfer(&self, other: &str) -> Result<Option<Transfer>> {
        let (line, amount) = (self.line.as_str(), self.change.abs());
        let [from, to] = if self.change > MoneyDelta::ZERO { [other, line] } else { [line, other] };
        (!amount.is_zero()).then(|| Transfer::new(from, to, amount)).transpose()
    }
}

impl Plan {
    /// What a line is made of, if the plan says so.
    #[must_use]
    pub fn units(&self, line: &str) -> Option<&LineUnits> {
        self.units.get(line)
    }

    /// The plan with what a line is made of.
    ///
    /// # Errors
    /// An unknown line (`line_unknown`), units that do not make the line's original amount (`units_differ`), those of
    /// [`LineUnits::amount`].
    pub fn with_units(mut self, line: &str, units: LineUnits) -> Result<Plan> {
        let amount = self.original().amount(line)?;
        let place = |error: Error| error.at(named("line", "voce", quote(line)));
        let product = units.amount().map_err(place)?;
        if product != amount {
            let size = MoneyDelta::words(i128::from(product.cents() - amount.cents()).abs());
            let [less, more] = [("less", "in meno"), ("more", "in più")].map(|(english, italian)| {
                Bilingual::new(
                    format!("the units make {} {english}", size),
                    format!("le unità danno {} {italian}", size.italian()),
                )
            });
            let difference = if product < amount { less } else { more };
            let (units, product, amount) = (units.words(), product.words(), amount.words());
            return Err(place(Cause::UnitsDiffer { units, product, amount, difference }.into()));
        }
        Arc::make_mut(&mut self.units).insert(line.to_owned(), units);
        Ok(self)
    }

    /// A line with other counts of its quantities, by what they are of, and another unit cost if one is given.
    ///
    /// ```
    /// use riparto::Plan;
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "30.00",
    ///          "lines": [ {"id": "desks", "amount": "30.00", "units": {"quantities": [{"count": "3", "of": "desks"}], "unit_cost": "10"}} ] }"#,
    /// )?;
    /// assert_eq!(plan.recounted("desks", [("desks", "4".parse()?)], None)?.change().to_string(), "10.00");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// A line that states none (`units_missing`), a quantity that it does not state (`quantity_unknown`); as [`Plan::recomputed`].
    pub fn recounted<'c>(
        &self,
        line: &str,
        counts: impl IntoIterator<Item = (&'c str, Weight)>,
        unit_cost: Option<Weight>,
    ) -> Result<RecomputedLine> {
        self.line(line)?;
        let units = self.units(line).ok_or_else(|| Cause::UnitsMissing { line: quote(line) })?.clone();
        let counted = counts.into_iter().try_fold(units, |units, (of, count)| units.with_count(of, count));
        let units = counted.map_err(|error| error.at(named("line", "voce", quote(line))))?;
        self.recomputed(line, unit_cost.map_or(units.clone(), |cost| units.with_unit_cost(cost)))
    }

    /// A line with other units: its amount, and the change.
    ///
    /// # Errors
    /// An unknown line (`line_unknown`); those of [`LineUnits::amount`].
    pub fn recomputed(&self, line: &str, units: LineUnits) -> Result<RecomputedLine> {
        let held = self.approved().amount(line)?;
        let amount = units.amount().map_err(|error| error.at(named("line", "voce", quote(line))))?;
        Ok(RecomputedLine { line: line.to_owned(), units, amount, change: amount - held })
    }
}
