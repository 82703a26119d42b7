//! The words of limits, bases and levels of authorization in a table of rules.

use riparto_core::error::Result;
use riparto_core::money::Language;
use riparto_core::rules::{Authorization, Base};
use riparto_core::words::both;

use super::header_words::plain;
use super::scope_text::no_such_words;

/// What a row of a rule bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LimitKind {
    /// An amount or a share, which may be reached.
    Least,
    Most,
    /// One that may not.
    Above,
    Below,
    /// A percentage of other lines.
    Exactly,
    Locked,
    Variation,
    Increase,
    Decrease,
    Movement,
    /// What goes to other lines.
    Flow,
    Step,
}

/// Each kind: its word in English and in Italian, and others that say it.
const KINDS: &[(LimitKind, [&str; 2], &[&str])] = &[
    (
        LimitKind::Least,
        ["at least", "minimo"],
        &[
            "minimum",
            "min",
            "floor",
            "not less than",
            "no less than",
            "almeno",
            "non meno di",
            "non inferiore a",
            "soglia minima",
            "quota minima",
            "minimum share",
            "share floor",
        ],
    ),
    (
        LimitKind::Most,
        ["at most", "massimo"],
        &[
            "maximum",
            "max",
            "up to",
            "fino a",
            "entro",
            "ceiling",
            "cap",
            "not more than",
            "no more than",
            "al massimo",
            "non oltre",
            "non superare",
            "non puo superare",
            "non possono superare",
            "non deve superare",
            "non eccedere",
            "non puo eccedere",
            "non piu di",
            "non superiore a",
            "tetto",
            "soglia massima",
            "quota massima",
            "maximum share",
            "share ceiling",
        ],
    ),
    (
        LimitKind::Above,
        ["more than", "superiore a"],
        &["above", "over", "greater than", "piu di", "maggiore di", "oltre"],
    ),
    (
        LimitKind::Below,
        ["less than", "inferiore a"],
        &["below", "under", "fewer than", "lower than", "meno di", "minore di", "al di sotto di"],
    ),
    (
        LimitKind::Exactly,
        ["equal to", "pari a"],
        &["equals", "derived", "flat rate", "derivato", "forfait", "tasso forfettario", "uguale a"],
    ),
    (
        LimitKind::Locked,
        ["unchanged", "invariato"],
        &["locked", "fixed", "invariata", "bloccato", "bloccata", "fisso", "immodificabile"],
    ),
    (
        LimitKind::Variation,
        ["change", "variazione"],
        &["variation", "variazione massima", "scostamento", "in aumento o in diminuzione"],
    ),
    (LimitKind::Increase, ["increase", "aumento"], &["rise", "aumento massimo", "incremento", "in aumento"]),
    (
        LimitKind::Decrease,
        ["decrease", "riduzione"],
        &["reduction", "cut", "riduzione massima", "diminuzione", "in diminuzione"],
    ),
    (
        LimitKind::Movement,
        ["movement", "storni"],
        &["transfers", "moved", "spostamenti", "movimenti", "storni complessivi", "rimodulazione"],
    ),
    (
        LimitKind::Flow,
        ["transfers to", "storni verso"],
        &["flow", "flow to", "verso", "trasferimenti verso", "flusso verso"],
    ),
    (LimitKind::Step, ["multiple of", "multiplo di"], &["step", "multipli di", "arrotondamento", "passo"]),
];

impl LimitKind {
    pub(super) fn read(text: &str) -> Result<LimitKind> {
        let written = plain(text);
        let says = |(_, names, others): &&(LimitKind, [&str; 2], &[&str])| {
            names.contains(&written.as_str()) || others.contains(&written.as_str())
        };
        KINDS.iter().find(says).map(|(kind, ..)| *kind).ok_or_else(|| {
            let known: Vec<[&str; 2]> = KINDS.iter().map(|(_, words, _)| *words).collect();
            no_such_words(
                text.trim(),
                both("a limit", "un limite"),
                &both("the limits are", "i limiti sono"),
                &known,
            )
        })
    }

    pub(super) fn words(self, language: Language) -> &'static str {
        let found = KINDS.iter().find(|(kind, ..)| *kind == self);
        found.map_or("", |(_, [english, italian], _)| language.choose(english, italian))
    }
}

const LEVELS: &[(Authorization, &[&str])] = &[
    (Authorization::Free, &["nessuna", "nessuna autorizzazione", "libero", "libera", "none"]),
    (
        Authorization::Notification,
        &["comunicazione", "soggetto a comunicazione", "soggetta a comunicazione", "notifica", "notify"],
    ),
    (
        Authorization::PriorApproval,
        &[
            "approvazione",
            "autorizzazione",
            "autorizzazione preventiva",
            "soggetto ad approvazione preventiva",
            "approval",
        ],
    ),
    (Authorization::Exceptional, &["straordinaria", "eccezionale", "deroga", "in deroga", "exceptional"]),
    (
        Authorization::Forbidden,
        &["vietato", "vietata", "non ammesso", "non ammessa", "non ammissibile", "divieto", "not allowed"],
    ),
];

/// A level by its name in documents, its words in either language, or others that say it.
pub(super) fn read_level(text: &str) -> Result<Authorization> {
    let written = plain(text);
    let is = |level: Authorization| {
        let words = [Language::English, Language::Italian].map(|language| plain(level.words(language)));
        let others = LEVELS.iter().filter(|(of, _)| *of == level).flat_map(|(_, others)| others.iter());
        words.contains(&written)
            || plain(level.name()) == written
            || others.into_iter().any(|other| *other == written)
    };
    Authorization::ALL.into_iter().find(|level| is(*level)).ok_or_else(|| {
        let words = |level: Authorization| {
            [Language::English, Language::Italian].map(|language| level.words(language))
        };
        let known = Authorization::ALL.map(words);
        let what = both("a level of authorization", "un livello di autorizzazione");
        no_such_words(text.trim(), what, &both("the levels are", "i livelli sono"), &known)
    })
}

const BASES: &[(Base, [&str; 2], &[&str])] = &[
    (
        Base::Original,
        ["original", "iniziale"],
        &["originale", "piano iniziale", "importo iniziale", "piano originario", "original plan"],
    ),
    (
        Base::Approved,
        ["approved", "vigente"],
        &["approvato", "ultima approvazione", "importo vigente", "piano vigente", "last approval"],
    ),
    (
        Base::InitialWithActs,
        ["original with acts", "iniziale con atti"],
        &["iniziale con gli atti successivi", "iniziale aggiornato"],
    ),
];

/// A base by its name in documents or its words; none of other words.
pub(super) fn read_base(text: &str) -> Option<Base> {
    let written = plain(text);
    let says = |(_, names, others): &&(Base, [&str; 2], &[&str])| {
        names.contains(&written.as_str()) || others.contains(&written.as_str())
    };
    BASES.iter().find(says).map(|(base, ..)| *base).or_else(|| text.trim().parse().ok())
}

/// A base in the words of a language.
pub(super) fn base_words(base: Base, language: Language) -> String {
    let found = BASES.iter().find(|(known, ..)| *known == base);
    found.map_or_else(
        || base.to_string(),
        |(_, [english, italian], _)| language.choose(*english, *italian).to_owned(),
    )
}

/// That a cell holds no base.
pub(super) fn no_base(text: &str) -> riparto_core::error::Error {
    let known: Vec<[&str; 2]> = BASES.iter().map(|(_, words, _)| *words).collect();
    no_such_words(text.trim(), both("a base", "una base"), &both("the bases are", "le basi sono"), &known)
}
