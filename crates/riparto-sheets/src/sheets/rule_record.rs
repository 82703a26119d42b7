//! `RuleRecord`: a rule, or one of its bands, as the cells of a row.

use riparto_core::budget::Scope;
use riparto_core::date::Date;
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{AmountStyle, Language, Money, Percent};
use riparto_core::rules::{
    Allowance, Authorization, Band, Base, Derived, Each, Flow, Limit, LimitAmount, Lock, Movement, PercentOf,
    Period, Rule, Share, SumBounds, Take, Threshold, Variation,
};
use riparto_core::words::{Bilingual, both};

use super::limit_phrase::spelled_out;
use super::limit_words::{LimitKind, no_base, read_base, read_level};
use super::rule_field::{RuleCells, RuleField};
use super::scope_text::{ScopeWords, no_such_words, one_by_one};
use super::sheet_grid::CellValue;
use super::table_rows::{money_in, refusal};

/// What a row says: a rule, or a band of one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RuleRecord {
    pub(super) id: String,
    /// What rows of one rule have in common.
    pub(super) conditions: Conditions,
    limit: Limit,
    needs: Authorization,
}

/// A rule without its limit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Conditions {
    text: String,
    source: String,
    scope: Scope,
    each: Option<Each>,
    when: Option<Period>,
    documents: Vec<String>,
    bodies: Vec<String>,
}

/// A row under way: its cells, and what is wrong with them.
struct RuleReading<'a> {
    cells: &'a RuleCells,
    words: &'a ScopeWords<'a>,
    style: Option<AmountStyle>,
    mistakes: Vec<(RuleField, Error)>,
}

impl RuleRecord {
    /// What the cells of a row say, or all that is wrong with them. A row without an id has the one that is given.
    pub(super) fn read(
        cells: &RuleCells,
        words: &ScopeWords<'_>,
        (id, style): (&str, Option<AmountStyle>),
    ) -> std::result::Result<RuleRecord, Vec<(RuleField, Error)>> {
        if let Some(spelled) = spelled_out(cells) {
            // What is wrong with the parts of a phrase is wrong with the cell that holds it.
            let own = |field| if cells.contains_key(&field) { field } else { RuleField::Limit };
            return RuleRecord::read(&spelled, words, (id, style)).map_err(|mistakes| {
                mistakes.into_iter().map(|(field, error)| (own(field), error)).collect()
            });
        }
        let mut row = RuleReading { cells, words, style, mistakes: Vec::new() };
        let scope = row.required(RuleField::Scope, both("the scope of a rule", "l'ambito di un vincolo"));
        let of_all = scope.as_deref().and_then(one_by_one);
        let is_one_by_one = of_all.is_some();
        let scope = row.parsed(RuleField::Scope, of_all.or(scope), |text| words.read(text));
        let each = row.text(RuleField::Each);
        let each = row.parsed(RuleField::Each, each, |text| each_of(text, words));
        let each = each.or(is_one_by_one.then_some(Each::Line));
        let limit = row.required(RuleField::Limit, both("the limit of a rule", "il limite di un vincolo"));
        let limit = limit.and_then(|text| row.limit(&text));
        let level = row.text(RuleField::Level);
        let needs = row.parsed(RuleField::Level, level, read_level);
        let when = row.period();
        let conditions = scope.map(|scope| Conditions {
            text: row.text(RuleField::Text).unwrap_or_default(),
            source: row.text(RuleField::Source).unwrap_or_default(),
            scope,
            each,
            when,
            documents: row.list(RuleField::Documents),
            bodies: row.list(RuleField::Bodies),
        });
        let id = row.text(RuleField::Id).unwrap_or_else(|| id.to_owned());
        match (conditions, limit) {
            (Some(conditions), Some(limit)) if row.mistakes.is_empty() => {
                let last = match &limit {
                    Limit::Bands(bands) => bands.last().map(|band| band.needs),
                    _ => None,
                };
                let needs = needs.or(last).unwrap_or(Authorization::Forbidden);
                Ok(RuleRecord { id, conditions, limit, needs })
            }
            _ => Err(row.mistakes),
        }
    }

