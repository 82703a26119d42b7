//! What each argument means, in both languages.

/// The text of an argument in English and in Italian.
pub(super) const ARGUMENTS: &[(&str, &str)] = &[
    ("Print help", "Mostrare l'aiuto"),
    (
        "What a line or a label is to get, to the cent where the rules allow it, as desks=50000.00 or partner=ats=-500.00; may be repeated",
        "Quanto deve ricevere una voce o un'etichetta, al centesimo se i vincoli lo consentono, per esempio desks=50.000,00 o partner=ats=-500,00; ripetibile",
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
        "How many columns wide what is written may be, or `none` for no limit; as wide as the terminal if not given, 100 without one",
        "Quante colonne può occupare ciò che si scrive, o `none` per nessun limite; se omesso, quante ne ha il terminale, 100 se non c'è",
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
        "The plan: JSON (riparto.plan/1), a workbook (XLSX, XLS, ODS), CSV, or a table's journal; `-` for standard input",
        "Il piano: JSON (riparto.plan/1), una cartella di lavoro (XLSX, XLS, ODS), CSV, o il registro di un tavolo; `-` per l'ingresso standard",
    ),
    (
        "Add the rules of a pack that comes with riparto; may be repeated",
        "Aggiungere i vincoli di una raccolta fornita con riparto; ripetibile",
    ),
    (
        "Add the rules of a table (XLSX, XLS, ODS, CSV: one row a rule) or a pack file (riparto.rules/1, Markdown or JSON); may be repeated",
        "Aggiungere i vincoli di una tabella (XLSX, XLS, ODS, CSV: una riga per vincolo) o di un file di raccolta (riparto.rules/1, Markdown o JSON); ripetibile",
    ),
    (
        "Add the parties of a table (XLSX, XLS, ODS, CSV: one row a party, with its name and role)",
        "Aggiungere i soggetti di una tabella (XLSX, XLS, ODS, CSV: una riga per soggetto, con denominazione e ruolo)",
    ),
    (
        "Add the rules of a table (XLSX, XLS, ODS, CSV: one row a rule); may be repeated",
        "Aggiungere i vincoli di una tabella (XLSX, XLS, ODS, CSV: una riga per vincolo); ripetibile",
    ),
    (
        "The proposal: JSON, or a table of transfers (XLSX, XLS, ODS, CSV); `-` for standard input",
        "La proposta: JSON, o una tabella di storni (XLSX, XLS, ODS, CSV); `-` per l'ingresso standard",
    ),
    (
        "The line that balances what derived lines take; the lines that the proposal changes if not given",
        "La voce che compensa quanto spetta alle voci calcolate; se omessa, le voci variate dalla proposta",
    ),
    (
        "A scenario of the table whose journal is the plan: what is asked is asked of the plan as the scenario has it",
        "Uno scenario del tavolo il cui registro è il piano: la domanda riguarda il piano come risulta nello scenario",
    ),
    (
        "The ballots: CSV or a workbook, a row a party and a column a line, or JSON (riparto.ballots/1); `-` for standard input",
        "Le schede: CSV o cartella di lavoro, una riga per soggetto e una colonna per voce, o JSON (riparto.ballots/1); `-` per l'ingresso standard",
    ),
    (
        "The ballots split the total over the values of a label; the lines of a value share what it gets in proportion to what they hold",
        "Le schede ripartiscono la dotazione tra i valori di un'etichetta; le voci di ciascun valore si dividono l'importo in proporzione a quanto hanno",
    ),
    (
        "When somebody present came, where that was later, as \"Maria Rossi=10:40\"; may be repeated",
        "Quando una persona presente è entrata, se a seduta iniziata, per esempio \"Maria Rossi=10:40\"; ripetibile",
    ),
    (
        "When somebody present left, where that was before the end, as \"Maria Rossi=12:10\"; may be repeated",
        "Quando una persona presente è uscita, se prima della fine, per esempio \"Maria Rossi=12:10\"; ripetibile",
    ),
    ("The values of a label instead of lines", "I valori di un'etichetta invece delle voci"),
    (
        "Totals by the values of a label instead of lines, as --by partner; by two as --by action,category",
        "Totali per i valori di un'etichetta invece che per voce, per esempio --by partner; per due: --by action,category",
    ),
    ("Show all rows, also those that do not change", "Mostrare tutte le righe, anche quelle che non variano"),
    ("The authorization that may be used", "L'autorizzazione di cui si può disporre"),
    (
        "The same lines with the amounts that they are to have, a JSON file (riparto.plan/1); `-` for standard input",
        "Le stesse voci con gli importi che devono avere, un file JSON (riparto.plan/1); `-` per l'ingresso standard",
    ),
    (
        "The least that a transfer should move, such as 500.00",
        "Il minimo che uno storno dovrebbe trasferire, per esempio 500,00",
    ),
    (
        "The same lines with the amounts wished for, a JSON file (riparto.plan/1); `-` for standard input",
        "Le stesse voci con gli importi desiderati, un file JSON (riparto.plan/1); `-` per l'ingresso standard",
    ),
    (
        "The same lines with the amounts wished for, a JSON file (riparto.plan/1)",
        "Le stesse voci con gli importi desiderati, un file JSON (riparto.plan/1)",
    ),
    (
        "What counts as near: from where the money comes",
        "Che cosa si intende per vicino: da dove vengono le risorse",
    ),
    (
        "Show the choices side by side: the same from each line, in proportion, from the fewest lines",
        "Mostrare le alternative a confronto: in parti uguali, in proporzione, dal minor numero di voci",
    ),
    (
        "Write a proof of the answer that anybody can check (riparto.proof/1)",
        "Scrivere una prova della risposta che chiunque può verificare (riparto.proof/1)",
    ),
    (
        "The proof, a JSON file (riparto.proof/1); `-` for standard input. One about no plan stands alone, in the place of PLAN",
        "La prova, un file JSON (riparto.proof/1); `-` per l'ingresso standard. Una prova che non riguarda alcun piano si indica da sola, al posto di PIANO",
    ),
    (
        "Write the transfers as a proposal, by the party given with --as",
        "Scrivere gli storni come proposta del soggetto indicato con --as",
    ),
    (
        "The ballots, a JSON file (riparto.ballots/1) or a table (XLSX, XLS, ODS, CSV): one row a partner, one column a line; `-` for standard input",
        "Le schede, un file JSON (riparto.ballots/1) o una tabella (XLSX, XLS, ODS, CSV): una riga per partecipante, una colonna per voce; `-` per l'ingresso standard",
    ),
    (
        "The plan whose lines the ballots split and whose rules the outcome must respect, a JSON file (riparto.plan/1)",
        "Il piano di cui le schede ripartiscono le voci e di cui il risultato rispetta i vincoli, un file JSON (riparto.plan/1)",
    ),
    ("How one split is made of many", "Come si ricava una sola ripartizione da molte"),
    (
        "The ballots split the total over the values of a label of the plan, such as its actions, instead of its lines",
        "Le schede ripartiscono la dotazione tra i valori di un'etichetta del piano, per esempio le azioni, invece che tra le voci",
    ),
    (
        "Write the transfers that lead the plan to the outcome as a proposal, by the party given with --as",
        "Scrivere gli storni che portano il piano al risultato come proposta del soggetto indicato con --as",
    ),
    (
        "Let the phantoms of the rule rise by whole cents: nothing is rounded, and no false ballot gains a cent",
        "Far salire i voti fantasma della regola per centesimi interi: nulla è arrotondato e nessuna scheda non sincera fa guadagnare un centesimo",
    ),
    (
        "Show all rules side by side, and what overstating is worth under each",
        "Mostrare tutte le regole a confronto, e quanto con ciascuna si trae vantaggio dichiarando altro",
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
    (
        "The parts, a table (XLSX, XLS, ODS, CSV): one row a part, its name first; `-` for standard input",
        "Le parti, una tabella (XLSX, XLS, ODS, CSV): una riga per parte, con il nome all'inizio; `-` per l'ingresso standard",
    ),
    (
        "What is split; the sum in the table's row of totals if not given",
        "L'importo da ripartire; se omesso, quello della riga di totale della tabella",
    ),
    ("The column of weights", "La colonna dei pesi"),
    (
        "A column of weights and its percentage of the total, as population=60; may be repeated",
        "Una colonna di pesi e la sua percentuale del totale, per esempio popolazione=60; ripetibile",
    ),
    ("The column of published amounts", "La colonna degli importi pubblicati"),
    (
        "Write the table with the amounts to a file (.xlsx or .csv), which is replaced if it is there and can be read again",
        "Scrive la tabella con gli importi in un file (.xlsx o .csv), che se esiste è sostituito e può essere riletto",
    ),
    ("The column of the least that parts get", "La colonna dei minimi"),
    ("The column of the most that parts get", "La colonna dei massimi"),
    ("The column of what parts get first", "La colonna delle quote fisse"),
    ("What each part gets first, the same for all", "La quota fissa, uguale per tutte le parti"),
    ("The column that says who pays for the floors", "La colonna che dice a carico di chi sono i minimi"),
    ("The column of last year's amounts", "La colonna degli importi dell'anno precedente"),
    (
        "The least that parts get, in percent of last year's amounts",
        "Il minimo, in percentuale degli importi dell'anno precedente",
    ),
    (
        "The most that parts get, in percent of last year's amounts",
        "Il massimo, in percentuale degli importi dell'anno precedente",
    ),
    (
        "Amounts are multiples of it, such as 1.00 or 1000.00",
        "Gli importi ne sono multipli, per esempio 1,00 o 1000,00",
    ),
    (
        "A row of the table that is no part; may be repeated",
        "Una riga della tabella che non è una parte; ripetibile",
    ),
    ("How the answer is written", "La forma della risposta"),
    ("The method of apportionment", "Il metodo di riparto"),
    (
        "A quantity's new count, as mediators=13; may be repeated",
        "Il nuovo numero di una quantità, per esempio mediatori=13; si può ripetere",
    ),
    ("The new unit cost", "Il nuovo costo unitario"),
    ("The line", "La voce"),
    (
        "The line that gives what this one takes, or takes what it sets free",
        "La voce che cede quanto questa riceve, o riceve quanto questa libera",
    ),
    ("Which of parts with equal claims gets a cent", "A quale di più parti con pari diritto va un centesimo"),
    (
        "The part that takes what is left under `cut_down`, and what the total has below one unit",
        "La parte che prende il resto con `cut_down`, e quanto il totale ha sotto l'unità",
    ),
    (
        "The pack to show: its id, or a pack file (Markdown or JSON), whose tests are run",
        "La raccolta da mostrare: il suo identificativo, o un file (Markdown o JSON), le cui prove vengono eseguite",
    ),
    (
        "Proposals of the table whose journal is the plan, counted as if they were approved, in this order, as p3,p4",
        "Le proposte, del tavolo il cui registro è indicato come piano, da considerare approvate in quest'ordine, per esempio p3,p4",
    ),
    ("The journal file to make", "Il registro da creare"),
    (
        "The id of the proposal, or of several in their order; p3@2 names version 2 of p3",
        "L'identificativo della proposta, o di più proposte nell'ordine; p3@2 indica la versione 2 di p3",
    ),
    (
        "The version that is meant, of one proposal; the last if not given",
        "La versione che si intende, di una sola proposta; se omessa, l'ultima",
    ),
    (
        "Try it in a scenario, which keeps what is accepted",
        "Provarlo in uno scenario, che conserva quanto è accettato",
    ),
    ("The files", "I file"),
    (
        "The party that the files come from: one of another party is not taken",
        "Il soggetto da cui provengono i file: quello di un altro soggetto non è acquisito",
    ),
    (
        "Put a proposal on the allocation of today if that has changed since it was made, instead of refusing it",
        "Riportare la proposta sul riparto attuale se è cambiato da quando è stata redatta, invece di non acquisirla",
    ),
    (
        "Say what would be taken: nothing is written",
        "Dire che cosa sarebbe acquisito: non viene scritto nulla",
    ),
    (
        "The page to write, which is replaced if it is there; its name ends in .html",
        "La pagina da scrivere, sostituita se esiste già; il nome termina in .html",
    ),
    ("The file of the scenario", "Il file dello scenario"),
    ("The files of the scenarios", "I file degli scenari"),
    (
        "Decide anew on the table as it is now if it has gone on since the fork, instead of refusing",
        "Decidere di nuovo sullo stato attuale del tavolo, se è proseguito dopo l'inizio dello scenario, invece di rifiutare",
    ),
    (
        "Any command of the table without its journal, as `approve p3 --as regione`",
        "Un qualsiasi comando del tavolo senza il registro, per esempio `approve p3 --as regione`",
    ),
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
    (
        "The file to write, which is replaced if it is there; its name ends in .md or .html",
        "Il file da scrivere, sostituito se esiste; il nome termina in .md o .html",
    ),
    (
        "A proposal, a JSON file; may be repeated: each is assessed after those before it",
        "Una proposta, un file JSON; può essere ripetuto: ciascuna è valutata dopo le precedenti",
    ),
    (
        "Ballots on the lines of the plan, JSON or CSV; those of the journal if not given",
        "Schede sulle voci del piano, JSON o CSV; se omesse, quelle del registro",
    ),
    (
        "A folder for the charts as files of SVG; files of their names in it are replaced",
        "Una cartella per i grafici come file SVG; i file con lo stesso nome vi sono sostituiti",
    ),
    ("Where it is held", "Il luogo in cui si tiene"),
    ("When it begins, as 10:30", "L'ora di apertura, per esempio 10:30"),
    ("When it ends, as 12:45", "L'ora di chiusura, per esempio 12:45"),
    ("An item of the agenda; may be repeated", "Un punto dell'ordine del giorno; può essere ripetuto"),
    (
        "Who is present and for whom, as \"Maria Rossi, dirigente=regione\"; a guest without `=`; all of them each time",
        "Chi è presente e per conto di chi, per esempio \"Maria Rossi, dirigente=regione\"; senza `=` chi assiste; ogni volta tutti",
    ),
    (
        "Who chairs the sitting: one of those present, or another name",
        "Chi presiede la seduta: uno dei presenti, o un altro nome",
    ),
    (
        "Who keeps the minutes: one of those present, or another name",
        "Chi redige il verbale: uno dei presenti, o un altro nome",
    ),
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
    (
        "The file to write, which is replaced if it is there; its name ends in .xlsx, .csv, .md, .html or .json",
        "Il file da scrivere, sostituito se esiste già; il nome termina in .xlsx, .csv, .md, .html o .json",
    ),
    (
        "Write what was changed in a workbook of riparto as a proposal of the fewest transfers, by the party given with --as",
        "Scrivere quanto è stato modificato in una cartella di lavoro di riparto come proposta con il minor numero di storni, del soggetto indicato con --as",
    ),
    ("The party that proposes", "Il soggetto proponente"),
    ("The file; `-` for standard input", "Il file; `-` per l'ingresso standard"),
    (
        "The sheet to read; the first with a table of amounts if not given",
        "Il foglio da leggere; se omesso, il primo con una tabella di importi",
    ),
    (
        "The head of the column of amounts, where several hold amounts",
        "L'intestazione della colonna degli importi, se più colonne ne contengono",
    ),
    (
        "Make lines of the parts of amounts, as those of each partner or year: the head of a part's column is its label under this key",
        "Fare una voce di ciascuna parte degli importi, come quelle per partner o per anno: l'intestazione della sua colonna ne è l'etichetta, con questa chiave",
    ),
    (
        "What the plan is called; the words above the table if not given",
        "Il titolo del piano; se omesso, le parole sopra la tabella",
    ),
    (
        "Write the plan document (riparto.plan/1) to a file; a file that is there is replaced",
        "Scrivere il piano (riparto.plan/1) in un file; se esiste già viene sostituito",
    ),
    ("The act that the approval is based on", "L'atto su cui si fonda l'approvazione"),
    (
        "The day that is asked about: rules not in force on it bind nothing",
        "Il giorno a cui si riferisce la domanda: i vincoli non in vigore quel giorno non si applicano",
    ),
    (
        "A document that comes with it, by the name under which a rule requires it; may be repeated",
        "Un documento allegato, con il nome con cui un vincolo lo richiede; ripetibile",
    ),
    (
        "A body that decided, by the name that a rule gives it; may be repeated",
        "Un organo che ha deciso, con il nome che gli dà un vincolo; ripetibile",
    ),
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
    ("The id of the change that is taken back", "L'identificativo della variazione da revocare"),
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
    (
        "A revision: how many events the history had; or the id of a sitting: the table at its end",
        "Una revisione, cioè il numero di eventi del registro, o l'identificativo di una seduta: il tavolo alla sua chiusura",
    ),
    ("Another; the latest revision if not given", "Un'altra; se omessa, l'ultima revisione"),
    ("Only what a party did", "Solo gli atti di un soggetto"),
    (
        "Print one object of JSON for programs instead of a text",
        "Stampare un oggetto JSON per i programmi invece di un testo",
    ),
    ("Of all proposals, also those that are decided", "Di tutte le proposte, anche di quelle già decise"),
    ("The party", "Il soggetto"),
    (
        "Another copy of the journal: say where the two part",
        "Un'altra copia del registro: dire dove le due si separano",
    ),
    (
        "Put line ends back that another program converted, if every event is then what was written; a copy is kept",
        "Ripristinare i fine riga convertiti da un altro programma, se così ogni evento è quello scritto; se ne conserva una copia",
    ),
    (
        "The day that it was held, as 2026-03-12",
        "Il giorno in cui si è tenuta, per esempio 12/03/2026, \"12 marzo 2026\" o 2026-03-12",
    ),
    (
        "The head of the history that was read before, as list, show and verify print it: if it has moved since, nothing is done",
        "L'impronta del registro letta in precedenza, come la mostrano list, show e verify: se nel frattempo è cambiata, non si esegue nulla",
    ),
    ("The revision", "La revisione"),
    ("The rule of aggregation", "La regola di aggregazione"),
    (
        "The line that gives, or action=A1 for an action that several sources pay; repeat --from, --to and --amount for more transfers",
        "La voce che cede, o azione=A1 per un'azione a carico di più fonti; ripetere --from, --to e --amount per più storni",
    ),
    ("The line that receives", "La voce che riceve"),
    ("How much: \"20.000,00\", €20,000.00 or 20000.00", "Quanto: \"20.000,00\", 20.000 o 20000.00"),
    (
        "The revision that it is made against; the latest if not given",
        "La revisione a cui si riferisce; se omessa, l'ultima",
    ),
];
