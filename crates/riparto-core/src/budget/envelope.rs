//! `Envelope`: a total and the lines that it is split over.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::id::{check_id, check_text};
use super::interner::Interner;
use super::labels::{LabelColumns, Labels};
use crate::capacity::{MAX_LABEL_KEYS, MAX_LINES};
use crate::error::{Cause, Error, Result, quote};
use crate::money::{Currency, Money};
use crate::words::{Bilingual, both, is_blank, named};

/// A fixed total and the lines that it is split over, with a title and a source. Cheap to clone.
///
/// ```
/// use riparto::Envelope;
///
/// let envelope = Envelope::builder("Integration plan", "2464000.00".parse()?)
///     .source("Notice of February 2024")
///     .line("outreach", "Outreach").label("partner", "ats")
///     .line("desks", "One-stop-shop desks").label("partner", "region")
///     .build()?;
/// assert_eq!(envelope.line_count(), 2);
/// assert_eq!(envelope.line(0).labels().get("partner"), Some("ats"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "dotazione finanziaria")]
#[doc(alias = "quadro economico")]
#[derive(Clone)]
pub struct Envelope {
    title: Arc<str>,
    source: Arc<str>,
    currency: Currency,
    total: Money,
    lines: Arc<EnvelopeLines>,
}

/// What is the same for all envelopes that differ only in their total.
struct EnvelopeLines {
    ids: Interner,
    /// All titles, one after the other, and where each ends.
    titles: String,
    title_ends: Vec<usize>,
    labels: LabelColumns,
}

/// One line of an envelope: an id, a title and labels.
///
/// ```
/// # use riparto::{Envelope, Money};
/// let envelope = Envelope::builder("Plan", Money::from_euros(100)).line("desks", "One-stop-shop desks").label("partner", "anci").build()?;
/// let line = envelope.line(envelope.position("desks")?);
/// assert_eq!((line.title(), line.labels().get("partner")), ("One-stop-shop desks", Some("anci")));
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "action line")]
#[doc(alias = "budget line")]
#[doc(alias = "voce")]
#[derive(Clone, Copy)]
pub struct Line<'a> {
    lines: &'a EnvelopeLines,
    position: usize,
}

impl Envelope {
    /// Starts an envelope; [`EnvelopeBuilder::build`] ends it.
    #[must_use]
    pub fn builder(title: &str, total: Money) -> EnvelopeBuilder {
        EnvelopeBuilder::untitled().titled(title, total)
    }

    /// What the envelope is for.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Where total and lines are stated: an act, a notice. May be empty.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The currency of all amounts.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Refuses an envelope in another currency.
    ///
    /// ```
    /// use riparto::{Envelope, Money};
    ///
    /// let plan = |currency: &str| {
    ///     Envelope::builder("Plan", Money::ZERO).line("a", "A").currency(currency.parse()?).build()
    /// };
    /// let refused = plan("EUR")?.require_currency(&plan("CHF")?).unwrap_err();
    /// assert_eq!(refused.code(), "currency_differs");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// The currencies differ (`currency_differs`).
    pub fn require_currency(&self, other: &Envelope) -> Result<()> {
        let (found, expected) = (other.currency.code(), self.currency.code());
        (found == expected).then_some(()).ok_or_else(|| Cause::CurrencyDiffers { found, expected }.into())
    }

    /// What every allocation of this envelope sums to.
    #[must_use]
    pub fn total(&self) -> Money {
        self.total
    }

