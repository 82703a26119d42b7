//! Findings in words, in English and Italian.

#![deny(clippy::wildcard_enum_match_arm)]

use super::allowance::{Allowance, Take};
use super::authorization::Authorization;
use super::compiled::Subject;
use super::finding::{Breach, Concerned, Finding};
use super::limit::{Base, Limit, Movement, Share};
use super::part::Part;
use super::scope_words::{line_words, scope_words, selection_words};
use crate::budget::Scope;
use crate::money::{AmountStyle, Language, MoneyDelta, Percent};

impl Finding {
    /// One sentence: the rule, the part and lines, what was found, what is allowed and of which base, the difference.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let sentence = Sentence { finding: self, language };
        let words = match language {
            Language::English => sentence.english(),
            Language::Italian => sentence.italian(),
        };
        match self.rule().text_in(language) {
            "" => format!("`{}`: {words}", self.rule().id()),
            text => format!("`{}` ({text}): {words}", self.rule().id()),
        }
    }
}

impl Finding {
    /// In brackets, that it was there before a proposal that makes it no worse, and whether it stands authorized; empty
    /// for what is new or worse.
    #[must_use]
    #[doc(hidden)]
    pub fn standing_words(&self, language: Language) -> &'static str {
        match (self.is_worse(), self.stands_authorized()) {
            (true, _) => "",
            (false, true) => language.choose(
                " (authorized before, no worse now)",
                " (situazione preesistente autorizzata, non aggravata)",
            ),
            (false, false) => language
                .choose(" (already so before, no worse now)", " (situazione preesistente, non aggravata)"),
        }
    }
}

/// A finding in a language.
struct Sentence<'a> {
    finding: &'a Finding,
    language: Language,
}

