//! What each command does, in both languages.

/// The text of a command in English and in Italian.
pub(super) const COMMANDS: &[(&str, &str)] = &[
    (
        "Co-design a public budget: check a plan against its rules, assess proposals, show headroom",
        "Co-progettare una dotazione pubblica: verificare un piano rispetto ai vincoli, esaminare proposte, mostrare i margini",
    ),
    (
        "Co-design a public budget: check a plan against its rules, assess proposals, show headroom.\n\nExit status: 0 where nothing forbids, 1 where a finding forbids, 2 where input makes no sense.",
        "Co-progettare una dotazione pubblica: verificare un piano rispetto ai vincoli, esaminare proposte, mostrare i margini.\n\nCodice di uscita: 0 se nulla è di ostacolo, 1 se un rilievo non ammette la variazione, 2 se i dati non si possono interpretare.",
    ),
    (
        "Check a plan's amounts against its rules",
        "Verificare gli importi di un piano rispetto ai suoi vincoli",
    ),
    (
        "Assess a proposal: before, after, what it breaks, what it needs",
        "Esaminare una proposta: prima, dopo, quali vincoli supera, quale autorizzazione richiede",
    ),
    (
        "Recompute a line of quantities and a unit cost: its new amount, the change, and the transfer that it takes",
        "Ricalcolare una voce fatta di quantità e costo unitario: il nuovo importo, la variazione e lo storno che richiede",
    ),
    (
        "Show how much each line may still give and receive, and which rule stops it",
        "Mostrare quanto ciascuna voce può ancora cedere e ricevere, e quale vincolo la limita",
    ),
    (
        "Find the fewest transfers that turn a plan's amounts into another's, within its rules of flow",
        "Trovare il minor numero di storni che portano dagli importi di un piano a quelli di un altro, entro i vincoli di flusso",
    ),
    (
        "Take back an earlier change of the total, to the cent, by another act",
        "Revocare al centesimo una precedente variazione della dotazione, con un altro atto",
    ),
    (
        "Find the nearest allocation to a wish that respects every rule, or from where a line may get more (--give)",
        "Trovare la ripartizione più vicina a quella desiderata che rispetti ogni vincolo, o da dove prendere le risorse per una voce (--give)",
    ),
    (
        "Say whether the rules can hold together; if not, which clash and the cheapest way out",
        "Dire se i vincoli sono compatibili; se non lo sono, quali sono in conflitto e la via d'uscita meno onerosa",
    ),
    (
        "Check a proof that another command wrote with --proof, without a search",
        "Verificare una prova scritta da un altro comando con --proof, senza alcuna ricerca",
    ),
    (
        "Check a proof that another command wrote with --proof, without a search\n\nExit status: 0 proven, 1 not proven, 2 where input makes no sense.",
        "Verificare una prova scritta da un altro comando con --proof, senza alcuna ricerca\n\nCodice di uscita: 0 dimostrato, 1 non dimostrato, 2 se i dati non hanno senso.",
    ),
    (
        "Keep a co-design table on a journal file: sittings, proposals, decisions, minutes",
        "Tenere un tavolo di co-progettazione su un registro: sedute, proposte, decisioni, verbali",
    ),
    (
        "Keep a co-design table on a journal file: sittings, proposals, decisions, minutes\n\nExit status: 0 done, 1 refused (for `verify`: not whole), 2 where input makes no sense or the journal cannot be used. A refusal comes with a code, a sentence and a way out, and writes nothing. What a crash cut off is told, and changed only by `repair`.",
        "Tenere un tavolo di co-progettazione su un registro: sedute, proposte, decisioni, verbali\n\nCodice di uscita: 0 eseguito, 1 rifiutato (per `verify`: registro non integro), 2 se i dati non si possono interpretare o il registro non si può usare. Un rifiuto è accompagnato da un codice, una frase e un rimedio, e non scrive nulla. Ciò che un'interruzione ha troncato viene segnalato, e solo `repair` lo modifica.",
    ),
    (
        "Make one split of the splits that partners would like, and show where they differ",
        "Ricavare una sola ripartizione da quelle desiderate dai partecipanti, e mostrare dove differiscono",
    ),
    (
        "Split an amount by the weights of a table, to the cent",
        "Ripartire un importo secondo i pesi di una tabella, al centesimo",
    ),
    (
        "Read a plan from a workbook (XLSX, XLS, ODS) or CSV, and say what was made of each row and column",
        "Leggere un piano da una cartella di lavoro (XLSX, XLS, ODS) o da CSV, e dire come è stata letta ogni riga e colonna",
    ),
    (
        "Write a plan as a workbook whose totals and rules are formulas, or as CSV, Markdown, HTML or JSON",
        "Scrivere un piano come cartella di lavoro con totali e vincoli in formule, o come CSV, Markdown, HTML o JSON",
    ),
    (
        "Write the plan as one page that works without a network, with riparto inside: partners try things and send files",
        "Scrivere il piano come pagina unica che funziona senza rete, con riparto al suo interno: i partner provano e inviano i loro file",
    ),
    (
        "Say which method and unit reproduce the published amounts of a split, and which lines are off",
        "Dire quale metodo e quale unità riproducono gli importi pubblicati di un riparto, e quali righe si discostano",
    ),
    (
        "List the rule packs that come with riparto, or show one: the act, its rules, its tests",
        "Elencare le raccolte di vincoli fornite con riparto, o mostrarne una: l'atto, i vincoli, le prove",
    ),
    (
        "Print the JSON Schema of requests, responses and documents",
        "Stampare lo schema JSON di richieste, risposte e documenti",
    ),
    (
        "Answer JSON requests, one a line on standard input, with one response a line on standard output",
        "Rispondere a richieste JSON, una per riga dall'ingresso standard, con una risposta per riga sull'uscita standard",
    ),
    (
        "Print this message or the help of the given subcommand(s)",
        "Mostrare questo testo o l'aiuto del comando indicato",
    ),
    (
        "Open a table on a plan, in a journal file that does not exist yet",
        "Aprire un tavolo su un piano, in un registro che non esiste ancora",
    ),
    (
        "Show what a command would do, as if it were carried out: nothing is written",
        "Mostrare che cosa farebbe un comando, come se fosse eseguito: non si scrive nulla",
    ),
    ("Open a sitting", "Aprire una seduta"),
    ("Close the sitting that is under way", "Chiudere la seduta in corso"),
    (
        "Correct what was recorded of a sitting: its day, its title, its id",
        "Rettificare quanto registrato di una seduta: data, titolo, identificativo",
    ),
    (
        "Write a page of charts and tables: the envelope, what changed, who gives to whom, headroom, where parties differ",
        "Scrivere una pagina di grafici e tabelle: dotazione, variazioni, chi cede e chi riceve, margini, divergenze",
    ),
    (
        "State what the minutes say of a sitting beside its acts: place, hours, agenda, who was present and for whom",
        "Verbalizzare i dati di una seduta: luogo, orari, ordine del giorno, chi era presente e per conto di chi",
    ),
    (
        "Put a proposal on the table, from a file or from --id, --from, --to and --amount",
        "Depositare una proposta, da un file o da --id, --from, --to e --amount",
    ),
    (
        "Write a proposal anew: what was stated on its former version no longer counts",
        "Emendare una proposta: le posizioni espresse sulla versione precedente non valgono più",
    ),
    ("Change the total by an act", "Variare la dotazione in base a un atto"),
    (
        "Add a line by an act, with nothing on it: money moves to it by proposals or by a change of the total",
        "Aggiungere una voce in base a un atto, senza importo: le risorse vi arrivano con proposte o con una variazione della dotazione",
    ),
    (
        "Split a line into parts by an act: its amounts are divided to the cent, and the line is closed",
        "Suddividere una voce in parti in base a un atto: i suoi importi sono divisi al centesimo e la voce è chiusa",
    ),
    (
        "Close a line by an act: it gives and receives nothing any more, and stays readable",
        "Chiudere una voce in base a un atto: non cede e non riceve più importi, e resta consultabile",
    ),
    ("State how one would split the total", "Esprimere come si ripartirebbe la dotazione"),
    (
        "Close the table by a final act that recognizes all changes",
        "Chiudere il tavolo con un atto finale che riconosce tutte le variazioni",
    ),
    ("Put a draft on the table", "Depositare una bozza"),
    ("Send a proposal back to its party", "Restituire una proposta al proponente"),
    ("Take one's own proposal off the table", "Ritirare una propria proposta"),
    ("Say what one thinks of a proposal", "Esprimere la propria posizione su una proposta"),
    ("Let a proposal break a rule", "Concedere a una proposta la deroga a un vincolo"),
    (
        "Put a proposal on the allocation that was approved since, and show the difference",
        "Aggiornare una proposta alla ripartizione approvata nel frattempo, e mostrare la differenza",
    ),
    (
        "Approve a proposal, or several at once, all or none: the allocation changes",
        "Approvare una proposta, o più insieme, tutte o nessuna: la ripartizione cambia",
    ),
    (
        "Fork the table: begin a scenario, in a file that does not exist yet",
        "Iniziare uno scenario a partire dal tavolo com'è, in un file che non esiste ancora",
    ),
    (
        "Compare scenarios with the table and with each other, side by side",
        "Mettere a confronto scenari con il tavolo e tra loro",
    ),
    (
        "Carry out at the table what was tried in a scenario, all or nothing",
        "Eseguire al tavolo quanto provato in uno scenario, tutto o niente",
    ),
    (
        "Receive proposals and ballots in files, as the page writes them: each is taken whole or not at all",
        "Acquisire proposte e schede da file, come li scrive la pagina: ciascuno per intero o per nulla",
    ),
    (
        "Drop a scenario: its file is removed, if it is a scenario of this table",
        "Eliminare uno scenario: il suo file è rimosso, se è uno scenario di questo tavolo",
    ),
    ("Reject a proposal", "Respingere una proposta"),
    (
        "Propose to take back an approved proposal, by the opposite transfers",
        "Proporre la revoca di una proposta approvata, con gli storni opposti",
    ),
    (
        "List the proposals: who, when, what, how many euros, where each stands",
        "Elencare le proposte: chi, quando, che cosa, quanti euro, a che punto è ciascuna",
    ),
    (
        "Show one proposal: what was said of it, what it does and needs, and what changed since it was made",
        "Mostrare una proposta: le posizioni espresse, gli effetti, l'autorizzazione richiesta, che cosa è cambiato da allora",
    ),
    (
        "List what happened: when, who, what, how many euros",
        "Elencare gli eventi: quando, chi, che cosa, quanti euro",
    ),
    (
        "Show who said what of which proposal: of those that wait for a decision, or of one",
        "Mostrare chi si è espresso e come su ciascuna proposta non ancora decisa, o su una sola",
    ),
    ("Show what waits for each party, or for one", "Mostrare che cosa attende ciascun soggetto, o uno solo"),
    (
        "Compare the allocations of two revisions or sittings, and name the decisions in between",
        "Confrontare le ripartizioni di due revisioni o sedute, e indicare le decisioni intervenute",
    ),
    (
        "Show the table as it was after so many events",
        "Mostrare il tavolo com'era dopo un certo numero di eventi",
    ),
    (
        "Show what each line received and gave, and what is left of each allowance",
        "Mostrare quanto ciascuna voce ha ricevuto e ceduto, e quanto resta di ciascun margine ammesso",
    ),
    (
        "Say which open proposals can be approved together, in which order, and which clash",
        "Dire quali proposte non ancora decise si possono approvare insieme, in quale ordine, e quali sono in conflitto",
    ),
    (
        "Show how parties would split the total, and what a rule makes of it",
        "Mostrare come i partecipanti ripartirebbero la dotazione, e che cosa ne risulta secondo una regola",
    ),
    (
        "Take the ballots of a file, each as the ballot of the party that its row names: all of them or none",
        "Acquisire le schede di un file, ciascuna come scheda del soggetto indicato nella riga: tutte o nessuna",
    ),
    (
        "Write the minutes, of one sitting or of the whole table",
        "Scrivere il verbale, di una seduta o di tutto il tavolo",
    ),
    (
        "Check every byte of the journal, replay it, audit it, and print its head",
        "Verificare ogni byte del registro, ripercorrerlo, controllarlo, e mostrarne l'impronta",
    ),
    (
        "Mend the end of the journal: cut off what a crash left of an append that was never acknowledged, or give the last event its line feed back; bytes that are taken out are kept in a file beside the journal",
        "Riparare la fine del registro: togliere ciò che un'interruzione ha lasciato di una scrittura mai confermata, o rimettere il fine riga dopo l'ultimo evento; i byte tolti sono conservati in un file accanto al registro",
    ),
    (
        "Write one decision alone, with the proof that it is in the history: who has the root checks it without the journal",
        "Scrivere una sola decisione, con la prova che è nel registro: chi ne conosce la radice la controlla senza il registro",
    ),
    (
        "Check a decision shown alone, without the journal",
        "Controllare una decisione estratta, senza il registro",
    ),
    (
        "Write the proof that the history of a later root goes on from that of an earlier one: who has both roots checks it without the journal",
        "Scrivere la prova che il registro di una radice successiva prosegue quello di una precedente: chi conosce le due radici la controlla senza il registro",
    ),
    (
        "Check that a history goes on from an earlier one: nothing was changed or taken out in between",
        "Controllare che un registro prosegua uno precedente: nulla vi è stato modificato o tolto",
    ),
    (
        "Make a key to sign with, in a file that only its owner reads, and print the public key for the others",
        "Creare una chiave per firmare, in un file che solo il titolare può leggere, e mostrare la chiave pubblica per gli altri",
    ),
    (
        "Write how far the journal has come, signed: others sign it too, and nobody can exchange the history behind it",
        "Attestare con firma fin dove arriva il registro: altri vi aggiungono la propria, e nessuno può sostituirlo",
    ),
    (
        "Add a signature to a checkpoint, if the journal is whole and agrees with it",
        "Aggiungere una firma a un'attestazione, se il registro è integro e vi corrisponde",
    ),
    (
        "Declare the public key with which a party signs, as `key` printed it; it takes the place of a former one",
        "Depositare la chiave pubblica con cui un soggetto firma, come l'ha mostrata `key`; prende il posto di una precedente",
    ),
];
