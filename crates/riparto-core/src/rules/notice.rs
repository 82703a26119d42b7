//! `Notice`: what is odd about a rule or a label, though it can be understood.

use serde::{Serialize, Serializer};

use super::label_use::LabelUse;
use super::rule::Rule;
use crate::capacity::MAX_NOTICE_LINES;
use crate::money::Language;
use crate::words::spoken;

/// Something that the author of a plan wants to know: a rule does nothing, or cannot hold; a label is written in two
/// ways. Reported, never ignored.
///
/// ```
/// use riparto::Plan;
/// use riparto::rules::NoticeCode;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "a", "amount": "60.00", "labels": {"partner": "ats"}},
///                     {"id": "b", "amount": "40.00", "labels": {"partner": "ATS"}} ],
///          "rules": [ {"id": "r1", "scope": {"labels": {"partner": "ats"}}, "limit": {"ceiling": "70.00"}} ] }"#,
/// )?;
/// let notice = &plan.notices()[0];
/// assert_eq!((notice.code, notice.rule.as_str()), (NoticeCode::NearEqualLabels, "r1"));
/// assert_eq!(notice.labels[1].lines, ["b"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notice {
    /// The id of the rule, or of one that goes by the label; empty if no rule does.
    pub rule: String,
    /// What is odd.
    pub code: NoticeCode,
    /// The id of the other rule of two; empty where the notice is about one rule.
    pub other: String,
    /// The key of the label; empty where the notice is about no label.
    pub key: String,
    /// The spellings, and the lines that carry each.
    pub labels: Vec<LabelUse>,
    /// The rows of a table, from 1, where the notice is about what was read from one; else empty.
    pub rows: Vec<u32>,
    /// How many more spellings, rows, or notices about labels, there are.
    pub more: usize,
}

/// As the operation `check` writes it: what is empty is left out, and the sentence comes last.
impl Serialize for Notice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            #[serde(skip_serializing_if = "str::is_empty")]
            rule: &'a str,
            code: NoticeCode,
            #[serde(skip_serializing_if = "str::is_empty")]
            other: &'a str,
            #[serde(skip_serializing_if = "str::is_empty")]
            key: &'a str,
            #[serde(skip_serializing_if = "<[LabelUse]>::is_empty")]
            labels: &'a [LabelUse],
            #[serde(skip_serializing_if = "<[u32]>::is_empty")]
            rows: &'a [u32],
            #[serde(skip_serializing_if = "is_zero")]
            more: usize,
            message: String,
        }
        let Notice { rule, code, other, key, labels, rows, more } = self;
        let message = self.message(spoken());
        Written { rule, code: *code, other, key, labels, rows, more: *more, message }.serialize(serializer)
    }
}