impl Sentence<'_> {
    fn english(&self) -> String {
        let finding = self.finding;
        let (found, excess) = (self.text(finding.found), self.text(finding.excess_cents()));
        let holds = match finding.part().is_none() && finding.lines().nth(1).is_some() {
            true => "hold",
            false => "holds",
        };
        let (lines, allowed, of) = (self.subject(), self.allowed(), self.of());
        let limit = self.text(finding.limit);
        match finding.breach() {
            Breach::Above => format!("{lines} {holds} {found} and {allowed}: {excess} {}", self.surplus()),
            Breach::Below => format!("{lines} {holds} {found} and {allowed}: {excess} {}", self.shortfall()),
            Breach::Differs => format!("{lines} {holds} {found} and just {limit}{of} is due: {excess} apart"),
            Breach::Movement => {
                let by = self.by().map(|key| format!(" by {key}")).unwrap_or_default();
                let since = match self.base() {
                    Base::Original => "since the original plan",
                    Base::Approved => "since the last approval",
                };
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
                format!("{found} moves from {lines} to {to}, {allowed}: {excess} {}", self.surplus())
            }
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

    fn italian(&self) -> String {
        let finding = self.finding;
        let (found, excess) = (self.text(finding.found), self.text(finding.excess_cents()));
        let (lines, allowed, of) = (self.subject(), self.allowed(), self.of());
        let limit = self.text(finding.limit);
        let sum = match finding.lines().nth(1) {
            None => format!("{lines}: {found}"),
            Some(_) => format!("{lines}: importo complessivo {found}"),
        };
        match finding.breach() {
            Breach::Above => format!("{sum}, {allowed} (eccedenza {excess})"),
            Breach::Below => format!("{sum}, {allowed} (importo mancante {excess})"),
            Breach::Differs => format!("{sum}; l'importo dovuto è {limit}{of} (scarto {excess})"),
            Breach::Movement => {
                let allowed = match self.is_plain() {
                    true => format!("oltre il limite di {limit}{of}"),
                    false => allowed,
                };
                let by = self.by().map(|key| format!(" per {key}")).unwrap_or_default();
                let since = match self.base() {
                    Base::Original => "rispetto al piano iniziale",
                    Base::Approved => "rispetto all'ultima approvazione",
                };
                format!(
                    "{lines}: gli aumenti{by} {since} ammontano in totale a {found}, {allowed} (eccedenza {excess})"
                )
            }
            Breach::Flow => {
                let to = self.target();
                let allowed = match self.is_plain() {
                    true if to.starts_with("voce ") => format!("che può riceverne al massimo {limit}{of}"),
                    true => format!("che possono riceverne al massimo {limit}{of}"),
                    false => allowed,
                };
                format!(
                    "{} sono trasferiti {found} {}, {allowed} (eccedenza {excess})",
                    with_article(&lines, ["dalla", "dalle", "da"]),
                    with_article(&to, ["verso la", "verso le", "verso"]),
                )
            }
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
        let total = self.finding.rulebook.envelope().total().cents();
        let words = match self.finding.broken_limit() {
            Limit::ShareFloor(Share { percent, of }) | Limit::ShareCeiling(Share { percent, of }) => match of
            {
                None => {
                    let of_total = self.language.choose("of the total of", "del totale di");
                    format!("{} {of_total} {}", self.percent(*percent), self.text(total.into()))
                }
                Some(of) => self.share(*percent, of),
            },
            Limit::Derived(derived) => self.share(derived.percent, &derived.of),
            Limit::Locked(lock) => match lock.base {
                Base::Original => self
                    .language
                    .choose("locked at the original amount", "bloccato all'importo iniziale")
                    .into(),
                Base::Approved => self
                    .language
                    .choose("locked at the amount approved last", "bloccato all'ultimo importo approvato")
                    .into(),
            },
            Limit::Variation(variation) => {
                let below = self.finding.found < self.finding.limit;
                let side = if below { &variation.down } else { &variation.up };
                let Some(allowance) = side else { return String::new() };
                let apart = match below {
                    true => self.language.choose("below", "in meno rispetto a"),
                    false => self.language.choose("above", "in più rispetto a"),
                };
                format!("{} {apart} {}", self.allowance(allowance), self.held(variation.base))
            }
            Limit::Movement(movement) if movement.percent.is_some() => {
                self.part_of(&movement.allowance(), movement.base, movement.strict)
            }
            Limit::Flow(flow) if flow.percent.is_some() => self.part_of(&flow.allowance(), flow.base, false),
            Limit::Floor(_)
            | Limit::Ceiling(_)
            | Limit::Movement(_)
            | Limit::Flow(_)
            | Limit::Step(_)
            | Limit::Bands(_) => return String::new(),
        };
        format!(" ({words})")
    }

    fn share(&self, percent: Percent, of: &Scope) -> String {
        let finding = self.finding;
        let compiled = finding.rulebook.compiled();
        let Subject::Part { whole, .. } = compiled.checks[finding.check].subject else {
            return self.percent(percent);
        };
        let target = scope_words(of, &compiled.selections[whole], &compiled.envelope, self.language);
        let held = self.text(finding.reference.into());
        let percent = self.percent(percent);
        self.language.choose(
            format!("{percent} of the {held} of {target}"),
            format!("{percent} di {held}, importo di {target}"),
        )
    }

    fn part_of(&self, allowance: &Allowance, base: Base, strict: bool) -> String {
        let less = match strict {
            true => self.language.choose("less than ", "meno di "),
            false => "",
        };
        let of = self.language.choose("of", "di");
        format!("{less}{} {of} {}", self.allowance(allowance), self.held(base))
    }

    fn held(&self, base: Base) -> String {
        let held = self.text(self.finding.reference.into());
        match base {
            Base::Original => {
                self.language.choose(format!("the original {held}"), format!("{held} iniziali"))
            }
            Base::Approved => self
                .language
                .choose(format!("the approved {held}"), format!("{held} dell'ultima approvazione")),
        }
    }

    fn allowance(&self, allowance: &Allowance) -> String {
        let percent = allowance.percent.map(|percent| self.percent(percent));
        let amount = allowance.amount.map(|amount| self.text(amount.cents().into()));
        match (percent, amount) {
            (Some(percent), Some(amount)) => match allowance.take {
                Some(Take::Greater) => self.language.choose(
                    format!("the greater of {percent} and {amount}"),
                    format!("il maggiore tra {percent} e {amount}"),
                ),
                Some(Take::Lesser) | None => self.language.choose(
                    format!("the lesser of {percent} and {amount}"),
                    format!("il minore tra {percent} e {amount}"),
                ),
            },
            (percent, amount) => percent.or(amount).unwrap_or_default(),
        }
    }

    /// The part and lines that the sentence is about.
    fn subject(&self) -> String {
        let finding = self.finding;
        let compiled = finding.rulebook.compiled();
        let lines = match finding.concerned {
            Concerned::Selection(number) => {
                selection_words(&compiled.selections[number], &compiled.envelope, self.language)
            }
            Concerned::Line(_) | Concerned::Transfer(..) => {
                line_words(finding.lines(), finding.lines().count(), self.language)
            }
        };
        match finding.part() {
            Some(part @ Part::Label { .. }) => format!("{} ({lines})", part.words(self.language)),
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
            | Subject::Step(_) => String::new(),
        }
    }

    /// What a movement is measured against.
    fn base(&self) -> Base {
        self.movement().map_or(Base::Original, |movement| movement.base)
    }

    /// The label by whose values a movement is counted.
    fn by(&self) -> Option<&str> {
        self.movement().and_then(|movement| movement.by.as_deref())
    }

    fn movement(&self) -> Option<&Movement> {
        if let Limit::Movement(movement) = self.finding.broken_limit() { Some(movement) } else { None }
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

/// Lines in Italian words after a preposition, given as for one line, for several, and for a count of lines.
fn with_article(lines: &str, [one, several, counted]: [&str; 3]) -> String {
    let preposition = match lines {
        _ if lines.starts_with("voce ") => one,
        _ if lines.starts_with("voci ") => several,
        _ => counted,
    };
    format!("{preposition} {lines}")
}
