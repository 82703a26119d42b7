//! `LabelUse`: one spelling of a label, and the lines that carry it.

use serde::Serialize;

use crate::budget::Envelope;
use crate::capacity::MAX_NOTICE_LINES;
use crate::money::Language;
use crate::words::noun;

/// How many lines a sentence names before it only counts them.
const NAMED: usize = 4;

/// One spelling of a label's value, or of its key, and the lines that carry it; without a spelling, the lines that carry
/// no label of the key.
///
/// ```
/// use riparto::Plan;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00", "labels": {"partner": "ats"}},
///                     {"id": "outreach", "amount": "40.00", "labels": {"partner": "ATS"}} ] }"#,
/// )?;
/// let spellings: Vec<_> = plan.notices()[0].labels.iter().map(|label| (label.text.clone(), label.lines.join(" "))).collect();
/// assert_eq!(spellings, [(Some("ats".into()), "desks".into()), (Some("ATS".into()), "outreach".into())]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LabelUse {
    /// The text as it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// How many lines carry it; zero where only a rule names it.
    pub count: usize,
    /// The ids of these lines in the plan's order, [`MAX_NOTICE_LINES`] at most.
    pub lines: Vec<String>,
}

impl LabelUse {
    pub(super) fn new(
        text: Option<&str>,
        count: usize,
        lines: impl Iterator<Item = usize>,
        envelope: &Envelope,
    ) -> LabelUse {
        let ids = lines.take(MAX_NOTICE_LINES).map(|line| envelope.line(line).id().to_owned());
        LabelUse { text: text.map(str::to_owned), count, lines: ids.collect() }
    }

    /// The text with its lines: `` `ATS` (line `x`) ``.
    pub(super) fn words(&self, language: Language) -> String {
        let text = self.text.as_deref().unwrap_or_default();
        match self.count {
            0 => format!("`{text}` ({})", language.choose("no line", "nessuna voce")),
            _ => format!("`{text}` ({})", self.line_words(language)),
        }
    }

    /// The lines: by id if they are few, the first ones and a count if they are many.
    pub(super) fn line_words(&self, language: Language) -> String {
        let ids: Vec<String> = self.lines.iter().map(|id| format!("`{id}`")).collect();
        let named = if self.count <= NAMED { ids.len() } else { NAMED - 1 };
        let ids = ids[..named.min(ids.len())].join(", ");
        let lines = noun("line", "lines", "voce", "voci").count(self.count, language);
        match self.count {
            1 => format!("{} {ids}", language.choose("line", "voce")),
            count if count <= NAMED => format!("{} {ids}", language.choose("lines", "voci")),
            _ => format!("{lines}: {ids}{}", language.choose(" and others", " e altre")),
        }
    }
}