    /// How many lines there are; at least one.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.lines.ids.len()
    }

    /// The line at a position from zero.
    ///
    /// # Panics
    /// If there is no such position: positions come from this envelope, not from input.
    #[must_use]
    pub fn line(&self, position: usize) -> Line<'_> {
        assert!(position < self.line_count());
        Line { lines: &self.lines, position }
    }

    /// The lines, in their order.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = Line<'_>> {
        (0..self.line_count()).map(|position| self.line(position))
    }

    /// The position of a line, from zero.
    ///
    /// # Errors
    /// No line has that id (`line_unknown`).
    pub fn position(&self, id: &str) -> Result<usize> {
        self.lines.ids.find(id).ok_or_else(|| {
            let lines = (0..self.line_count()).map(|line| self.lines.ids.text(line));
            Cause::line_unknown(id, lines).into()
        })
    }

    /// The position of a line, looked for at a likely place first.
    pub(crate) fn position_near(&self, id: &str, likely: usize) -> Result<usize> {
        if likely < self.line_count() && self.lines.ids.text(likely) == id {
            return Ok(likely);
        }
        self.position(id)
    }

    /// The same lines with another total: an authorized act, see [`crate::plan::EnvelopeChange`].
    #[doc(hidden)]
    pub fn with_total(&self, total: Money) -> Envelope {
        Envelope { total, ..self.clone() }
    }

    /// The first lines alone, with the same total.
    pub(crate) fn first_lines(&self, count: usize) -> Result<Envelope> {
        self.begun(count)?
            .titled(&self.title, self.total)
            .source(&self.source)
            .currency(self.currency)
            .build()
    }

    fn begun(&self, count: usize) -> Result<EnvelopeBuilder> {
        let mut builder = EnvelopeBuilder::untitled();
        for line in self.lines().take(count) {
            builder.push_line(line.id(), line.title())?;
            line.labels().iter().try_for_each(|(key, value)| builder.push_label(key, value))?;
        }
        Ok(builder)
    }

    /// The same lines and some more after them, each with an id, a title and labels.
    pub(crate) fn with_lines<'l>(
        &self,
        added: impl IntoIterator<Item = (&'l str, &'l str, &'l BTreeMap<String, String>)>,
    ) -> Result<Envelope> {
        let mut builder = self.begun(self.line_count())?;
        for (id, title, labels) in added {
            builder.push_line(id, title)?;
            labels
                .iter()
                .try_for_each(|(key, value)| builder.push_label(key, value))
                .map_err(|error| error.at(named("line", "voce", id)))?;
        }
        builder.titled(&self.title, self.total).source(&self.source).currency(self.currency).build()
    }

    /// Whether two envelopes have the same lines and the same currency, whatever their totals.
    #[doc(hidden)]
    pub fn same_lines(&self, other: &Envelope) -> bool {
        self.currency == other.currency
            && (Arc::ptr_eq(&self.lines, &other.lines)
                || (self.line_count() == other.line_count()
                    && self.lines().zip(other.lines()).all(|(a, b)| {
                        a.id() == b.id() && a.title() == b.title() && a.labels().iter().eq(b.labels().iter())
                    })))
    }

    /// That no line has a label of a key, and which labels there are instead.
    #[doc(hidden)]
    #[must_use]
    pub fn label_key_unknown(&self, key: &str) -> Error {
        self.labels().key_unknown(key)
    }

    pub(crate) fn labels(&self) -> &LabelColumns {
        &self.lines.labels
    }
}

impl PartialEq for Envelope {
    fn eq(&self, other: &Envelope) -> bool {
        self.total == other.total
            && self.title == other.title
            && self.source == other.source
            && self.same_lines(other)
    }
}

impl Eq for Envelope {}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("title", &self.title)
            .field("source", &self.source)
            .field("total", &self.total)
            .field("lines", &self.lines().collect::<Vec<_>>())
            .finish()
    }
}

impl<'a> Line<'a> {
    /// The id, unique in the envelope.
    #[must_use]
    pub fn id(self) -> &'a str {
        self.lines.ids.text(self.position)
    }

    /// What a person reads.
    #[must_use]
    pub fn title(self) -> &'a str {
        let start = if self.position == 0 { 0 } else { self.lines.title_ends[self.position - 1] };
        &self.lines.titles[start..self.lines.title_ends[self.position]]
    }

    /// The labels: action, partner, category, …
    #[must_use]
    pub fn labels(self) -> Labels<'a> {
        Labels::new(&self.lines.labels, self.position)
    }

    /// The position in the envelope, from zero.
    #[must_use]
    pub fn position(self) -> usize {
        self.position
    }
}

impl fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line")
            .field("id", &self.id())
            .field("title", &self.title())
            .field("labels", &self.labels())
            .finish()
    }
}

/// The only door to an [`Envelope`]: title, total, then line by line. The first thing that is wrong is kept and
/// told by [`build`](EnvelopeBuilder::build).
///
/// ```
/// use riparto::{Envelope, Money};
///
/// let twice = Envelope::builder("Plan", Money::from_euros(100)).line("desks", "Desks").line("desks", "More desks").build();
/// assert_eq!(twice.unwrap_err().code(), "id_taken");
/// # Ok::<(), riparto::Error>(())
/// ```
pub struct EnvelopeBuilder {
    title: String,
    source: String,
    currency: Currency,
    total: Money,
    lines: EnvelopeLines,
    error: Option<Error>,
}

impl EnvelopeBuilder {
    /// A builder for a caller who learns title and total only after the lines.
    #[doc(hidden)]
    pub fn untitled() -> EnvelopeBuilder {
        let labels = LabelColumns::new();
        EnvelopeBuilder {
            title: String::new(),
            source: String::new(),
            currency: Currency::EURO,
            total: Money::ZERO,
            lines: EnvelopeLines {
                ids: Interner::new(),
                titles: String::new(),
                title_ends: Vec::new(),
                labels,
            },
            error: None,
        }
    }

