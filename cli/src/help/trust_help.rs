//! What each argument means with which a journal is shown to others, in both languages.

/// The text of an argument in English and in Italian.
pub(super) const TRUST: &[(&str, &str)] = &[
    (
        "The id of a proposal or change that was decided; or the revision of any event",
        "L'identificativo di una proposta o variazione decisa; oppure il numero di un evento",
    ),
    (
        "The history up to so many events, if the root was taken there; all of it if not given",
        "Il registro fino a quel numero di eventi, se la radice è di allora; tutto, se non è indicato",
    ),
    ("The file to write, which is replaced if it is there", "Il file da scrivere, sostituito se esiste già"),
    ("The extract", "L'estratto"),
    (
        "The root of the history, as `extract` prints it, from somebody who is trusted",
        "La radice del registro, come la mostra `extract`, avuta da persona di fiducia",
    ),
];
