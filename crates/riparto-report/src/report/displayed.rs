//! `Report`: what a person reads of an answer, in a language.

use std::fmt;

use super::printed_page::PrintedPage;
use riparto_core::money::{Currency, Language};

/// What a person reads of an answer: a table, sentences, or both, as lines that end in a line feed. An answer that needs nothing
/// beside it is a report itself; others are made of the answer and what it is shown with, such as
/// [`EventReport::of`](super::EventReport::of).
///
/// ```
/// use riparto::report::Report;
/// use riparto::{Language, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Integration plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ] }"#,
/// )?;
/// assert_eq!(plan.check().display(Language::English).to_string(), "Free: no rule is broken.\n");
/// assert!(plan.text(Language::Italian).contains("totale      100,00  100,00"));
/// # Ok::<(), riparto::Error>(())
/// ```
pub trait Report {
    /// The text in a language, with amounts in the currency of [`Currency::printed`].
    #[must_use]
    fn written(&self, language: Language) -> String;

    /// The currency of the amounts; that of [`Currency::printed`] where the answer does not know one.
    #[must_use]
    fn currency(&self) -> Currency {
        Currency::printed()
    }

    /// The text in a language, on the page of [`PrintedPage::printed`].
    #[must_use]
    fn text(&self, language: Language) -> String {
        PrintedPage::printed().fit(self.currency().printing(|| self.written(language)))
    }

    /// The text in a language, to be written out.
    fn display(&self, language: Language) -> Displayed<'_, Self> {
        Displayed { report: self, language }
    }
}

/// A report in a language, as [`Report::display`] gives it.
///
/// ```
/// use riparto::Language;
/// use riparto::report::Report;
/// # let plan = riparto::Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #          "rules": [ {"id": "outreach-floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "35.00"}} ] }"#,
/// # )?;
///
/// let displayed = plan.display(Language::English);
/// assert_eq!(format!("{displayed}"), plan.text(Language::English));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Displayed<'a, R: ?Sized> {
    report: &'a R,
    language: Language,
}

impl<R: Report + ?Sized> fmt::Display for Displayed<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report.text(self.language))
    }
}