    #[doc(hidden)]
    pub fn titled(mut self, title: &str, total: Money) -> EnvelopeBuilder {
        self.error = self.error.or(check_title(both("the title", "il titolo"), title).err());
        self.title = title.to_owned();
        self.total = total;
        self
    }

    /// States where total and lines come from.
    #[must_use]
    pub fn source(mut self, source: &str) -> EnvelopeBuilder {
        if let Err(error) = check_text(both("the source", "la fonte"), source) {
            self.error.get_or_insert(error);
        }
        self.source = source.to_owned();
        self
    }

    /// States the currency of all amounts; the euro if it is not stated.
    #[must_use]
    pub fn currency(self, currency: Currency) -> EnvelopeBuilder {
        EnvelopeBuilder { currency, ..self }
    }

    /// Adds a line.
    #[must_use]
    pub fn line(mut self, id: &str, title: &str) -> EnvelopeBuilder {
        if self.error.is_none() {
            self.error = self.push_line(id, title).err();
        }
        self
    }

    /// Labels the line added last: `label("partner", "ats")`.
    #[must_use]
    pub fn label(mut self, key: &str, value: &str) -> EnvelopeBuilder {
        if self.error.is_none() {
            self.error = self.push_label(key, value).err();
        }
        self
    }

    /// The envelope.
    ///
    /// # Errors
    /// The first of: a title or source that is missing, too long or holds control characters (`text_missing`,
    /// `text_too_long`, `text_malformed`); a malformed or repeated id (`id_malformed`, `id_taken`); a label before
    /// any line or given twice; no line at all (`lines_missing`); too many lines or label keys (`too_many`).
    pub fn build(mut self) -> Result<Envelope> {
        if let Some(error) = self.error {
            return Err(error);
        }
        if self.lines.ids.len() == 0 {
            return Err(Cause::LinesMissing {}.into());
        }
        self.lines.labels.close(self.lines.ids.len());
        Ok(Envelope {
            title: self.title.into(),
            source: self.source.into(),
            currency: self.currency,
            total: self.total,
            lines: Arc::new(self.lines),
        })
    }

    /// [`EnvelopeBuilder::line`] for a caller with many lines.
    #[doc(hidden)]
    pub fn push_line(&mut self, id: &str, title: &str) -> Result<()> {
        check_id(id)?;
        check_title(both("the title", "il titolo"), title)
            .map_err(|error| error.at(named("line", "voce", id)))?;
        let lines = &mut self.lines;
        if lines.ids.len() == MAX_LINES {
            return Err(Cause::TooMany {
                what: both("lines", "voci"),
                found: MAX_LINES + 1,
                allowed: MAX_LINES,
            }
            .into());
        }
        if !lines.ids.intern(id).1 {
            return Err(Cause::IdTaken { what: both("line", "voce"), id: id.to_owned() }.into());
        }
        lines.titles.push_str(title);
        lines.title_ends.push(lines.titles.len());
        Ok(())
    }

    /// [`EnvelopeBuilder::label`] for a caller with many lines.
    pub(crate) fn push_label(&mut self, key: &str, value: &str) -> Result<()> {
        let Some(line) = self.lines.ids.len().checked_sub(1) else {
            return Err(Cause::LineMissingForLabel { key: quote(key) }.into());
        };
        let labels = &mut self.lines.labels;
        if labels.find_key(key).is_none() {
            check_title(both("the label key", "la chiave dell'etichetta"), key)?;
        }
        check_title(both("the label value", "il valore dell'etichetta"), value)?;
        if labels.key_count() == MAX_LABEL_KEYS && labels.find_key(key).is_none() {
            let (found, allowed) = (MAX_LABEL_KEYS + 1, MAX_LABEL_KEYS);
            return Err(
                Cause::TooMany { what: both("label keys", "chiavi di etichetta"), found, allowed }.into()
            );
        }
        if !labels.set(line, key, value) {
            return Err(Error::from(Cause::IdTaken { what: both("label", "etichetta"), id: quote(key) })
                .at(named("line", "voce", self.lines.ids.text(line))));
        }
        Ok(())
    }
}

/// Checks a text of at least one character that is no space.
pub(crate) fn check_title(what: Bilingual, text: &str) -> Result<()> {
    if is_blank(text) {
        return Err(Cause::TextMissing { what }.into());
    }
    check_text(what, text)
}
