//! `PrintedPage`: how wide the lines of a report are.

use std::cell::Cell;

use unicode_width::UnicodeWidthStr;

use super::wrapping::{words, wrap};

/// The width of what is printed. Tables fit it: texts wrap inside their columns, and a table with more figures than fit is set in
/// parts, each beginning with the names. Outside of all pages, tables take the room that they need and sentences stay on one line.
///
/// ```
/// use riparto::report::{PrintedPage, Report};
/// use riparto::{Language, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "title": "Desks in the municipalities of the mountains", "amount": "60.00"},
///                     {"id": "outreach", "amount": "40.00"} ] }"#,
/// )?;
/// let text = PrintedPage::of_columns(40).printing(|| plan.text(Language::English));
/// assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintedPage {
    columns: Option<usize>,
}

/// The narrowest page: what is narrower is set as on this one.
const NARROWEST: usize = 40;

thread_local! {
    static PRINTED: Cell<PrintedPage> = const { Cell::new(PrintedPage::ENDLESS) };
}

impl PrintedPage {
    /// An upright page of A4 in a font of fixed width, and what is printed where the width is not known.
    pub const A4: PrintedPage = PrintedPage { columns: Some(100) };

    /// No limit: what holds outside of all pages.
    pub const ENDLESS: PrintedPage = PrintedPage { columns: None };

    /// A page of `columns` columns of a terminal.
    #[must_use]
    pub fn of_columns(columns: usize) -> PrintedPage {
        PrintedPage { columns: Some(columns.max(NARROWEST)) }
    }

    /// How many columns it has; none outside of all pages.
    #[must_use]
    pub fn columns(self) -> Option<usize> {
        self.columns
    }

    /// The page of the innermost [`PrintedPage::printing`].
    #[must_use]
    pub fn printed() -> PrintedPage {
        PRINTED.get()
    }

    /// Prints on this page: it holds for this thread until `print` ends.
    pub fn printing<T>(self, print: impl FnOnce() -> T) -> T {
        struct Former(PrintedPage);
        impl Drop for Former {
            fn drop(&mut self) {
                PRINTED.set(self.0);
            }
        }
        let _former = Former(PRINTED.replace(self));
        print()
    }

    /// A text whose lines are no wider than the page: what is wider goes on below, a step further in.
    ///
    /// ```
    /// use riparto::report::PrintedPage;
    ///
    /// let text = "  fino a 20.000,00 € per voce e fino a 15 % in tutto\n".to_owned();
    /// assert_eq!(PrintedPage::of_columns(40).fit(text), "  fino a 20.000,00 € per voce e fino\n      a 15 % in tutto\n");
    /// ```
    #[must_use]
    pub fn fit(self, text: String) -> String {
        let Some(columns) = self.columns.filter(|columns| text.lines().any(|line| line.width() > *columns))
        else {
            return text;
        };
        let mut set = String::with_capacity(text.len());
        for line in text.lines() {
            // An address that is too long is of no use in parts.
            if line.width() <= columns || words(line).len() == 1 {
                set.extend([line, "\n"]);
                continue;
            }
            let text = line.trim_start_matches(' ');
            let margin = line.len() - text.len();
            let step = match (text.starts_with("- "), margin) {
                (true, _) => 2,
                (false, 0) => 0,
                (false, _) => 4,
            };
            for (number, part) in wrap(text, columns.saturating_sub(margin + step)).iter().enumerate() {
                let margin = if number == 0 { margin } else { margin + step };
                set.extend([&" ".repeat(margin), part, "\n"]);
            }
        }
        set
    }
}