/// What is odd about a rule or a label. Two texts are near-equal if they differ only in case, accents, blanks and
/// punctuation; rules compare labels as they are written.
///
/// ```
/// use riparto::Plan;
/// use riparto::rules::NoticeCode;
///
/// // All lines together always hold the total: a ceiling on them can never bind.
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
///          "rules": [ {"id": "cap", "scope": "all", "limit": {"ceiling": "100.00"}} ] }"#,
/// )?;
/// assert_eq!(plan.notices()[0].code, NoticeCode::NeverBinds);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NoticeCode {
    /// No allocation of this envelope that keeps the locked lines can break the rule.
    NeverBinds,
    /// No allocation that keeps the locked lines can respect the rule.
    ContradictsLock,
    /// No allocation of this envelope at all can respect the rule.
    NeverHolds,
    /// The rule of a pack is about labels that no line here has.
    SelectsNothing,
    /// Values of one key are near-equal.
    NearEqualLabels,
    /// Keys are near-equal.
    NearEqualKeys,
    /// A value begins or ends with a blank.
    BlankEndedLabel,
    /// A key begins or ends with a blank.
    BlankEndedKey,
    /// Lines have no label of a key that nearly all lines of the plan have: nine in ten of at least ten, or, where a rule
    /// goes by the key, three in four of at least four; else those in the scope of a rule that holds for each of its
    /// values, where three in four of at least four have it, or all others of at least three.
    LabelMissing,
    /// A rule names a value that no line has, and lines have a near-equal one.
    LabelUnmatched,
    /// A rule names a key that no line has, and lines have a near-equal one.
    KeyUnmatched,
    /// The rule is in force on some days only, and the day is not known: it counts as in force.
    DayUnknown,
    /// The rule is not in force on the day that is asked about.
    NotInForce,
    /// Another rule asks at least as much of the same lines, at the same level or a stricter one: without this rule nothing changes.
    Shadowed,
    /// No allocation can respect this rule and another one on the same lines.
    Contradicts,
    /// The rule says who pays for derived lines that cannot follow: they are derived from themselves, or by way of another rule from lines
    /// that are. Where such a line is not what is due by what is stated alone, nothing passes.
    DerivedFromItself,
    /// The rule says who pays for derived lines that cannot follow: another rule that says so derives one of them.
    DerivedTwice,
    /// The lines that the rule names as payers are all derived themselves, so nobody pays.
    PayersDerived,
    /// There are more notices about labels.
    MoreLabels,
    /// Rows of a table that was read are called the same and have the same labels: each counts as a line of its own.
    LineTwice,
    /// Rows of a table that was read have the same code: their column counts as a label, and lines have ids of other words.
    CodeShared,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Notice {
    pub(super) fn of_rule(rule: &Rule, code: NoticeCode) -> Notice {
        Notice::of_labels(rule.id(), code, "", Vec::new())
    }

    pub(super) fn of_labels(rule: &str, code: NoticeCode, key: &str, labels: Vec<LabelUse>) -> Notice {
        let (rule, key, other) = (rule.to_owned(), key.to_owned(), String::new());
        Notice { rule, code, other, key, labels, rows: Vec::new(), more: 0 }
    }

    /// A notice about rows of a table, from 1, that have a text in common, and the lines that were made of them.
    #[doc(hidden)]
    #[must_use]
    pub fn of_rows(
        code: NoticeCode,
        (key, text): (&str, &str),
        places: impl ExactSizeIterator<Item = (u32, String)>,
    ) -> Notice {
        let count = places.len();
        let (rows, lines): (Vec<u32>, Vec<String>) = places.take(MAX_NOTICE_LINES).unzip();
        let more = count - rows.len();
        let used = LabelUse { text: Some(text.to_owned()), count, lines };
        Notice { rows, more, ..Notice::of_labels("", code, key, vec![used]) }
    }

    pub(crate) fn of_pair(rule: &str, other: &str, code: NoticeCode) -> Notice {
        Notice { other: other.to_owned(), ..Notice::of_labels(rule, code, "", Vec::new()) }
    }

    /// One sentence.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        if let Some(sentence) = self.of_the_pair(language) {
            return sentence;
        }
        match self.of_the_rule(language) {
            Some(what) => format!("{} `{}` {what}", language.choose("rule", "il vincolo"), self.rule),
            None if self.rows.is_empty() => self.of_the_labels(language),
            None => self.of_the_rows(language),
        }
    }

    fn of_the_rows(&self, language: Language) -> String {
        let mut rows: Vec<String> = self.rows.iter().map(u32::to_string).collect();
        if self.more > 0 {
            rows.push(language.choose(format!("{} more", self.more), format!("altre {}", self.more)));
        }
        let last = rows.pop().unwrap_or_default();
        let rows = language.choose(
            format!("rows {} and {last}", rows.join(", ")),
            format!("righe {} e {last}", rows.join(", ")),
        );
        let (key, used) = (&self.key, self.labels.first());
        let text = used.and_then(|used| used.text.as_deref()).unwrap_or_default();
        let lines = used.map(|used| used.line_words(language)).unwrap_or_default();
        match self.code {
            NoticeCode::CodeShared => language.choose(
                format!("`{text}` is the code of {rows}: codes that rows share do not tell lines apart, so their column counts as the label `{key}`; where they are to be ids, give each row its own"),
                format!("`{text}` è il codice delle {rows}: codici comuni a più righe non distinguono le voci, quindi la loro colonna vale come etichetta `{key}`; se devono essere identificativi, dare a ciascuna riga il proprio"),
            ),
            _ => language.choose(
                format!("“{text}” stands in {rows} with the same labels, and each counts: {lines}; if it is one line, write it in one row, else give each a name or a code of its own"),
                format!("«{text}» si trova alle {rows} con le stesse etichette, e ciascuna conta: {lines}; se la voce è una sola, scriverla in una riga, altrimenti dare a ciascuna un nome o un codice proprio"),
            ),
        }
    }

    fn of_the_rule(&self, language: Language) -> Option<&'static str> {
        Some(match self.code {
            NoticeCode::NeverBinds => language.choose(
                "can never bind: no split of this total that keeps the locked lines can break it; check its bound, and whether it was meant for each line by itself (`each`)",
                "non può mai operare: con questo totale nessuna ripartizione può superarne il limite; verificare il limite e, se doveva valere per ciascuna voce, aggiungere «per ciascuna» (`each`)",
            ),
            NoticeCode::ContradictsLock => language.choose(
                "contradicts a lock: with the locked lines as they are, no split can respect it",
                "contraddice un blocco: con le voci bloccate come sono, nessuna ripartizione può rispettarlo",
            ),
            NoticeCode::NeverHolds => language.choose(
                "can never hold: no split of this total can respect it; change its bound",
                "non può mai essere rispettato: nessuna ripartizione di questo totale vi riesce; modificarne il limite",
            ),
            NoticeCode::SelectsNothing => language.choose(
                "does not apply here: no line has the labels that it is about",
                "qui non si applica: nessuna voce ha le etichette di cui tratta",
            ),
            NoticeCode::DayUnknown => language.choose(
                "is in force on some days only and no day is given: it counts as in force",
                "vale solo in un certo periodo e non è indicata una data: è considerato in vigore",
            ),
            NoticeCode::DerivedFromItself => language.choose(
                "cannot follow a proposal: its lines are derived from themselves; take them out of what it is a percentage of, or leave out `paid_by`",
                "non può seguire una proposta: le sue voci sono calcolate su se stesse; toglierle dalla base della percentuale, o togliere `paid_by`",
            ),
            NoticeCode::PayersDerived => language.choose(
                "cannot follow a proposal: all lines that `paid_by` names are derived themselves; name lines that no rule derives",
                "non può seguire una proposta: le voci indicate in `paid_by` sono tutte calcolate; indicare voci che nessun vincolo calcola",
            ),
            NoticeCode::NotInForce => language.choose(
                "is not in force on that day: it was not applied",
                "non è in vigore a quella data: non è stato applicato",
            ),
            _ => return None,
        })
    }

    fn of_the_pair(&self, language: Language) -> Option<String> {
        let Notice { rule, other, .. } = self;
        match self.code {
            NoticeCode::Shadowed => Some(language.choose(
                format!("rule `{rule}` adds nothing: rule `{other}` asks at least as much of the same lines, at the same level or a stricter one; delete one of the two, or change its bound"),
                format!("il vincolo `{rule}` non aggiunge nulla: il vincolo `{other}` chiede almeno altrettanto alle stesse voci, con un livello pari o più severo; togliere uno dei due, o modificarne il limite"),
            )),
            NoticeCode::Contradicts => Some(language.choose(
                format!("rule `{rule}` contradicts rule `{other}`: no split can respect both; change one of their bounds (`riparto diagnose` shows the cheapest way out)"),
                format!("il vincolo `{rule}` contraddice il vincolo `{other}`: nessuna ripartizione può rispettarli entrambi; modificare uno dei due limiti (`riparto diagnose` mostra la via d'uscita meno onerosa)"),
            )),
            NoticeCode::DerivedFromItself if !other.is_empty() => Some(language.choose(
                format!("rule `{rule}` cannot follow a proposal: its lines are derived, by way of rule `{other}`, from lines that are derived from themselves; derive one of them from other lines, or leave out `paid_by`"),
                format!("il vincolo `{rule}` non può seguire una proposta: le sue voci sono calcolate, tramite il vincolo `{other}`, su voci calcolate su se stesse; calcolarne una su altre voci, o togliere `paid_by`"),
            )),
            NoticeCode::DerivedTwice => Some(language.choose(
                format!("rule `{rule}` cannot follow a proposal: rule `{other}` derives the same line; keep one of them, or let each derive lines of its own"),
                format!("il vincolo `{rule}` non può seguire una proposta: il vincolo `{other}` calcola la stessa voce; tenerne uno, o far calcolare a ciascuno voci proprie"),
            )),
            _ => None,
        }
    }

    fn of_the_labels(&self, language: Language) -> String {
        let (key, more) = (&self.key, self.more);
        let mut spelled: Vec<String> = self.labels.iter().map(|label| label.words(language)).collect();
        if more > 0 {
            spelled.push(language.choose(format!("{more} more"), format!("altre {more}")));
        }
        let (rule, spelled) = (&self.rule, spelled.join(", "));
        let sentence = match self.code {
            NoticeCode::NearEqualLabels => language.choose(
                format!("values of the label `{key}` that are written nearly alike count as different: {spelled}"),
                format!("valori dell'etichetta `{key}` scritti in modo quasi uguale valgono come diversi: {spelled}"),
            ),
            NoticeCode::NearEqualKeys => language.choose(
                format!("label keys that are written nearly alike count as different: {spelled}"),
                format!("chiavi di etichetta scritte in modo quasi uguale valgono come diverse: {spelled}"),
            ),
            NoticeCode::BlankEndedLabel => language.choose(
                format!("a value of the label `{key}` begins or ends with a blank, which counts: {spelled}"),
                format!("un valore dell'etichetta `{key}` inizia o finisce con uno spazio, che conta: {spelled}"),
            ),
            NoticeCode::BlankEndedKey => language.choose(
                format!("a label key begins or ends with a blank, which counts: {spelled}"),
                format!("una chiave di etichetta inizia o finisce con uno spazio, che conta: {spelled}"),
            ),
            NoticeCode::LabelMissing => {
                let lines: String = self.labels.iter().map(|label| label.line_words(language)).collect();
                language.choose(
                    format!("without the label `{key}`, which nearly all others have: {lines}"),
                    format!("senza l'etichetta `{key}`, che quasi tutte le altre voci hanno: {lines}"),
                )
            }
            NoticeCode::LabelUnmatched => language.choose(
                format!("rule `{rule}` names a value of the label `{key}` that no line has, and near-equal ones do not count: {spelled}"),
                format!("il vincolo `{rule}` indica un valore dell'etichetta `{key}` che nessuna voce ha, e quelli quasi uguali non valgono: {spelled}"),
            ),
            NoticeCode::KeyUnmatched => language.choose(
                format!("rule `{rule}` names a label key that no line has, and near-equal ones do not count: {spelled}"),
                format!("il vincolo `{rule}` indica una chiave di etichetta che nessuna voce ha, e quelle quasi uguali non valgono: {spelled}"),
            ),
            _ => language.choose(
                format!("{more} more notices about labels"),
                format!("altre {more} segnalazioni sulle etichette"),
            ),
        };
        let names_rule = matches!(self.code, NoticeCode::LabelUnmatched | NoticeCode::KeyUnmatched);
        match rule.is_empty() || names_rule {
            true => sentence,
            false => {
                sentence
                    + &language.choose(
                        format!("; rule `{rule}` goes by this label"),
                        format!("; il vincolo `{rule}` dipende da questa etichetta"),
                    )
            }
        }
    }
}
