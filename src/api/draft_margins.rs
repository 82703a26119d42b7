//! How far each line of what is approved may go, as bars and sentences.

use serde::Serialize;
use serde::ser::Serializer;

use super::bar_scale::BarScale;
use riparto_core::money::{AmountStyle, Money};
use riparto_core::words::spoken;
use riparto_rebalance::rebalance::{Headroom, Margin, Stop};
use riparto_report::report::{giving_stop, receiving_stop};

/// The headroom of all lines, each on its scale.
pub(super) struct DraftMargins<'a> {
    pub(super) headroom: &'a Headroom,
    pub(super) held: &'a [Money],
    pub(super) scales: &'a [BarScale],
}

/// One side of a line.
#[derive(Serialize)]
struct MarginSide<'a> {
    amount: Money,
    text: String,
    /// What the line holds then.
    end: Money,
    /// Where on the bar it ends.
    at: i64,
    /// What stops it, in words.
    stopped_by: String,
    rules: Vec<&'a str>,
}

#[derive(Serialize)]
struct LineMargin<'a> {
    line: &'a str,
    give: MarginSide<'a>,
    receive: MarginSide<'a>,
}

impl Serialize for DraftMargins<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.headroom.iter().map(|margin| self.of_line(&margin)))
    }
}

impl DraftMargins<'_> {
    fn of_line<'m>(&self, margin: &Margin<'m>) -> LineMargin<'m> {
        let position = margin.line.position();
        let (held, scale) = (self.held[position], self.scales[position]);
        let side = |amount: Money, end: Money, stopped_by: String, stop: &Stop<'m>| MarginSide {
            amount,
            text: amount.to_figures(AmountStyle::from(spoken())),
            end,
            at: scale.parts(end),
            stopped_by,
            rules: stop.rules.iter().map(|rule| rule.id()).collect(),
        };
        let least = Money::saturating(i128::from(held.cents()) - i128::from(margin.give.cents()));
        let most = Money::saturating(i128::from(held.cents()) + i128::from(margin.receive.cents()));
        let (giving, receiving) = (giving_stop(margin, spoken()), receiving_stop(margin, spoken()));
        LineMargin {
            line: margin.line.id(),
            give: side(margin.give, least, giving, &margin.give_stop),
            receive: side(margin.receive, most, receiving, &margin.receive_stop),
        }
    }
}
