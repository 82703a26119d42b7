//! Findings in words, in English and Italian.

#![deny(clippy::wildcard_enum_match_arm)]

use super::authorization::Authorization;
use super::base::Base;
use super::bases::Basis;
use super::cap::{AmountExpression, CapAmount};
use super::compiled::{Bound, Subject};
use super::due::Due;
use super::finding::{Breach, Concerned, Finding};
use super::limit::Limit;
use super::part::Part;
use super::scope_words::{line_words, named_scope_words, scope_words, selection_words, with_article};
use crate::money::{AmountStyle, Language, MoneyDelta, Percent};

/// A finding in a language.
pub(super) struct Sentence<'a> {
    pub(super) finding: &'a Finding,
    pub(super) language: Language,
}

impl Sentence<'_> {
    pub(super) fn english(&self) -> String {
        let finding = self.finding;
        let (found, excess) = (self.text(finding.found), self.text(finding.excess_cents()));
        let (lines, allowed, of) = (self.subject(), self.allowed(), self.of());
        let limit = self.text(finding.limit);
        let are_lines = lines.starts_with("lines ") || lines.ends_with(" lines");
        let holds = if are_lines { "hold" } else { "holds" };
        match finding.breach() {
            Breach::Above => format!("{lines} {holds} {found} and {allowed}: {excess} {}", self.surplus()),
            Breach::Below => format!("{lines} {holds} {found} and {allowed}: {excess} {}", self.shortfall()),
            Breach::Differs => format!("{lines} {holds} {found} and just {limit}{of} is due: {excess} apart"),
            Breach::Movement if finding.rule().limit().counts_inside() => {
                let by = self.by().map(|key| format!(" with different {key}")).unwrap_or_default();
                let since = self.since();
                format!(
                    "{found} moves between lines of the scope{by} {since} ({lines}) and {allowed}: {excess} {}",
                    self.surplus()
                )
            }
            Breach::Movement => {
                let by = self.by().map(|key| format!(" by {key}")).unwrap_or_default();
                let since = self.since();
                format!(
                    "the increases{by} of {lines} {since} sum to {found} and {allowed}: {excess} {}",
                    self.surplus()
                )
            }
            Breach::Flow => {
                let to = self.target();
                let allowed = match self.is_plain() {
                    true => format!("where at most {limit}{of} may go"),
                    false => format!("where {allowed}"),
                };
                let since = self.flow_since();
                format!("{found} moves from {lines} to {to}{since}, {allowed}: {excess} {}", self.surplus())
            }
            Breach::Changes => finding.changes_words(self.language),
            Breach::LineStep => {
                format!(
                    "{lines} {holds} {found}, no whole multiple of {}: {excess} above {limit}",
                    self.step()
                )
            }
            Breach::TransferStep => {
                format!(
                    "{found} moves over {lines}, no whole multiple of {}: {excess} above {limit}",
                    self.step()
                )
            }
        }
    }

    pub(super) fn italian(&self) -> String {
        let finding = self.finding;
        let (found, excess) = (self.text(finding.found), self.text(finding.excess_cents()));
        let (lines, allowed, of) = (self.subject(), self.allowed(), self.of());
        let limit = self.text(finding.limit);
        let several = finding.lines().nth(1).map_or("", |_| "importo complessivo ");
        let sum = format!("{lines}: {several}{found}");
        let over = if self.is_plain() { format!("eccedenza {excess}") } else { format!("{excess} in più") };
        match finding.breach() {
            Breach::Above => format!("{sum}, {allowed} ({over})"),
            Breach::Below if self.is_plain() => format!("{sum}, {allowed} (importo mancante {excess})"),
            Breach::Below => format!("{sum}, {allowed} ({excess} in meno)"),
            Breach::Differs => format!("{sum}; l'importo dovuto è {limit}{of} (differenza {excess})"),
            Breach::Movement if finding.rule().limit().counts_inside() => {
                let by = self.by().map(|key| format!(" con diverso {key}")).unwrap_or_default();
                let since = self.since();
                format!(
                    "tra voci dell'ambito{by} {since} ({lines}) sono trasferiti {found}, {allowed} ({over})"
                )
            }
            Breach::Movement => {
                let allowed = match self.is_plain() {
                    true => format!("oltre il limite di {limit}{of}"),
                    false => allowed,
                };
                let by = self.by().map(|key| format!(" per {key}")).unwrap_or_default();
                let since = self.since();
                format!("{lines}: gli aumenti{by} {since} ammontano in totale a {found}, {allowed} ({over})")
            }
            Breach::Flow => {
                let to = self.target();
                let allowed = match self.is_plain() {
                    true if to.starts_with("voce ") => format!("che può riceverne al massimo {limit}{of}"),
                    true => format!("che possono riceverne al massimo {limit}{of}"),
                    false => allowed,
                };
                format!(
                    "{}{} {found} {}, {allowed} ({over})",
                    with_article(&lines, ["dalla", "dalle", "da"]),
                    match self.flow_since() {
                        since if since.is_empty() => " sono trasferiti".to_owned(),
                        since => format!(",{since}, sono trasferiti"),
                    },
                    with_article(&to, ["verso la", "verso le", "verso"]),
                )
            }
            Breach::Changes => finding.changes_words(self.language),
            Breach::LineStep => format!("{sum}, non multiplo di {} ({excess} oltre {limit})", self.step()),
            Breach::TransferStep => {
                format!(
                    "{lines}: trasferiti {found}, non multiplo di {} ({excess} oltre {limit})",
                    self.step()
                )
            }
        }
    }

    /// Up to where nothing more is needed, and what is needed beyond: both ends of the band that is entered.
    fn allowed(&self) -> String {
        let finding = self.finding;
        let (limit, of) = (self.text(finding.limit), self.of());
        let below = finding.found < finding.limit;
        if self.is_plain() {
            return match below {
                true => self.language.choose(
                    format!("at least {limit}{of} is required"),
                    format!("inferiore al minimo di {limit}{of}"),
                ),
                false => self.language.choose(
                    format!("at most {limit}{of} is allowed"),
                    format!("superiore al massimo di {limit}{of}"),
                ),
            };
        }
        let demand = finding.needs().demand(self.language);
        let next = finding.next.map(|next| self.text(next));
        let until = match (next, below) {
            (None, _) => String::new(),
            (Some(next), true) => {
                self.language.choose(format!(" down to {next}"), format!(" e fino a {next}"))
            }
            (Some(next), false) => {
                self.language.choose(format!(" up to {next}"), format!(" e fino a {next}"))
            }
        };
        let (less, more) = self.language.choose(("less than", "more than"), ("sotto", "oltre"));
        let from = if below { less } else { more };
        self.language.choose(
            format!("{from} {limit}{of}{until} {demand}"),
            format!("{from} {limit}{of}{until}: {demand}"),
        )
    }

    fn surplus(&self) -> &'static str {
        if self.is_plain() { "too much" } else { "more" }
    }

    fn shortfall(&self) -> &'static str {
        if self.is_plain() { "is missing" } else { "less" }
    }

    /// Whether the limit is one to be kept: what enters a band, or needs no more than a notification, is told by what
    /// it needs.
    fn is_plain(&self) -> bool {
        let finding = self.finding;
        match finding.needs() {
            Authorization::Forbidden => true,
            Authorization::Free | Authorization::Notification => false,
            Authorization::PriorApproval | Authorization::Exceptional => {
                !matches!(finding.rule().limit(), Limit::Bands(_))
            }
        }
    }

    /// What the limit is a percentage of, in brackets; empty for a limit that is an amount.
    fn of(&self) -> String {
        let finding = self.finding;
        let below = finding.found < finding.limit;
        let bound = finding.broken_bound();
        let words = match bound {
            Bound::Within { .. } | Bound::Between { .. } => match bound.cap(below) {
                Some(cap) if cap.figure.has_percent() || cap.strict => self.cap(cap, None, below),
                _ => return String::new(),
            },
            Bound::Exactly { figure, .. } if figure.has_percent() => self.figure(figure, None),
            Bound::Share(percent, due) => {
                let words = self.share(*percent);
                match due {
                    Due::Below => format!("{}{words}", self.language.choose("less than ", "meno di ")),
                    Due::Above => format!("{}{words}", self.language.choose("more than ", "più di ")),
                    Due::AtMost | Due::AtLeast | Due::Equals(_) => words,
                }
            }
            Bound::Around { base, is_lock: true, .. } => self.locked(*base),
            Bound::Around { base, .. } => {
                let Some(cap) = bound.cap(below) else { return String::new() };
                let apart = match below {
                    true => self.language.choose("below", "in meno rispetto a"),
                    false => self.language.choose("above", "in più rispetto a"),
                };
                let is_at_base = finding.limit == i128::from(finding.reference);
                if is_at_base && self.language == Language::Italian {
                    return format!(" ({})", base.since_words(self.language));
                }
                let held = self.based_amount(*base, self.finding.reference);
                format!("{} {apart} {held}", self.cap(cap, Some(*base), false))
            }
            Bound::AtMost { base, cap } if cap.figure.has_percent() => {
                let words = |own| self.cap(cap, Some(own), false);
                match (cap.figure.own_base(), self.finding.percent_of.first()) {
                    (Some(own), Some(held)) => {
                        format!(
                            "{} {} {}",
                            words(own),
                            self.language.choose("of", "di"),
                            self.based_amount(own, *held)
                        )
                    }
                    _ => words(*base),
                }
            }
            Bound::Exactly { .. } | Bound::AtMost { .. } | Bound::Multiple(_) | Bound::Count => {
                return String::new();
            }
        };
        format!(" ({words})")
    }

    /// A percentage of what the whole of a share holds.
    fn share(&self, percent: Percent) -> String {
        let finding = self.finding;
        let compiled = finding.rulebook.compiled();
        let check = &compiled.checks[finding.check];
        let Subject::Part { whole, .. } = check.subject else {
            return self.percent(percent);
        };
        let target = match finding.broken_limit().other_scopes()[..] {
            [of] if !of.is_relative() => {
                scope_words(of, &compiled.selections[whole], &compiled.envelope, self.language)
            }
            _ => self.selected(whole),
        };
        let held = self.text(finding.reference.into());
        let percent = self.percent(percent);
        self.language.choose(
            format!("{percent} of the {held} of {target}"),
            format!("{percent} di {held}, importo {}", with_article(&target, ["della", "delle", "di"])),
        )
    }

    /// An amount; its percentages of what the place held in `own` stand alone.
    fn cap(&self, cap: &CapAmount, own: Option<Base>, is_least: bool) -> String {
        let strictly = match (cap.strict, is_least) {
            (false, _) => "",
            (true, false) => self.language.choose("less than ", "meno di "),
            (true, true) => self.language.choose("more than ", "più di "),
        };
        // Beside percentages of something else, one of what the place held says what it is of.
        let own = own.filter(|_| !cap.figure.has_several());
        match (self.figure(&cap.figure, own), self.language) {
            (figure, Language::Italian) if cap.strict && figure.starts_with("il ") => {
                format!("{}{}", strictly.replace("di ", "del "), figure.trim_start_matches("il "))
            }
            (figure, _) => format!("{strictly}{figure}"),
        }
    }

    fn figure(&self, figure: &AmountExpression, own: Option<Base>) -> String {
        let mut of = self.finding.percent_of.iter().copied();
        self.figure_of(figure, own, &mut of)
    }

    fn figure_of(
        &self,
        figure: &AmountExpression,
        own: Option<Base>,
        of: &mut impl Iterator<Item = i64>,
    ) -> String {
        let listed = |figures: &[AmountExpression], of: &mut _| {
            let words: Vec<String> = figures.iter().map(|figure| self.figure_of(figure, own, of)).collect();
            match words.split_last() {
                Some((last, [])) => last.clone(),
                Some((last, others)) => {
                    format!("{}{}{last}", others.join(", "), self.language.choose(" and ", " e "))
                }
                None => String::new(),
            }
        };
        match figure {
            AmountExpression::Cents(cents) => self.text((*cents).into()),
            AmountExpression::Percent { percent, of: basis, base } => {
                let held = of.next().unwrap_or_default();
                match *basis == Basis::Own && own == Some(*base) {
                    true => self.percent(*percent),
                    false => self.percent_of(*percent, *basis, *base, held),
                }
            }
            AmountExpression::Lesser(figures) => {
                let words = listed(figures, of);
                self.language.choose(format!("the lesser of {words}"), format!("il minore tra {words}"))
            }
            AmountExpression::Greater(figures) => {
                let words = listed(figures, of);
                self.language.choose(format!("the greater of {words}"), format!("il maggiore tra {words}"))
            }
        }
    }

    /// A percentage with what it is of and in which allocation.
    fn percent_of(&self, percent: Percent, basis: Basis, base: Base, held: i64) -> String {
        let (percent, held) = (self.percent(percent), self.text(held.into()));
        let (english, italian) = match base {
            Base::Original => ("original ", " iniziale"),
            Base::Approved => ("approved ", " dell'ultima approvazione"),
            Base::Authorized(_) => ("last authorized ", " dell'ultima autorizzazione"),
            Base::InitialWithActs => {
                ("original (later acts included) ", " iniziale (atti successivi compresi)")
            }
            Base::After => ("", ""),
        };
        match basis {
            Basis::Total => self.language.choose(
                format!("{percent} of the {english}total of {held}"),
                format!("{percent} del totale{italian} di {held}"),
            ),
            Basis::Own => self.language.choose(
                format!("{percent} of the {english}{held}"),
                format!("{percent} di {held}{}", italian.replace("iniziale", "iniziali")),
            ),
            Basis::Selection(selection) => {
                let lines = self.selected(selection);
                let lines = match self.language {
                    Language::English => lines,
                    Language::Italian => with_article(&lines, ["della", "delle", "di"]),
                };
                self.language.choose(
                    format!("{percent} of the {english}{held} of {lines}"),
                    format!("{percent} di {held}, importo{italian} {lines}"),
                )
            }
        }
    }

    fn selected(&self, selection: usize) -> String {
        let compiled = self.finding.rulebook.compiled();
        selection_words(&compiled.selections[selection], &compiled.envelope, self.language)
    }

    fn locked(&self, base: Base) -> String {
        let (english, italian) = match base {
            Base::Original => ("locked at the original amount", "bloccato all'importo iniziale"),
            Base::Approved => ("locked at the amount approved last", "bloccato all'ultimo importo approvato"),
            Base::Authorized(_) => {
                ("locked at the amount authorized last", "bloccato all'ultimo importo autorizzato")
            }
            Base::InitialWithActs | Base::After => (
                "locked at the original amount with later acts",
                "bloccato all'importo iniziale, atti successivi compresi",
            ),
        };
        self.language.choose(english, italian).to_owned()
    }

    fn based_amount(&self, base: Base, cents: i64) -> String {
        base.amount_words(&self.text(cents.into()), self.language)
    }

    /// What a movement is measured against.
    fn since(&self) -> String {
        let base = self.finding.rulebook.compiled().checks[self.finding.check].subject.since();
        base.unwrap_or_default().since_words(self.language)
    }

    /// Since when a flow adds up; empty for what one proposal moves.
    fn flow_since(&self) -> String {
        let subject = &self.finding.rulebook.compiled().checks[self.finding.check].subject;
        match subject.since() {
            None | Some(Base::Approved) => String::new(),
            Some(_) => format!(" {}", self.since()),
        }
    }

    /// The part and lines that the sentence is about.
    fn subject(&self) -> String {
        let finding = self.finding;
        let compiled = finding.rulebook.compiled();
        let lines = match finding.concerned {
            Concerned::Selection(number) => {
                let (selection, envelope) = (&compiled.selections[number], &compiled.envelope);
                match finding.part() {
                    None => named_scope_words(finding.rule().scope(), selection, envelope, self.language),
                    Some(_) => selection_words(selection, envelope, self.language),
                }
            }
            Concerned::Line(_) | Concerned::Transfer(..) => {
                line_words(finding.lines(), finding.lines().count(), self.language)
            }
        };
        match finding.part() {
            Some(part @ (Part::Label { .. } | Part::Through { .. })) => {
                format!("{} ({lines})", part.words(self.language))
            }
            _ => lines,
        }
    }

    /// Where a flow goes to.
    fn target(&self) -> String {
        let compiled = self.finding.rulebook.compiled();
        match compiled.checks[self.finding.check].subject {
            Subject::Flow { to, .. } => {
                selection_words(&compiled.selections[to], &compiled.envelope, self.language)
            }
            Subject::Sum(_)
            | Subject::EachLine(_)
            | Subject::Part { .. }
            | Subject::Movement { .. }
            | Subject::MovementBy { .. }
            | Subject::Step(_)
            | Subject::Changes(_) => String::new(),
        }
    }

    /// The label by whose values a movement is counted.
    fn by(&self) -> Option<&str> {
        self.finding.rule().limit().counted_by()
    }

    fn step(&self) -> String {
        let Limit::Step(step) = self.finding.rule().limit() else { return String::new() };
        self.text(step.cents().into())
    }

    fn text(&self, cents: i128) -> String {
        MoneyDelta::wide_text(cents, AmountStyle::from(self.language))
    }

    fn percent(&self, percent: Percent) -> String {
        format!("{} %", percent.to_text(self.language))
    }
}