    /// The rule of some rows with one id; several are its bands.
    pub(super) fn rule(records: &[RuleRecord]) -> Result<Rule> {
        let Some(first) = records.first() else {
            return Err(Cause::BandsEmpty {}.into());
        };
        let Conditions { text, source, scope, each, when, documents, bodies } = &first.conditions;
        let limit = match records {
            [one] => one.limit.clone(),
            bands => {
                Limit::Bands(bands.iter().map(|band| Band::new(band.limit.clone(), band.needs)).collect())
            }
        };
        let mut rule = Rule::new(&first.id, scope.clone(), limit)?
            .with_text(text)?
            .with_source(source)?
            .with_requires(documents)?
            .with_by(bodies)?;
        if let Some(when) = when {
            rule = rule.with_when(*when);
        }
        if let Some(each) = each {
            rule = rule.with_each(each.clone())?;
        }
        rule.with_needs(records.last().map_or(Authorization::Forbidden, |record| record.needs))
    }
}

fn each_of(text: &str, words: &ScopeWords<'_>) -> Result<Each> {
    if text.starts_with(['{', '"']) {
        let what = both("what a rule is about one by one", "ciò a cui un vincolo si riferisce uno per uno");
        return serde_json::from_str(text)
            .map_err(|_| no_such_words(text, what, &both("write", "scrivere"), &[["line", "voce"]]));
    }
    match text.to_lowercase().as_str() {
        "voce" | "line" | "riga" | "ogni voce" | "each line" => return Ok(Each::Line),
        _ => {}
    }
    for through in ["attraverso ", "through "] {
        if let Some(key) = text.strip_prefix(through) {
            return words.key_of(key).map(|key| Each::Through(key.to_owned()));
        }
    }
    words.key_of(text).map(|key| Each::Label(key.to_owned()))
}

