//! What each argument means, in both languages.

/// The text of an argument in English and in Italian.
pub(super) const ARGUMENTS: &[(&str, &str)] = &[
    ("Print help", "Mostrare l'aiuto"),
    (
        "What a line or a label is to get, as desks=50000.00 or partner=ats=-500.00; may be repeated",
        "Quanto deve ricevere una voce o un'etichetta, per esempio desks=50.000,00 o partner=ats=-500,00; ripetibile",
    ),
    (
        "The lines or labels from which the money may come, as desks,partner=ats",
        "Le voci o le etichette da cui possono venire le risorse, per esempio desks,partner=ats",
    ),
    ("Print help (see more with '--help')", "Mostrare l'aiuto (per esteso con '--help')"),
    ("Print help (see a summary with '-h')", "Mostrare l'aiuto (in sintesi con '-h')"),
    ("Print version", "Mostrare la versione"),
    (
        "The language of all that is written; without it, that of the environment (LC_ALL, LC_MESSAGES, LANG)",
        "La lingua di tutto ciò che si scrive; se omessa, quella dell'ambiente (LC_ALL, LC_MESSAGES, LANG)",
    ),
    (
        "The most units of work that one request may take",
        "Le unità di calcolo che una richiesta può impiegare al massimo",
    ),
    (
        "The most bytes of one request; a longer line is answered by an error and skipped",
        "I byte di una richiesta, al massimo; a una riga più lunga si risponde con un errore, senza leggerla",
    ),
    (
        "The plan, a JSON file (riparto.plan/1); `-` for standard input",
        "Il piano, un file JSON (riparto.plan/1); `-` per lo standard input",
    ),
    (
        "Add the rules of a pack that comes with riparto; may be repeated",
        "Aggiungere i vincoli di una raccolta fornita con riparto; ripetibile",
    ),
    (
        "Add the rules of a pack file (riparto.rules/1); may be repeated",
        "Aggiungere i vincoli di un file di raccolta (riparto.rules/1); ripetibile",
    ),
    (
        "The proposal, a JSON file; `-` for standard input",
        "La proposta, un file JSON; `-` per lo standard input",
    ),
    (
        "The line that balances what derived lines take; the lines that the proposal changes if not given",
        "La voce che compensa quanto spetta alle voci calcolate; se omessa, le voci variate dalla proposta",
    ),
    ("The authorization that may be used", "L'autorizzazione di cui si può disporre"),
    (
        "The same lines with the amounts that they are to have, a JSON file (riparto.plan/1); `-` for standard input",
        "Le stesse voci con gli importi che devono avere, un file JSON (riparto.plan/1); `-` per lo standard input",
    ),
    (
        "The least that a transfer should move, such as 500.00",
        "Il minimo che uno storno dovrebbe trasferire, per esempio 500,00",
    ),
    (
        "The same lines with the amounts wished for, a JSON file (riparto.plan/1); `-` for standard input",
        "Le stesse voci con gli importi desiderati, un file JSON (riparto.plan/1); `-` per lo standard input",
    ),
    (
        "The same lines with the amounts wished for, a JSON file (riparto.plan/1)",
        "Le stesse voci con gli importi desiderati, un file JSON (riparto.plan/1)",
    ),
    ("What counts as near", "Che cosa si intende per vicino"),
    (
        "The ballots, a JSON file (riparto.ballots/1) or a table in CSV: one row a partner, one column a line; `-` for standard input",
        "Le schede, un file JSON (riparto.ballots/1) o una tabella CSV: una riga per partecipante, una colonna per voce; `-` per lo standard input",
    ),
    (
        "The plan whose lines the ballots split and whose rules the outcome must respect, a JSON file (riparto.plan/1)",
        "Il piano di cui le schede ripartiscono le voci e di cui il risultato rispetta i vincoli, un file JSON (riparto.plan/1)",
    ),
    ("How one split is made of many", "Come si ricava una sola ripartizione da molte"),
    (
        "Show all six rules side by side, and what overstating is worth under each",
        "Mostrare le sei regole a confronto, e quanto con ciascuna si trae vantaggio dichiarando altro",
    ),
    (
        "What each ballot splits, where neither the file nor a plan says so",
        "Quanto ripartisce ciascuna scheda, se non lo dicono né il file né un piano",
    ),
    (
        "Complete ballots that miss lines or do not sum to the total; otherwise they are refused",
        "Completare le schede con voci mancanti o che non sommano al totale; altrimenti sono rifiutate",
    ),
    (
        "Complete them by giving the difference to one line",
        "Completarle attribuendo la differenza a una voce",
    ),
    (
        "Name the largest set of partners that agree within so many euros on every line",
        "Indicare il più ampio gruppo di partecipanti che su ogni voce differiscono al massimo di tanti euro",
    ),
    (
        "A column or row of the CSV file that is no line and no ballot, such as a sum; may be repeated",
        "Una colonna o una riga del CSV che non è né una voce né una scheda, per esempio un totale; ripetibile",
    ),
    (
        "How amounts and weights are written in CSV, where they can be read in two ways",
        "Come sono scritti importi e pesi nel CSV, dove si possono leggere in due modi",
    ),
    (
        "The most units of work: a search that ends there says what it knows",
        "Il limite di unità di lavoro: una ricerca che vi si ferma dice quanto ha accertato",
    ),
    ("The pack to print", "La raccolta da stampare"),
    ("The journal file to make", "Il registro da creare"),
    ("The journal file of the table", "Il registro del tavolo"),
    (
        "Approval policies, a JSON file; without it the authority decides alone and names its act from prior approval on",
        "Regole di approvazione, un file JSON; se omesso decide la sola Amministrazione procedente, che indica l'atto a partire dall'approvazione preventiva",
    ),
    (
        "A head that was noted down elsewhere and that the history must pass through; may be repeated",
        "Un'impronta annotata altrove, per la quale il registro deve passare; ripetibile",
    ),
    ("The party that acts", "Il soggetto che compie l'atto"),
    (
        "The id of this command: sent twice, it is carried out once; without it, one is made of what is asked and the head",
        "L'identificativo di questo comando: inviato due volte, è eseguito una volta sola; se omesso, si ricava dalla richiesta e dall'impronta",
    ),
    (
        "Who acts for the party: the history and the minutes keep the name",
        "Chi agisce per il soggetto: il nome resta nel registro e nel verbale",
    ),
    (
        "When it was asked, a day or a moment as 2026-03-12T10:15:00+01:00: the history and the minutes keep it",
        "Quando è stato chiesto, un giorno o un istante, per esempio 2026-03-12T10:15:00+01:00: resta nel registro e nel verbale",
    ),
    ("The id of the sitting", "L'identificativo della seduta"),
    ("Its day, as 2026-03-12", "Il giorno, per esempio 12/03/2026, \"12 marzo 2026\" o 2026-03-12"),
    ("What a person reads", "L'oggetto, in parole"),
    ("Write it without putting it on the table yet", "Scriverla senza ancora depositarla"),
    ("The id of the change", "L'identificativo della variazione"),
    ("The act", "L'atto"),
    ("The id of the new line", "L'identificativo della nuova voce"),
    ("The title of the line; its id if not given", "Il titolo della voce; se omesso, il suo identificativo"),
    (
        "A label of the line, as partner=ats; may be repeated",
        "Un'etichetta della voce, per esempio partner=ats; ripetibile",
    ),
    ("The id of the line that is split", "L'identificativo della voce da suddividere"),
    (
        "A part and what it takes of the approved amount, as courses=20000.00; two or more",
        "Una parte e quanto le spetta dell'importo approvato, per esempio corsi=20.000,00; almeno due",
    ),
    (
        "What a part takes of the original amount, as courses=20000.00; as much as of the approved one if not given",
        "Quanto spetta a una parte dell'importo iniziale, per esempio corsi=20.000,00; se omesso, quanto dell'importo approvato",
    ),
    (
        "The title of a part, as courses=\"Courses for operators\"; its id if not given",
        "Il titolo di una parte, per esempio corsi=\"Corsi per operatori\"; se omesso, il suo identificativo",
    ),
    (
        "A label of a part, as courses=partner=ats; a part has all labels of the line if none is given for it",
        "Un'etichetta di una parte, per esempio corsi=partner=ats; se non se ne indica alcuna, la parte ha tutte quelle della voce",
    ),
    ("The id of the line that is closed", "L'identificativo della voce da chiudere"),
    ("The line that receives what the closed one holds", "La voce che riceve l'importo di quella chiusa"),
    ("The act that the approval is based on", "L'atto su cui si fonda l'approvazione"),
    (
        "By how much the total changes: \"36.000,00\" or -36000.00",
        "Di quanto varia la dotazione: \"36.000,00\" o -36000.00",
    ),
    (
        "What a line takes of it, as desks=20000.00; may be repeated; in proportion to what the lines hold without it",
        "Quanto ne spetta a una voce, per esempio desks=20.000,00; ripetibile; se omesso, in proporzione agli importi delle voci",
    ),
    (
        "Share it out as near to what the lines hold as the rules allow; only shown without --yes or --expect",
        "Ripartirla nel modo più vicino agli importi delle voci che i vincoli consentono; senza --yes o --expect ne dà solo l'anteprima",
    ),
    ("Only show what the change would do", "Mostrare soltanto gli effetti della variazione"),
    ("Carry it out without having seen it", "Darvi corso senza averne visto l'anteprima"),
    ("The id of the change that is taken back", "L'identificativo della variazione da annullare"),
    ("The id of the new change", "L'identificativo della nuova variazione"),
    (
        "Let the change break a rule, as outreach-floor=\"the survey is late\"; may be repeated",
        "Concedere la deroga a un vincolo, per esempio outreach-floor=\"l'indagine è in ritardo\"; ripetibile",
    ),
    (
        "What a line should hold, as desks=660000.00; lines that are not named hold nothing; may be repeated",
        "Quanto dovrebbe avere una voce, per esempio desks=660.000,00; le voci non nominate hanno zero; ripetibile",
    ),
    ("The id of the draft", "L'identificativo della bozza"),
    ("The id of the proposal", "L'identificativo della proposta"),
    ("The id of the approved proposal", "L'identificativo della proposta approvata"),
    ("The id of the new proposal", "L'identificativo della nuova proposta"),
    ("What should change", "Che cosa si chiede di modificare"),
    ("Why", "La motivazione"),
    ("Why; an objection needs it", "La motivazione, richiesta per un'obiezione"),
    ("Consent, objection or abstention", "Assenso, obiezione o astensione"),
    (
        "The version that it is about; the last if not given",
        "La versione a cui si riferisce; se omessa, l'ultima",
    ),
    (
        "The version that is meant; the last if not given",
        "La versione a cui si riferisce; se omessa, l'ultima",
    ),
    (
        "The head of the history that was read before, as list, show and verify print it: if it has moved since, nothing is done",
        "Lo stato della cronologia letto in precedenza, come stampato da list, show e verify: se è cambiato, nulla viene eseguito",
    ),
    ("The day that it was held, as 2026-03-12", "Il giorno in cui si è tenuta, per esempio 2026-03-12"),
    ("Its title", "Il titolo"),
    ("The id that it should have had", "L'identificativo corretto"),
    ("The id of the rule", "L'identificativo del vincolo"),
    (
        "Judge it on the latest allocation if that has changed since it was made, instead of refusing it as stale",
        "Esaminarla sulla ripartizione vigente se nel frattempo è cambiata, invece di rifiutarla come non aggiornata",
    ),
    ("Only those that wait for a decision", "Solo quelle non ancora decise"),
    ("Only the last so many events", "Solo gli ultimi eventi, in questo numero"),
    ("A revision: how many events the history had", "Una revisione: il numero di eventi del registro"),
    ("Another; the latest if not given", "Un'altra; se omessa, l'ultima"),
    (
        "Another copy of the journal: say where the two part",
        "Un'altra copia del registro: dire dove le due si separano",
    ),
    (
        "Put line ends back that another program converted, if every event is then what was written; a copy is kept",
        "Ripristinare i fine riga convertiti da un altro programma, se così ogni evento è quello scritto; se ne conserva una copia",
    ),
    ("Its title", "L'oggetto della seduta"),
    (
        "The day that it was held, as 2026-03-12",
        "Il giorno in cui si è tenuta, per esempio 12/03/2026, \"12 marzo 2026\" o 2026-03-12",
    ),
    ("The id that it should have had", "L'identificativo che avrebbe dovuto avere"),
    (
        "The head of the history that was read before, as list, show and verify print it: if it has moved since, nothing is done",
        "L'impronta del registro letta in precedenza, come la mostrano list, show e verify: se nel frattempo è cambiata, non si esegue nulla",
    ),
    ("The revision", "La revisione"),
    ("The rule of aggregation", "La regola di aggregazione"),
    (
        "The line that gives; repeat --from, --to and --amount for more transfers",
        "La voce che cede; ripetere --from, --to e --amount per più storni",
    ),
    ("The line that receives", "La voce che riceve"),
    ("How much: \"20.000,00\", €20,000.00 or 20000.00", "Quanto: \"20.000,00\", 20.000 o 20000.00"),
    (
        "The revision that it is made against; the latest if not given",
        "La revisione a cui si riferisce; se omessa, l'ultima",
    ),
];

