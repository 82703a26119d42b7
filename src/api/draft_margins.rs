//! How far each line of what is approved may go, and of a draft, as bars and sentences.

use serde::Serialize;
use serde::ser::Serializer;

use super::bar_scale::BarScale;
use riparto_core::money::{AmountStyle, Money};
use riparto_core::plan::{DraftAllocation, LineReach};
use riparto_core::rules::Rule;
use riparto_core::words::spoken;
use riparto_rebalance::rebalance::{Headroom, Margin, Stop, StoppedBy};
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
        let held = i128::from(self.held[position].cents());
        let least = Money::saturating(held - i128::from(margin.give.cents()));
        let most = Money::saturating(held + i128::from(margin.receive.cents()));
        LineMargin::of(margin, [least, most], self.scales[position])
    }
}

impl<'a> LineMargin<'a> {
    fn of(margin: &Margin<'a>, [least, most]: [Money; 2], scale: BarScale) -> LineMargin<'a> {
        let side = |amount: Money, end: Money, stopped_by: String, stop: &Stop<'a>| MarginSide {
            amount,
            text: amount.to_figures(AmountStyle::from(spoken())),
            end,
            at: scale.parts(end),
            stopped_by,
            rules: stop.rules.iter().map(|rule| rule.id()).collect(),
        };
        let (giving, receiving) = (giving_stop(margin, spoken()), receiving_stop(margin, spoken()));
        LineMargin {
            line: margin.line.id(),
            give: side(margin.give, least, giving, &margin.give_stop),
            receive: side(margin.receive, most, receiving, &margin.receive_stop),
        }
    }
}

/// How far lines of a draft may go, each on its scale.
pub(super) struct DraftReaches<'a> {
    pub(super) reaches: &'a [LineReach<'a>],
    pub(super) draft: &'a DraftAllocation,
    pub(super) scales: &'a [BarScale],
}

#[derive(Serialize)]
struct ReachAnswer<'a> {
    #[serde(flatten)]
    margin: LineMargin<'a>,
    /// Where the line takes up the remainder.
    #[serde(skip_serializing_if = "Option::is_none")]
    settled: Option<Settled>,
}

#[derive(Serialize)]
struct Settled {
    end: Money,
    at: i64,
}

impl Serialize for DraftReaches<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.reaches.iter().map(|reach| self.of_line(reach)))
    }
}

impl DraftReaches<'_> {
    fn of_line<'r>(&self, reach: &'r LineReach<'r>) -> ReachAnswer<'r> {
        let position = reach.line.position();
        let (held, scale) = (self.draft.amounts()[position], self.scales[position]);
        let between = |from: Money, to: Money| Money::saturating((to - from).cents().max(0).into());
        let (give, receive) = (between(reach.least, held), between(held, reach.most));
        let stop = |rules: &[&'r Rule], at_most: Money| Stop {
            by: if rules.is_empty() { StoppedBy::Amount } else { StoppedBy::Rule },
            rules: rules.to_vec(),
            part: None,
            at_most,
        };
        let (give_stop, receive_stop) = (stop(&reach.least_rules, give), stop(&reach.most_rules, receive));
        let margin = Margin {
            line: reach.line,
            give,
            give_rule: None,
            give_stop,
            give_follows: None,
            receive,
            receive_rule: None,
            receive_stop,
            receive_follows: None,
        };
        let remainder = self.draft.remainder();
        let settled = (!remainder.is_zero()).then(|| {
            let end = held.checked_add(remainder).unwrap_or(Money::ZERO);
            Settled { end, at: scale.parts(end) }
        });
        ReachAnswer { margin: LineMargin::of(&margin, [reach.least, reach.most], scale), settled }
    }
}
