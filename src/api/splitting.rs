//! Splitting an amount, and retracing a published split.

use super::proof_answer::ProofAnswer;
use super::request::Request;
use super::response_body::ResponseBody;
use super::split_answer::SplitAnswer;
use super::split_fields::{BoundsField, FixedField};
use riparto_core::error::{Cause, Result};
use riparto_core::money::{AllocationKey, Apportion, Criterion, MethodName, Money, Retrace, Weight};
use riparto_core::words::both;
use riparto_proof::proof::Proof;
use riparto_rebalance::transfers::pay;
use riparto_solve::Meter;

pub(super) const APPORTION_FIELDS: &[&str] = &[
    "total",
    "weights",
    "criteria",
    "floors",
    "ceilings",
    "fixed",
    "payers",
    "unit",
    "method",
    "tie_break",
    "residual_to",
    "receipt",
    "proof",
    "effort",
    "lang",
];
pub(super) const RETRACE_FIELDS: &[&str] = &[
    "total",
    "weights",
    "criteria",
    "published",
    "floors",
    "ceilings",
    "fixed",
    "payers",
    "unit",
    "effort",
    "lang",
];

/// Weights or criteria as a request has them.
enum SplitKey {
    Weights(Vec<Weight>),
    Criteria(Vec<Criterion>),
}

impl SplitKey {
    fn read(request: &Request<'_>, operation: &'static str, meter: &Meter) -> Result<SplitKey> {
        /// Units of work for each part: every method sorts them, and looks at them some times.
        const SPLIT: usize = 64;
        let criteria = request.optional::<Vec<Criterion>>("criteria")?;
        let key = match criteria {
            Some(_) if request.optional::<Vec<Weight>>("weights")?.is_some() => {
                return Err(Cause::KeyTwice {}.into());
            }
            Some(criteria) => SplitKey::Criteria(criteria),
            None => SplitKey::Weights(request.required("weights", operation)?),
        };
        let work = match &key {
            SplitKey::Weights(weights) => weights.len(),
            // Each criterion lengthens the numbers of all parts.
            SplitKey::Criteria(criteria) => {
                let weights: usize = criteria.iter().map(|criterion| criterion.weights().len()).sum();
                weights.saturating_mul(criteria.len().max(1))
            }
        };
        pay(meter, work.saturating_mul(SPLIT))?;
        Ok(key)
    }

    fn borrowed(&self) -> AllocationKey<'_> {
        match self {
            SplitKey::Weights(weights) => AllocationKey::Weights(weights),
            SplitKey::Criteria(criteria) => AllocationKey::Criteria(criteria),
        }
    }

    fn parts(&self) -> usize {
        match self {
            SplitKey::Weights(weights) => weights.len(),
            SplitKey::Criteria(criteria) => criteria.first().map_or(0, |first| first.weights().len()),
        }
    }
}

/// The options that both operations have.
fn options(request: &Request<'_>, parts: usize) -> Result<Apportion> {
    let mut options = Apportion::new();
    options = match request.optional("floors")? {
        Some(BoundsField::Amounts(floors)) => options.floors(floors),
        Some(BoundsField::Shares(shares)) => {
            let floors = options.floors_of(shares.percent, &shares.of);
            floors.map_err(|error| error.at(both("floors", "minimi")))?
        }
        None => options,
    };
    options = match request.optional("ceilings")? {
        Some(BoundsField::Amounts(ceilings)) => options.ceilings(ceilings),
        Some(BoundsField::Shares(shares)) => {
            let ceilings = options.ceilings_of(shares.percent, &shares.of);
            ceilings.map_err(|error| error.at(both("ceilings", "massimi")))?
        }
        None => options,
    };
    options = match request.optional("fixed")? {
        Some(FixedField::Each(fixed)) => options.fixed(fixed),
        Some(FixedField::All(fixed)) => options.fixed(vec![fixed; parts]),
        None => options,
    };
    options = options.payers(request.optional("payers")?.unwrap_or_default());
    Ok(match request.optional("unit")? {
        Some(unit) => options.unit(unit),
        None => options,
    })
}

pub(super) fn run_apportion(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    const NAME: &str = "apportion";
    let total: Money = request.required("total", NAME)?;
    let key = SplitKey::read(request, NAME, meter)?;
    let name = request.optional::<MethodName>("method")?.unwrap_or_default();
    let residual_to: Option<usize> = request.optional("residual_to")?;
    let tie_break = request.optional("tie_break")?.unwrap_or_default();
    let with_receipt = request.optional("receipt")?.unwrap_or(true);
    let has_unit = request.optional::<Money>("unit")?.is_some();
    let options = options(request, key.parts())?.tie_break(tie_break);
    let (split, proof) = if name == MethodName::HalfUp {
        if residual_to.is_some() {
            return Err(Cause::ResidualUnused {}.into());
        }
        let shares = options.half_up(total, key.borrowed())?;
        let proof =
            ProofAnswer::alone(request, || Proof::of_half_up(total, key.borrowed(), &options, &shares))?;
        (SplitAnswer::Rounded(shares, with_receipt), proof)
    } else {
        let options = match residual_to.filter(|_| has_unit && name != MethodName::Truncated) {
            Some(part) => options.method(name.with(None)?).residual_to(part),
            None => options.method(name.with(residual_to)?),
        };
        let split = options.split(total, key.borrowed())?;
        let proof = ProofAnswer::alone(request, || Proof::of_split(total, key.borrowed(), &options, &split))?;
        (SplitAnswer::Exact(split, with_receipt), proof)
    };
    Ok(ResponseBody::Apportion(Box::new(split), proof))
}

pub(super) fn run_retrace(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    const NAME: &str = "retrace";
    /// How many splits are compared: five methods and two roundings, in some units.
    const SPLITS: usize = 20;
    let total: Money = request.required("total", NAME)?;
    let key = SplitKey::read(request, NAME, meter)?;
    let published: Vec<Money> = request.required("published", NAME)?;
    pay(meter, published.len().saturating_mul(SPLITS))?;
    let options = options(request, key.parts())?;
    let retrace = Retrace::of(total, key.borrowed(), &published, &options)?;
    Ok(ResponseBody::Retrace(Box::new(retrace)))
}