impl RuleReading<'_> {
    /// The text of a cell; none if it is empty.
    fn text(&self, field: RuleField) -> Option<String> {
        let shown = self.cells.get(&field)?.shown();
        Some(shown.to_owned()).filter(|shown| !shown.trim().is_empty())
    }

    fn refuse(&mut self, field: RuleField, error: impl Into<Error>) {
        self.mistakes.push((field, error.into()));
    }

    fn required(&mut self, field: RuleField, what: Bilingual) -> Option<String> {
        let text = self.text(field);
        if text.is_none() {
            self.refuse(field, Cause::TextMissing { what });
        }
        text
    }

    fn parsed<T>(
        &mut self,
        field: RuleField,
        text: Option<String>,
        read: impl Fn(&str) -> Result<T>,
    ) -> Option<T> {
        match read(text?.trim()) {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(field, error);
                None
            }
        }
    }

    fn list(&self, field: RuleField) -> Vec<String> {
        let Some(text) = self.text(field) else { return Vec::new() };
        if text.starts_with('[')
            && let Ok(listed) = serde_json::from_str(&text)
        {
            return listed;
        }
        text.split(';').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
    }

    fn period(&mut self) -> Option<Period> {
        let read = |text: &str| text.parse::<Date>();
        let mut day = |field| {
            if matches!(self.cells.get(&field), Some(CellValue::Date(_))) {
                self.refuse(field, Cause::CellDay {});
            }
            let text = self.text(field);
            self.parsed(field, text, |text| Date::parse(text, Language::Italian).or_else(|_| read(text)))
        };
        let days = [day(RuleField::From), day(RuleField::Until)];
        if days == [None, None] {
            return None;
        }
        let period = Period::new(days[0], days[1]);
        period.map_err(|error| self.refuse(RuleField::Until, error)).ok()
    }

    fn percent(&mut self) -> Option<Percent> {
        let field = RuleField::Percent;
        let value = self.cells.get(&field)?.clone();
        // Where a cell is shown in percent, 0.4 is 40 %; nothing in the file tells these cells apart.
        if let CellValue::Number(number) = &value
            && (number == "1"
                || number.starts_with("0.") && number.bytes().any(|digit| (b'1'..=b'9').contains(&digit)))
        {
            self.refuse(field, Cause::PercentOfOne { found: number.clone() });
            return None;
        }
        let text = self.text(field);
        self.parsed(field, text, |text| text.trim_end_matches('%').trim_end().replace(',', ".").parse())
    }

    fn amount(&mut self) -> Option<Money> {
        let value = self.cells.get(&RuleField::Amount)?.clone();
        match money_in(&value, self.style).unwrap_or_else(|| Err(refusal(&value))) {
            Ok(amount) => Some(amount),
            Err(error) => {
                self.refuse(RuleField::Amount, error);
                None
            }
        }
    }

    /// The other lines that a limit is about.
    fn of(&mut self) -> Option<Scope> {
        let (text, words) = (self.text(RuleField::Of), self.words);
        self.parsed(RuleField::Of, text, |text| words.read(text))
    }

    fn base(&mut self) -> Option<Base> {
        let text = self.text(RuleField::Base);
        self.parsed(RuleField::Base, text, |text| read_base(text).ok_or_else(|| no_base(text)))
    }

    /// Refuses what a limit has no use for.
    fn spare(&mut self, fields: &[RuleField], limit: &str) {
        for field in fields {
            if let Some(found) = self.text(*field) {
                self.refuse(*field, Cause::CellSpare { found: quote(&found), limit: limit.to_owned() });
            }
        }
    }

    /// The limit of a row whose cell of it has a text.
    fn limit(&mut self, text: &str) -> Option<Limit> {
        use RuleField::{Amount, Base as Since, Of, Percent as Share};
        let text = text.trim();
        if text.starts_with('{') {
            self.spare(&[Share, Amount, Of, Since], "{…}");
            let what = both("a limit", "un limite");
            let limit = serde_json::from_str(text);
            let limit = limit.map_err(|_| {
                no_such_words(
                    text,
                    what,
                    &both("write", "scrivere"),
                    &[["at least", "minimo"], ["at most", "massimo"]],
                )
            });
            return limit.map_err(|error| self.refuse(RuleField::Limit, error)).ok();
        }
        let kind = self.parsed(RuleField::Limit, Some(text.to_owned()), LimitKind::read)?;
        match kind {
            LimitKind::Least | LimitKind::Most | LimitKind::Above | LimitKind::Below => {
                self.bound(kind, text)
            }
            LimitKind::Exactly => {
                self.spare(&[Amount, Since], text);
                let [percent, of] = [Share, Of].map(|field| self.cells.contains_key(&field));
                if !percent {
                    self.refuse(Share, Cause::LimitEmpty { limit: "derived" });
                }
                if !of {
                    let what = both("of which lines the percentage is", "di quali voci è la percentuale");
                    self.refuse(Of, Cause::TextMissing { what });
                }
                Some(Limit::Derived(Derived::new(self.percent()?, self.of()?)))
            }
            LimitKind::Locked => {
                self.spare(&[Share, Amount, Of], text);
                Some(Limit::Locked(Lock::new(self.base().unwrap_or_default())))
            }
            LimitKind::Step => {
                self.spare(&[Share, Of, Since], text);
                if !self.cells.contains_key(&Amount) {
                    self.refuse(Amount, Cause::LimitEmpty { limit: "step" });
                }
                Some(Limit::Step(self.amount()?))
            }
            kind => self.change(kind, text),
        }
    }

    fn bound(&mut self, kind: LimitKind, text: &str) -> Option<Limit> {
        let of = match (self.text(RuleField::Of), self.text(RuleField::Base)) {
            (None, Some(base)) => {
                // A percentage `of the total`, or of other lines, is one whose base they are.
                let words = self.words;
                self.parsed(RuleField::Base, Some(base), |text| words.read(text))
            }
            (_, base) => {
                if base.is_some() {
                    self.spare(&[RuleField::Base], text);
                }
                self.of()
            }
        };
        let of = of.filter(|of| *of != Scope::all());
        let least = matches!(kind, LimitKind::Least | LimitKind::Above);
        let has = |field: &RuleField| self.cells.contains_key(field);
        let [has_percent, has_amount] = [RuleField::Percent, RuleField::Amount].map(|field| has(&field));
        if !has_percent {
            self.spare(&[RuleField::Of, RuleField::Base], text);
        }
        if !has_percent && !has_amount {
            let limit = if least { "floor" } else { "ceiling" };
            self.refuse(RuleField::Amount, Cause::LimitEmpty { limit });
        }
        let (percent, amount) = (self.percent(), self.amount());
        let is_strict = matches!(kind, LimitKind::Above | LimitKind::Below);
        match (percent, amount) {
            (Some(percent), None) if !is_strict && !has_amount => {
                let share = of.map_or(Share::of_total(percent), |of| Share::new(percent, of));
                Some(if least { Limit::ShareFloor(share) } else { Limit::ShareCeiling(share) })
            }
            (None, Some(amount)) if !is_strict && !has_percent => {
                Some(if least { Limit::Floor(amount) } else { Limit::Ceiling(amount) })
            }
            (percent, amount) if (percent.is_some(), amount.is_some()) == (has_percent, has_amount) => {
                let share = percent.map(|percent| {
                    let percent = PercentOf::new(percent);
                    LimitAmount::Percent(of.map_or(percent.clone().of_total(), |of| percent.of(of)))
                });
                let mut bounds: Vec<LimitAmount> =
                    share.into_iter().chain(amount.map(LimitAmount::Fixed)).collect();
                // Of a percentage and an amount both hold.
                let bound = match (bounds.len(), least) {
                    (1, _) => bounds.pop()?,
                    (_, true) => LimitAmount::Greater(bounds),
                    (_, false) => LimitAmount::Lesser(bounds),
                };
                let threshold = Threshold::new(bound).strict(is_strict);
                let sum = SumBounds::new();
                Some(Limit::Sum(if least { sum.at_least(threshold) } else { sum.at_most(threshold) }))
            }
            _ => None,
        }
    }

    /// A limit of what changes since a base.
    fn change(&mut self, kind: LimitKind, text: &str) -> Option<Limit> {
        let (percent, amount) = (self.percent(), self.amount());
        let mut allowance = Allowance::default();
        (allowance.percent, allowance.amount) = (percent, amount);
        // Of a percentage and an amount both hold.
        allowance.take = percent.and(amount).map(|_| Take::Lesser);
        let base = self.base().unwrap_or_default();
        if percent.is_none() && amount.is_none() && self.mistakes.is_empty() {
            self.refuse(RuleField::Percent, Cause::LimitEmpty { limit: "variation" });
        }
        if kind != LimitKind::Flow {
            self.spare(&[RuleField::Of], text);
        }
        Some(match kind {
            LimitKind::Flow => {
                if !self.cells.contains_key(&RuleField::Of) {
                    let what = both("to which lines the money goes", "verso quali voci vanno gli importi");
                    self.refuse(RuleField::Of, Cause::TextMissing { what });
                }
                Limit::Flow(Flow::new(self.of()?, allowance).base(base))
            }
            LimitKind::Movement => Limit::Movement(Movement::new(allowance).base(base)),
            LimitKind::Increase => Limit::Variation(Variation::new().base(base).up(allowance)),
            LimitKind::Decrease => Limit::Variation(Variation::new().base(base).down(allowance)),
            _ => Limit::Variation(Variation::new().base(base).up(allowance.clone()).down(allowance)),
        })
    }
}
