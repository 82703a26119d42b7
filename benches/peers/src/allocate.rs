//! Splitting an amount by weights with the crates for money that can. Copies of the weights that a crate takes by value
//! count, since its callers make them too.

use std::hint::black_box;

use moneylib::{BaseMoney, BaseOps};
use rust_decimal::prelude::ToPrimitive;

use crate::measure::{Outcome, measure};
use crate::question::Question;

pub(crate) fn doubleentry(question: &Question) -> Outcome {
    let weights: Vec<u64> = question.weights.iter().copied().map(u64::from).collect();
    let total = doubleentry::Amount::<2>::from_minor(question.instance.total.into());
    measure(
        || total.as_ref().map(|total| total.allocate(black_box(&weights))),
        |answer| match answer {
            Ok(Ok(parts)) => Ok(parts.iter().map(|part| part.to_minor() as i64).collect()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(error) => Err(error.to_string()),
        },
    )
}

pub(crate) fn rusty_money(question: &Question) -> Outcome {
    let total = rusty_money::Money::from_minor(question.instance.total, rusty_money::iso::EUR);
    measure(
        || total.allocate(black_box(question.weights.clone())),
        |answer| match answer {
            Ok(parts) => Ok(parts.iter().filter_map(|part| (part.amount() * hundred()).to_i64()).collect()),
            Err(error) => Err(error.to_string()),
        },
    )
}

pub(crate) fn dinero(question: &Question) -> Outcome {
    let weights: Vec<i128> = question.weights.iter().copied().map(i128::from).collect();
    let total = dinero::Dinero::new(question.instance.total.into(), dinero::currencies::EUR, None);
    measure(
        || dinero::api::allocate(&total, black_box(weights.clone())),
        |answer| match answer {
            Ok(parts) => Ok(parts.iter().map(|part| part.amount as i64).collect()),
            Err(error) => Err(format!("{error:?}")),
        },
    )
}

pub(crate) fn moneylib(question: &Question) -> Outcome {
    type Euros = moneylib::Money<moneylib::iso::EUR>;
    let weights: Vec<i32> = question.weights.iter().map(|weight| *weight as i32).collect();
    let total = Euros::from_minor(question.instance.total.into());
    measure(
        || -> Option<Vec<Euros>> { total.as_ref().ok().and_then(|total| total.split(black_box(&weights))) },
        |answer| match answer {
            Some(parts) => Ok(parts.iter().filter_map(|part| (part.amount() * hundred()).to_i64()).collect()),
            None => Err("no parts".to_owned()),
        },
    )
}

fn hundred() -> rust_decimal::Decimal {
    rust_decimal::Decimal::ONE_HUNDRED
}