/// What each value means.
pub(super) const VALUES: &[(&str, &str)] = &[
    ("English, €2,464,000.00", "Inglese, €2,464,000.00"),
    ("Italian, 2.464.000,00 €", "Italiano, 2.464.000,00 €"),
    ("None", "Nessuna"),
    ("The authority is told", "Comunicazione all'amministrazione"),
    ("The authority agrees beforehand", "Approvazione preventiva dell'amministrazione"),
    (
        "The authority agrees for extraordinary reasons",
        "Approvazione dell'amministrazione per ragioni straordinarie",
    ),
    (
        "The sum of the squared changes: the same euros from each line",
        "La somma dei quadrati delle variazioni: gli stessi euro da ogni voce",
    ),
    ("The sum of the changes", "La somma delle variazioni"),
    ("The largest change", "La variazione più grande"),
    (
        "Each line gives or takes the same share of what it wishes for",
        "Ogni voce cede o riceve la stessa quota di quanto richiede",
    ),
    ("As few lines change as can be", "Varia il minor numero di voci possibile"),
    (
        "The weighted mean of each line; parties gain by overstating",
        "La media ponderata di ogni voce; chi dichiara altro ne trae vantaggio",
    ),
    (
        "The weighted median of each line, scaled to the total; parties gain by overstating",
        "La mediana ponderata di ogni voce, riportata al totale; chi dichiara altro ne trae vantaggio",
    ),
    (
        "The least sum of distances to all ballots; truthful",
        "La minima somma delle distanze da tutte le schede; non manipolabile",
    ),
    (
        "Each ballot brings the same money to each line's market; truthful and proportional",
        "Ogni scheda porta la stessa somma al mercato di ciascuna voce; non manipolabile e proporzionale",
    ),
    (
        "Truthful and proportional, and as near to each line's mean as a truthful rule can be",
        "Non manipolabile e proporzionale, e la più vicina alla media di ogni voce che lo possa essere",
    ),
    ("Truthful and proportional", "Non manipolabile e proporzionale"),
    ("All lines grow or shrink in proportion", "Tutte le voci variano in proporzione"),
    (
        "All lines move by the same cents, down to zero",
        "Tutte le voci variano degli stessi centesimi, fino a zero",
    ),
    ("It agrees", "Si esprime a favore"),
    ("It does not agree", "Si esprime contro"),
    ("It takes no side", "Si astiene"),
];

