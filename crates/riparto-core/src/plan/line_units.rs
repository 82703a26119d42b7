//! `LineUnits`: a line as quantities times a unit cost.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::budget::check_title;
use crate::capacity::MAX_QUANTITIES;
use crate::error::{Cause, Result, quote};
use crate::money::{Language, Money, Weight};
use crate::words::{Bilingual, among, both};

/// What a line is made of: quantities times a unit cost, all exact decimals. Their product is the line's original amount, to the cent.
///
/// ```
/// use riparto::{Plan, Proposal};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "150000.00",
///          "lines": [ {"id": "mediation", "amount": "120960.00",
///                      "units": {"quantities": [{"count": "12", "of": "mediators"}, {"count": "320", "of": "hours"}], "unit_cost": "31.50"}},
///                     {"id": "reserve", "amount": "29040.00"} ] }"#,
/// )?;
/// let units = plan.units("mediation").unwrap().with_count("mediators", "13".parse()?)?;
/// let recomputed = plan.recomputed("mediation", units)?;
/// assert_eq!((recomputed.amount().to_string(), recomputed.change().to_string()), ("131040.00".into(), "10080.00".into()));
/// let proposal = Proposal::new("p1", "anci")?.with_transfers(recomputed.transfer("reserve")?)?;
/// assert_eq!(plan.assess(&proposal)?.after().amount("mediation")?, recomputed.amount());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[doc(alias = "costo unitario")]
#[non_exhaustive]
pub struct LineUnits {
    /// What is counted, each once: mediators, hours.
    pub quantities: Vec<LineQuantity>,
    /// What one costs.
    pub unit_cost: Weight,
}

/// How many of something.
///
/// ```
/// use riparto::plan::{LineQuantity, LineUnits};
///
/// let units = LineUnits::new("31.50".parse()?).quantity("12".parse()?, "mediators").quantity("320".parse()?, "hours");
/// assert_eq!(units.quantities[1], LineQuantity::new("320".parse()?, "hours"));
/// assert_eq!(units.amount()?.to_string(), "120960.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LineQuantity {
    /// How many.
    pub count: Weight,
    /// Of what.
    pub of: String,
}

/// A product: digits, and how many of them are decimals.
struct Product {
    digits: u128,
    decimals: u32,
}

impl LineQuantity {
    /// So many of something.
    #[must_use]
    pub fn new(count: Weight, of: impl Into<String>) -> LineQuantity {
        LineQuantity { count, of: of.into() }
    }
}

impl LineUnits {
    /// A unit cost, still without quantities.
    #[must_use]
    pub fn new(unit_cost: Weight) -> LineUnits {
        LineUnits { quantities: Vec::new(), unit_cost }
    }

    /// Adds a quantity.
    #[must_use]
    pub fn quantity(mut self, count: Weight, of: impl Into<String>) -> LineUnits {
        self.quantities.push(LineQuantity::new(count, of));
        self
    }

    /// The same with another count of something.
    ///
    /// # Errors
    /// Nothing such is counted (`quantity_unknown`).
    pub fn with_count(&self, of: &str, count: Weight) -> Result<LineUnits> {
        let mut units = self.clone();
        match units.quantities.iter_mut().find(|quantity| quantity.of == of) {
            Some(quantity) => quantity.count = count,
            None => {
                let counted = self.quantities.iter().map(|quantity| quantity.of.as_str());
                let known = among(of, &both("what is counted is", "si contano"), counted);
                return Err(Cause::QuantityUnknown { of: quote(of), known }.into());
            }
        }
        Ok(units)
    }

    /// The same at another unit cost.
    #[must_use]
    pub fn with_unit_cost(self, unit_cost: Weight) -> LineUnits {
        LineUnits { unit_cost, ..self }
    }

    /// The product, in whole cents.
    ///
    /// # Errors
    /// No whole cents, or too many (`units_inexact`); no quantity or too many (`too_many`), one that is named twice (`id_taken`) or not at
    /// all (`text_missing`, `text_too_long`, `text_malformed`).
    pub fn amount(&self) -> Result<Money> {
        self.check()?;
        let product = self.product();
        let whole = product.as_ref().and_then(Product::cents).and_then(Money::from_wide);
        whole.ok_or_else(|| {
            let product = product.map_or_else(
                || both("a number of too many digits", "un numero con troppe cifre"),
                |product| product.words(),
            );
            Cause::UnitsInexact { units: self.words(), product }.into()
        })
    }

    /// As in a sentence: `12 mediators × 320 hours × 31.50`.
    #[doc(hidden)]
    pub fn words(&self) -> Bilingual {
        Bilingual::of(|language| {
            let number = |number: Weight| {
                let text = number.to_string();
                if language == Language::Italian { text.replace('.', ",") } else { text }
            };
            let counted =
                self.quantities.iter().map(|quantity| format!("{} {}", number(quantity.count), quantity.of));
            counted.chain([number(self.unit_cost)]).collect::<Vec<_>>().join(" × ")
        })
    }

    fn check(&self) -> Result<()> {
        let (found, allowed) = (self.quantities.len(), MAX_QUANTITIES);
        if found == 0 || found > allowed {
            return Err(Cause::TooMany {
                what: both("quantities of a line", "quantità di una voce"),
                found,
                allowed,
            }
            .into());
        }
        let mut names = BTreeSet::new();
        for quantity in &self.quantities {
            check_title(both("the name of a quantity", "il nome di una quantità"), &quantity.of)?;
            if !names.insert(&quantity.of) {
                let (what, id) = (both("quantity", "quantità"), quote(&quantity.of));
                return Err(Cause::IdTaken { what, id }.into());
            }
        }
        Ok(())
    }

    fn product(&self) -> Option<Product> {
        let factors = self.quantities.iter().map(|quantity| quantity.count).chain([self.unit_cost]);
        factors.map(Weight::shortest).try_fold(Product { digits: 1, decimals: 0 }, |product, factor| {
            let (digits, decimals) = factor.parts();
            let digits = product.digits.checked_mul(u128::from(digits))?;
            Some(Product { digits, decimals: product.decimals + decimals }.shortest())
        })
    }
}

impl Product {
    fn shortest(mut self) -> Product {
        while self.decimals > 0 && self.digits.is_multiple_of(10) {
            self = Product { digits: self.digits / 10, decimals: self.decimals - 1 };
        }
        self
    }

    /// In cents, if they are whole.
    fn cents(&self) -> Option<i128> {
        let unit = 10u128.pow(2u32.checked_sub(self.decimals)?);
        i128::try_from(self.digits.checked_mul(unit)?).ok()
    }

    fn words(&self) -> Bilingual {
        let text = self.digits.to_string();
        let decimals = self.decimals as usize;
        let text = format!("{text:0>width$}", width = decimals + 1);
        let (whole, decimals) = text.split_at(text.len() - decimals);
        let joined = |mark: &str| {
            if decimals.is_empty() { whole.to_owned() } else { format!("{whole}{mark}{decimals}") }
        };
        Bilingual::new(joined("."), joined(","))
    }
}
