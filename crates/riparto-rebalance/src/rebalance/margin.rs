//! `Margin`: how much one line may give and receive, and what stops it.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use riparto_core::budget::Line;
use riparto_core::money::{Money, MoneyDelta};
use riparto_core::rules::{Part, Rule};

/// How much one line may still give and receive.
#[derive(Clone, Debug)]
pub struct Margin<'a> {
    /// The line.
    pub line: Line<'a>,
    /// The most that may leave the line, of what was found; see [`Stop::at_most`].
    pub give: Money,
    /// The rule that alone stops the line from giving more; `None` where an amount does, or several rules.
    pub give_rule: Option<&'a Rule>,
    /// What stops the line from giving more.
    pub give_stop: Stop<'a>,
    /// What follows where the line gives this much, as rules say who pays; `None` where nothing does.
    pub give_follows: Option<Following<'a>>,
    /// The most that may enter the line, of what was found; see [`Stop::at_most`].
    pub receive: Money,
    /// The rule that alone stops the line from receiving more; `None` where amounts do, or several rules.
    pub receive_rule: Option<&'a Rule>,
    /// What stops the line from receiving more.
    pub receive_stop: Stop<'a>,
    /// What follows where the line receives this much, as rules say who pays; `None` where nothing does.
    pub receive_follows: Option<Following<'a>>,
}

/// What derived lines change by where a line gives or receives as much as it may: *78,000.00 plus 5,460.00 of indirect costs*.
///
/// ```
/// use riparto::{Authorization, Headroom, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "1177.00",
///          "lines": [ {"id": "desks", "amount": "1000.00"}, {"id": "indirect", "amount": "70.00"}, {"id": "reserve", "amount": "107.00"} ],
///          "rules": [ {"id": "flat", "scope": {"lines": ["indirect"]},
///                      "limit": {"derived": {"percent": "7", "of": {"lines": ["desks"]}, "paid_by": "giver"}}} ] }"#,
/// )?;
/// let headroom = Headroom::of(&plan, Authorization::Free);
/// let reserve = headroom.iter().last().expect("three lines");
/// let follows = reserve.give_follows.expect("indirect costs follow");
/// assert_eq!((reserve.give.to_string(), follows.amount.to_string(), follows.is_included), ("100.00".into(), "7.00".into(), false));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Following<'a> {
    /// What derived lines take, or set free if that is more.
    pub amount: Money,
    /// Whether it is part of what the line gives or receives; else it comes on top.
    pub is_included: bool,
    /// By how much each of them changes.
    pub changes: Vec<(Line<'a>, MoneyDelta)>,
}

/// As the operation `headroom` writes it: a map of `amount`, `included` and `changes`, these by line.
impl Serialize for Following<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Changes<'a>(&'a [(Line<'a>, MoneyDelta)]);
        impl Serialize for Changes<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(line, change)| (line.id(), change)))
            }
        }
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("amount", &self.amount)?;
        map.serialize_entry("included", &self.is_included)?;
        map.serialize_entry("changes", &Changes(&self.changes))?;
        map.end()
    }
}

/// As the operation `headroom` writes it: a map of `give`, `give_rule`, `receive`, `receive_rule`, and what else there is: the part
/// of the rule, the rules of other lines, and the most that is possible where that is not what was found.
impl Serialize for Margin<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            give: Money,
            give_rule: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            give_part: Option<Part<'a>>,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            give_rules: Vec<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            give_at_most: Option<Money>,
            #[serde(skip_serializing_if = "Option::is_none")]
            give_follows: Option<&'a Following<'a>>,
            receive: Money,
            receive_rule: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            receive_part: Option<Part<'a>>,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            receive_rules: Vec<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            receive_at_most: Option<Money>,
            #[serde(skip_serializing_if = "Option::is_none")]
            receive_follows: Option<&'a Following<'a>>,
        }
        Written {
            give: self.give,
            give_rule: self.give_rule.map(Rule::id),
            give_part: self.give_stop.part,
            give_rules: self.give_stop.rules_of_others(),
            give_at_most: self.give_stop.unproven(self.give),
            give_follows: self.give_follows.as_ref(),
            receive: self.receive,
            receive_rule: self.receive_rule.map(Rule::id),
            receive_part: self.receive_stop.part,
            receive_rules: self.receive_stop.rules_of_others(),
            receive_at_most: self.receive_stop.unproven(self.receive),
            receive_follows: self.receive_follows.as_ref(),
        }
        .serialize(serializer)
    }
}

/// What stops a line from giving or receiving more.
#[derive(Clone, Debug)]
pub struct Stop<'a> {
    /// Whose limit it is.
    pub by: StoppedBy,
    /// The rules that do, in their order: the first [`MAX_STOPPING_RULES`](riparto_core::capacity::MAX_STOPPING_RULES). Empty where only
    /// amounts do.
    pub rules: Vec<&'a Rule>,
    /// For which part of its scope the rule holds that stops the line by itself: the line, or the line's value of a label;
    /// `None` where it holds for the scope's sum, or where it stops the line together with others of its parts.
    pub part: Option<Part<'a>>,
    /// No more than this can move: proven. It is what was found wherever the search went to its end.
    pub at_most: Money,
}

impl<'a> Stop<'a> {
    /// The ids of the rules, where they stop other lines and so this one.
    fn rules_of_others(&self) -> Vec<&'a str> {
        match self.by {
            StoppedBy::Others => self.rules.iter().map(|rule| rule.id()).collect(),
            StoppedBy::Amount | StoppedBy::Rule => Vec::new(),
        }
    }

    /// What can move at most, where what was found is not proven to be all.
    pub(super) fn unproven(&self, found: Money) -> Option<Money> {
        (self.at_most != found).then_some(self.at_most)
    }
}

/// Whose limit stops a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoppedBy {
    /// What the line itself holds.
    Amount,
    /// One rule.
    Rule,
    /// What the other lines can take or give: by their rules, or by what they hold.
    Others,
}

impl StoppedBy {
    /// The name in JSON: `others`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            StoppedBy::Amount => "amount",
            StoppedBy::Rule => "rule",
            StoppedBy::Others => "others",
        }
    }
}

/// One side of a line while it is being narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slack {
    pub(super) cents: i64,
    pub(super) rule: Option<usize>,
}

impl Slack {
    /// Tightens the slack to an amount if a rule allows no more. A rule is named rather than the bare amount, and the
    /// first of several.
    pub(super) fn tighten(&mut self, cents: i64, rule: usize) {
        let cents = cents.max(0);
        if cents < self.cents || (cents == self.cents && self.rule.is_none()) {
            *self = Slack { cents, rule: Some(rule) };
        }
    }
}