/// What stands for a value in the usage.
pub(super) const VALUE_NAMES: &[(&str, &str)] = &[
    ("ACT", "ATTO"),
    ("AMOUNT", "IMPORTO"),
    ("HEAD", "INTESTAZIONE"),
    ("BALLOTS", "SCHEDE"),
    ("BYTES", "BYTE"),
    ("CHANGE", "VARIAZIONE"),
    ("COMMAND", "COMANDO"),
    ("COUNT", "NUMERO"),
    ("DATE", "DATA"),
    ("DAY", "GIORNO"),
    ("PERSON", "PERSONA"),
    ("MOMENT", "ISTANTE"),
    ("FROM", "DA"),
    ("JOURNAL", "REGISTRO"),
    ("KEY=VALUE", "CHIAVE=VALORE"),
    ("LANGUAGE", "LINGUA"),
    ("LEVEL", "LIVELLO"),
    ("LINE", "VOCE"),
    ("LINE=AMOUNT", "VOCE=IMPORTO"),
    ("PART=AMOUNT", "PARTE=IMPORTO"),
    ("PART=TITLE", "PARTE=TITOLO"),
    ("PART=KEY=VALUE", "PARTE=CHIAVE=VALORE"),
    ("MEASURE", "MISURA"),
    ("PARTY", "SOGGETTO"),
    ("PLAN", "PIANO"),
    ("POLICY", "CRITERIO"),
    ("PROPOSAL", "PROPOSTA"),
    ("REASON", "MOTIVAZIONE"),
    ("REVERSAL", "REVOCA"),
    ("REVISION", "REVISIONE"),
    ("REVISION:HASH", "REVISIONE:IMPRONTA"),
    ("RULE", "VINCOLO"),
    ("RULE=REASON", "VINCOLO=MOTIVAZIONE"),
    ("SITTING", "SEDUTA"),
    ("STANCE", "POSIZIONE"),
    ("STYLE", "FORMA"),
    ("TITLE", "OGGETTO"),
    ("TO", "A"),
    ("UNITS", "UNITÀ"),
    ("VERSION", "VERSIONE"),
    ("WISH", "DESIDERATO"),
];
