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
    ("How many events the earlier history has", "Quanti eventi contiene il registro precedente"),
    (
        "How many events the later history has; all if not given",
        "Quanti eventi contiene il registro successivo; tutti, se non è indicato",
    ),
    ("The proof", "La prova"),
    (
        "The earlier root as SIZE:ROOT, or the checkpoint that states it",
        "La radice precedente come EVENTI:RADICE, o l'attestazione che la riporta",
    ),
    (
        "The later root as SIZE:ROOT, or the checkpoint that states it",
        "La radice successiva come EVENTI:RADICE, o l'attestazione che la riporta",
    ),
    ("How many parties must have signed a checkpoint", "Quanti soggetti devono aver firmato un'attestazione"),
    (
        "The public keys that are trusted, one a line, as `key` prints them; checkpoints take it",
        "Le chiavi pubbliche fidate, una per riga, come le mostra `key`; occorrono per le attestazioni",
    ),
    (
        "A checkpoint that was signed, of the size that the extract is of",
        "Un'attestazione firmata, fino allo stesso evento dell'estratto",
    ),
    (
        "The public keys that are trusted, one a line, as `key` prints them",
        "Le chiavi pubbliche fidate, una per riga, come le mostra `key`",
    ),
    (
        "The root of the history, as `extract` prints it, from somebody who is trusted",
        "La radice del registro, come la mostra `extract`, avuta da persona di fiducia",
    ),
    (
        "The short form of a head, as minutes print it: the history must pass through that head",
        "L'impronta breve, come la stampa il verbale: il registro deve passare per quell'impronta",
    ),
    (
        "A checkpoint that the history must agree with, as `checkpoint` and `cosign` write it",
        "Un'attestazione a cui il registro deve corrispondere, come la scrivono `checkpoint` e `cosign`",
    ),
    (
        "How many parties must have signed the checkpoint",
        "Quanti soggetti devono aver firmato l'attestazione",
    ),
    (
        "The public keys that are trusted, one a line, as `key` prints them; without it, those that the journal declares, which its keeper could have written too",
        "Le chiavi pubbliche fidate, una per riga, come le mostra `key`; senza, quelle depositate nel registro, che anche chi lo tiene potrebbe avervi scritto",
    ),
    (
        "A proof that proposals name: whether it is about the plan that each was made on and the amounts that it leads to",
        "Una prova indicata da proposte: se riguarda il piano sul quale ciascuna è stata formulata e gli importi a cui porta",
    ),
    ("The party whose key it is", "Il soggetto di cui è la chiave"),
    (
        "The file of the private key, which does not exist yet",
        "Il file della chiave privata, che non esiste ancora",
    ),
    ("The file of the private key to sign with", "Il file della chiave privata con cui firmare"),
    ("The checkpoint, which the signature is added to", "L'attestazione a cui si aggiunge la firma"),
    (
        "The party that signs, if the key is to be compared with it",
        "Il soggetto che firma, se la chiave va confrontata con esso",
    ),
    ("The public key", "La chiave pubblica"),
    (
        "Sign the command with the private key in a file, as `key` made it",
        "Firmare il comando con la chiave privata in un file, come l'ha creata `key`",
    ),
];
