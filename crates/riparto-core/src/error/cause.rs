//! Every cause of an error, with its code and its sentence in both languages.

use super::cause_table::causes;
use super::in_italian::InItalian;
use super::kind::ErrorKind;
use crate::words::Bilingual;

causes! {
    AmountEmpty {} => Amount, "amount_empty",
        "an amount is missing: write for example `2464000.00`",
        "manca un importo: scrivere per esempio `2.464.000,00`";
    AmountMalformed { found: String } => Amount, "amount_malformed",
        "`{found}` is not an amount: write for example `2464000.00` or `2.464.000,00 €`",
        "`{found}` non è un importo: scrivere per esempio `2464000.00` o `2.464.000,00 €`";
    AmountNotPlain { found: String, example: String } => Amount, "amount_not_plain",
        "`{found}` is not an amount in plain style: write digits, a point and two decimals, such as `{example}`",
        "`{found}` non è un importo in forma semplice: scrivere cifre, un punto e due decimali, per esempio `{example}`";
    AmountAmbiguous { found: String, first: Bilingual, second: Bilingual, write: Bilingual, but: Bilingual } => Amount, "amount_ambiguous",
        "amount `{found}` can be read as {first} or as {second}: write {write} for the first{but}",
        "l'importo `{found}` si può leggere come {first} o come {second}: nel primo caso scrivere {write}{but}";
    AmountTooPrecise { found: String, write: Bilingual } => Amount, "amount_too_precise",
        "amount `{found}` has more than two decimals and is never rounded: {write}",
        "l'importo `{found}` ha più di due decimali e non si arrotonda: {write}";
    CurrencyUnknown { found: String } => Amount, "currency_unknown",
        "`{found}` is no currency with cents: write its code of ISO 4217, such as `EUR` or `CHF`",
        "`{found}` non è una valuta con i centesimi: scriverne il codice ISO 4217, per esempio `EUR` o `CHF`";
    CurrencyDiffers { found: &'static str, expected: &'static str } => Amount, "currency_differs",
        "these amounts are in {found} and those of the plan in {expected}: state them in {expected}, as nothing is converted",
        "questi importi sono in {found} e quelli del piano in {expected}: indicarli in {expected}, perché nulla viene convertito";
    AmountNegative { found: String } => Amount, "amount_negative",
        "amount `{found}` is negative: an amount is zero or more",
        "l'importo `{found}` è negativo: un importo è pari o superiore a zero";
    AmountTooLarge { found: String, allowed: Bilingual } => Amount, "amount_too_large",
        "amount `{found}` is too large: at most {allowed} is allowed",
        "l'importo `{found}` è troppo grande: il massimo ammesso è {allowed}";
    AmountOverflow { operation: Bilingual, allowed: Bilingual } => Amount, "amount_overflow",
        "{operation} is out of range: amounts go up to {allowed}",
        "{operation} supera il massimo che si può rappresentare: gli importi arrivano a {allowed}";
    AmountBelowZero { held: Bilingual, taken: Bilingual, missing: Bilingual } => Amount, "amount_below_zero",
        "{taken} cannot be taken from {held}: {missing} is missing",
        "non si possono togliere {taken} da {held}: mancano {missing}";
    PercentMalformed { found: String } => Amount, "percent_malformed",
        "`{found}` is not a percentage: write for example `7` or `12.5`, without a sign",
        "`{found}` non è una percentuale: scrivere per esempio `7` o `12.5`, senza segno";
    PercentTooPrecise { found: String, allowed: usize } => Amount, "percent_too_precise",
        "percentage `{found}` has too many decimals: at most {allowed} are allowed",
        "la percentuale `{found}` ha troppi decimali: ne sono ammessi al massimo {allowed}";
    PercentTooLarge { found: String, allowed: u64 } => Amount, "percent_too_large",
        "percentage `{found}` is too large: at most {allowed} is allowed",
        "la percentuale `{found}` è troppo grande: il massimo ammesso è {allowed}";
    WeightMalformed { found: String } => Amount, "weight_malformed",
        "`{found}` is not a weight: write a number of zero or more, such as `3` or `12.5`",
        "`{found}` non è un peso: scrivere un numero pari o superiore a zero, per esempio `3` o `12.5`";
    WeightAmbiguous { found: String, first: String, second: String } => Amount, "weight_ambiguous",
        "weight `{found}` can be read as {first} or as {second}: write `{first}` for the first, or name the style of the numbers",
        "il peso `{found}` si può leggere come {first} o come {second}: nel primo caso scrivere `{first}`, oppure indicare lo stile dei numeri";
    WeightTooLong { found: String, allowed: usize } => Amount, "weight_too_long",
        "weight `{found}` is too long: at most {allowed} digits are allowed",
        "il peso `{found}` è troppo lungo: sono ammesse al massimo {allowed} cifre";

    IdMalformed { found: String, allowed: usize } => Name, "id_malformed",
        "`{found}` is not an id: use 1 to {allowed} characters of a-z, A-Z, 0-9, `.`, `_`, `-`, `:`",
        "`{found}` non è un identificativo: usare da 1 a {allowed} caratteri tra a-z, A-Z, 0-9, `.`, `_`, `-`, `:`";
    IdTaken { what: Bilingual, id: String } => Name, "id_taken",
        "{what} `{id}` is given twice: ids are unique",
        "{what} `{id}` compare due volte: ogni identificativo è unico";
    LineUnknown { id: String, known: Bilingual } => Name, "line_unknown",
        "there is no line `{id}`: {known}", "la voce `{id}` non esiste: {known}";
    PartyUnknown { id: String, known: Bilingual } => Name, "party_unknown",
        "there is no party `{id}`: {known}", "il soggetto `{id}` non esiste: {known}";
    RuleUnknown { id: String, known: Bilingual } => Name, "rule_unknown",
        "there is no rule `{id}`: {known}", "il vincolo `{id}` non esiste: {known}";
    LabelKeyUnknown { key: String, known: Bilingual } => Name, "label_key_unknown",
        "no line has a label `{key}`: {known}", "nessuna voce ha un'etichetta `{key}`: {known}";
    NameUnknown { found: String, what: Bilingual, known: Bilingual } => Name, "name_unknown",
        "`{found}` is not {what}: {known}", "`{found}` non è {what}: {known}";
    PackUnknown { id: String, known: Bilingual } => Name, "pack_unknown",
        "there is no rule pack `{id}`: {known}", "la raccolta di vincoli `{id}` non esiste: {known}";
    TextMissing { what: Bilingual } => Name, "text_missing",
        "{what} is missing: write at least one character", "manca {what}: scrivere almeno un carattere";
    TextMalformed { what: Bilingual, found: Bilingual } => Name, "text_malformed",
        "{what} holds {found}: use letters, digits, spaces and punctuation",
        "{what} contiene {found}: usare lettere, cifre, spazi e punteggiatura";

    LinesMissing {} => Envelope, "lines_missing",
        "an envelope needs at least one line: add one", "un piano ha almeno una voce: aggiungerne una";
    LineMissingForLabel { key: String } => Envelope, "line_missing_for_label",
        "label `{key}` belongs to no line: add the line first",
        "l'etichetta `{key}` non appartiene a nessuna voce: aggiungere prima la voce";
    TotalMismatch { sum: Bilingual, total: Bilingual, difference: Bilingual } => Envelope, "total_mismatch",
        "the lines sum to {sum} and the total is {total}: {difference}",
        "le voci sommano a {sum} e il totale è {total}: {difference}";
    AmountsMismatch { found: usize, lines: usize } => Envelope, "amounts_mismatch",
        "the number of amounts is {found} and that of lines {lines}: give one amount for each line",
        "il numero degli importi è {found} e quello delle voci {lines}: indicare un importo per ciascuna voce";
    AmountMissing { id: String } => Envelope, "amount_missing",
        "line `{id}` has no amount: give one, or name the line that takes the remainder",
        "la voce `{id}` non ha importo: indicarlo, oppure nominare la voce che prende il resto";
    AmountTwice { id: String } => Envelope, "amount_twice",
        "line `{id}` has two amounts: give one", "la voce `{id}` ha due importi: indicarne uno";
    EnvelopeDiffers {} => Envelope, "envelope_differs",
        "these allocations do not belong to the same lines, currency and total: compare allocations of one envelope",
        "queste ripartizioni non hanno le stesse voci, la stessa valuta e lo stesso totale: confrontare ripartizioni della stessa dotazione";

    CoFinancingRates { place: Bilingual, why: Bilingual } => Envelope, "co_financing_rates",
        "the rates of {place} {why}", "le quote di cofinanziamento di {place} {why}";
    CoFinancingLines { why: Bilingual } => Envelope, "co_financing_lines",
        "the lines do not fit the co-financing: {why}", "le voci non corrispondono al cofinanziamento: {why}";
    QuantityUnknown { of: String, known: Bilingual } => Envelope, "quantity_unknown",
        "no quantity is of `{of}`: {known}", "nessuna quantità è di `{of}`: {known}";
    UnitsMissing { line: String } => Envelope, "units_missing",
        "line `{line}` states no quantities and unit cost (`units`)",
        "la voce `{line}` non indica quantità e costo unitario (`units`)";
    UnitsInexact { units: Bilingual, product: Bilingual } => Envelope, "units_inexact",
        "{units} is {product}, no amount in whole cents: nothing is rounded, so change a quantity or the unit cost",
        "{units} è {product}, che non è un importo in centesimi interi: nulla viene arrotondato, quindi cambiare una quantità o il costo unitario";
    UnitsDiffer { units: Bilingual, product: Bilingual, amount: Bilingual, difference: Bilingual } => Envelope, "units_differ",
        "{units} is {product} and the amount is {amount}: {difference}",
        "{units} è {product} e l'importo è {amount}: {difference}";

    ScopeEmpty { selection: Bilingual } => Rule, "scope_empty",
        "the scope selects no line: no line has {selection}",
        "l'ambito non seleziona nessuna voce: nessuna ha {selection}";
    ScopeTooDeep { allowed: usize } => Rule, "scope_too_deep",
        "the scope nests `except` too deep: at most {allowed} levels are allowed",
        "le eccezioni (`except`) dell'ambito sono annidate troppo in profondità: sono ammessi al massimo {allowed} livelli";
    ScopeRelative { key: String } => Rule, "scope_relative",
        "`same` or `other` of the label `{key}` stands where there is no part to compare with: it goes into `of` or `to` of a rule with `each`",
        "`same` o `other` dell'etichetta `{key}` compare dove non c'è una parte con cui confrontare: è ammesso in `of` o `to` di un vincolo con `each`";
    ScopeAmbiguous { key: String } => Rule, "scope_ambiguous",
        "the lines of a part that the rule looks at have no label `{key}`, or several values of it: `same` and `other` need one",
        "le voci di una parte esaminata dal vincolo non hanno l'etichetta `{key}`, o ne hanno più valori: per `same` e `other` ne serve uno";
    AmountList { allowed: usize, depth: usize } => Rule, "amount_list",
        "`lesser` and `greater` list from one to {allowed} amounts in all, in lists at most {depth} deep",
        "`lesser` e `greater` elencano da uno a {allowed} importi in tutto, in elenchi annidati al massimo {depth} volte";
    AmountAfter { limit: &'static str } => Rule, "amount_after",
        "in `{limit}`, what other lines hold after the proposal may be stated alone, or under `lesser` for a most and `greater` for a least: the other way round one of two would do, which no rule can say",
        "in `{limit}`, la percentuale di quanto altre voci avranno dopo la proposta può comparire da sola, o in `lesser` per un massimo e in `greater` per un minimo: nell'altro caso basterebbe uno dei due limiti, e nessun vincolo può dirlo";
    BaseAfter { limit: &'static str } => Rule, "base_after",
        "`after` is no base of the limit `{limit}`: nothing can be measured against itself; use `original`, `approved`, `initial_with_acts` or `authorized`",
        "`after` non è una base per il limite `{limit}`: nulla può essere confrontato con se stesso; usare `original`, `approved`, `initial_with_acts` o `authorized`";
    FlowTwice {} => Rule, "flow_twice",
        "a flow has either `at_most`, or `percent` and `amount`: write one form",
        "un flusso ha o `at_most`, oppure `percent` e `amount`: scrivere una sola forma";
    ChangesNeeding { found: &'static str } => Rule, "changes_needing",
        "changes that need `{found}` are not counted: count those from `notification`, `prior_approval` or `exceptional` on",
        "le variazioni con livello `{found}` non si contano: contare quelle da `notification`, `prior_approval` o `exceptional` in su";
    ChangesNeeds { found: &'static str, needing: &'static str } => Rule, "changes_needs",
        "a change beyond the count needs `{found}`, and those that count need `{needing}`: it must need more",
        "una variazione oltre il numero ammesso richiede `{found}` e quelle che si contano richiedono `{needing}`: deve richiedere di più";
    ChangesScope {} => Rule, "changes_scope",
        "changes of the plan are counted, not of some lines: write `\"scope\": \"all\"` without `each`",
        "si contano le variazioni del piano, non di alcune voci: scrivere `\"scope\": \"all\"` senza `each`";
    PeriodEmpty {} => Rule, "period_empty",
        "no day lies in the period: give a first day, a last one, or both, the first not after the last",
        "il periodo non contiene giorni: indicare il primo, l'ultimo o entrambi, il primo non successivo all'ultimo";
    RequirementUnclear { what: Bilingual, why: Bilingual } => Rule, "requirement_unclear",
        "{what} {why}", "{what} {why}";
    LimitEmpty { limit: &'static str } => Rule, "limit_empty",
        "the limit `{limit}` bounds nothing: give a percentage or an amount",
        "il limite `{limit}` non limita nulla: indicare una percentuale o un importo";
    LimitZeroStep {} => Rule, "limit_zero_step",
        "a step of 0.00 allows no amount: give a step of at least 0.01",
        "un multiplo di 0,00 non ammette nessun importo: indicare almeno 0,01";
    BandsEmpty {} => Rule, "bands_empty",
        "the limit `bands` has no band: give at least one",
        "il limite `bands` non ha fasce: indicarne almeno una";
    BandsTooMany { found: usize, allowed: usize } => Rule, "bands_too_many",
        "the limit `bands` has {found} bands: at most {allowed} are allowed",
        "le fasce del limite `bands` sono {found}: il massimo ammesso è {allowed}";
    BandsUnsupported { limit: &'static str } => Rule, "bands_unsupported",
        "`bands` does not go with the limit `{limit}`: write one rule",
        "`bands` non è ammesso con il limite `{limit}`: scrivere un solo vincolo";
    BandsMixed { first: &'static str, other: &'static str } => Rule, "bands_mixed",
        "the bands are of two kinds, `{first}` and `{other}`: write one rule for each kind",
        "le fasce sono di due tipi, `{first}` e `{other}`: scrivere un vincolo per ciascun tipo";
    BandsDiffer { field: &'static str } => Rule, "bands_differ",
        "the limit's `{field}` is not that of the first band: write one rule for each `{field}`",
        "il campo `{field}` del limite non è quello della prima fascia: scrivere un vincolo per ciascun `{field}`";
    BandsUnordered { band: usize } => Rule, "bands_unordered",
        "band {band} is not looser than the one before it, or does not need more: order bands from tight to loose",
        "la fascia {band} non è più ampia della precedente, o non richiede un livello superiore: ordinare le fasce dalla più stretta alla più ampia";
    BandsNeeds { found: &'static str, last: &'static str } => Rule, "bands_needs",
        "the rule needs `{found}` and its loosest band `{last}`: state what a breach needs in each band, and leave the rule's own out",
        "il vincolo richiede `{found}` e la sua fascia più ampia `{last}`: indicare in ogni fascia che cosa richiede il superamento, e ometterlo nel vincolo";

    WishWeight { found: String, allowed: u32 } => Rebalance, "wish_weight",
        "the weight {found} is out of range: in lowest terms, weights of a wish go from 1 to {allowed}",
        "il peso {found} non è ammesso: ridotti ai minimi termini, i pesi di una richiesta vanno da 1 a {allowed}";
    MeasureOfPlans {} => Rebalance, "measure_of_plans",
        "this search has no measure `in_proportion` or `fewest_lines`: ask for `least_squares`, `least_moved` or `least_peak`, or rebalance a plan",
        "questa ricerca non ha i criteri `in_proportion` e `fewest_lines`: chiedere `least_squares`, `least_moved` o `least_peak`, oppure riequilibrare un piano";
    WeightsInProportion {} => Rebalance, "weights_in_proportion",
        "weights do not go with the measure `in_proportion`, whose shares follow what each line has: leave the weights out",
        "i pesi non sono ammessi con il criterio `in_proportion`, le cui quote seguono l'importo di ciascuna voce: togliere i pesi";
    GroupsCross { start: usize, end: usize } => Rebalance, "groups_cross",
        "the group of lines from {start} to {end} is neither inside nor apart from the others: let groups nest, and hold lines",
        "il gruppo di voci da {start} a {end} non è né contenuto negli altri né separato da essi: i gruppi si contengono l'uno nell'altro, e hanno voci";
    RebalanceUnsupported { rule: String } => Rebalance, "rebalance_unsupported",
        "the search cannot prove an answer with rule `{rule}` among the others: leave it out, and check the outcome against it",
        "la ricerca non può dimostrare un risultato con il vincolo `{rule}` insieme agli altri: toglierlo, e verificare poi il risultato rispetto ad esso";
    RebalanceUnproven {} => Rebalance, "rebalance_unproven",
        "the search ended before it found an allocation that respects all rules, or proved that there is none: leave a rule \
         out, and check the outcome against it",
        "la ricerca è terminata prima di trovare una ripartizione che rispetti tutti i vincoli, o di dimostrare che non ne esistono: togliere un vincolo, e verificare poi il risultato rispetto ad esso";

    TransfersMissing {} => Proposal, "transfers_missing",
        "a proposal needs at least one transfer: add one", "manca uno storno: aggiungerne almeno uno";
    TransferZero { from: String, to: String } => Proposal, "transfer_zero",
        "the transfer from `{from}` to `{to}` moves 0.00: give an amount of at least 0.01",
        "lo storno da `{from}` a `{to}` è di 0,00: indicare un importo di almeno 0,01";
    TransferToItself { line: String } => Proposal, "transfer_to_itself",
        "the transfer from `{line}` goes to the same line: name another line",
        "lo storno da `{line}` va alla stessa voce: indicarne un'altra";
    LineOverdrawn { line: String, held: Bilingual, taken: Bilingual, missing: Bilingual } => Proposal, "line_overdrawn",
        "line `{line}` holds {held} and would give {taken}: {missing} is missing",
        "la voce `{line}` ha {held} e cederebbe {taken}: mancano {missing}";
    PartUnknown { part: String, known: Bilingual } => Proposal, "part_unknown",
        "nothing is co-financed as `{part}`: {known}", "nessun cofinanziamento per `{part}`: {known}";
    PartOverdrawn { part: String, held: Bilingual, taken: Bilingual, missing: Bilingual } => Proposal, "part_overdrawn",
        "the lines of `{part}` hold {held} and would give {taken}: {missing} is missing",
        "le voci di `{part}` hanno {held} e cederebbero {taken}: mancano {missing}";
    ChangeUnbalanced { shares: Bilingual, change: Bilingual } => Proposal, "change_unbalanced",
        "the lines' shares sum to {shares} and the total changes by {change}: make them equal",
        "le quote delle voci sommano a {shares} e il totale varia di {change}: renderle uguali";
    LineClosed { line: String } => Proposal, "line_closed",
        "line `{line}` is closed: it gives and receives nothing",
        "la voce `{line}` è chiusa: non cede e non riceve importi";
    LineNotEmpty { line: String, held: Bilingual } => Proposal, "line_not_empty",
        "line `{line}` still holds {held}: name the line that receives it, or move it away first",
        "la voce `{line}` ha ancora {held}: indicare la voce che li riceve, o stornarli prima";
    PartsTooFew { line: String, found: usize } => Proposal, "parts_too_few",
        "line `{line}` is to be split and the number of its parts is {found}: name two or more",
        "per suddividere la voce `{line}` le parti indicate sono {found}: indicarne almeno due";
    SplitUnbalanced { line: String, what: Bilingual, parts: Bilingual, held: Bilingual, difference: Bilingual } => Proposal, "split_unbalanced",
        "the parts of line `{line}` sum to {parts} and its {what} is {held}: {difference}",
        "le parti della voce `{line}` sommano a {parts} e il suo {what} è {held}: {difference}";

    BallotsMissing {} => Ballot, "ballots_missing", "there is no ballot to aggregate: give at least one", "non ci sono schede da aggregare: indicarne almeno una";
    BallotWeight { found: u64, allowed: u32 } => Ballot, "ballot_weight", "the weight {found} is out of range: ballots weigh from 1 to {allowed}", "il peso {found} non è ammesso: le schede pesano da 1 a {allowed}";
    BallotWeights { found: String, allowed: u32 } => Ballot, "ballot_weights",
        "the weights have no common unit of which `{found}` is at most {allowed} times: write weights with fewer digits",
        "i pesi non hanno un'unità comune di cui `{found}` sia al massimo {allowed} volte: scrivere pesi con meno cifre";
    RowTooLong { found: usize, heads: usize, cell: String } => Ballot, "row_too_long", "there are {found} cells under {heads} heads, and `{cell}` has no head: put amounts that hold the separator of cells in quotes, or separate cells by semicolons", "ci sono {found} celle sotto {heads} intestazioni, e `{cell}` non ha intestazione: mettere fra virgolette gli importi che contengono il separatore delle celle, o separare le celle con il punto e virgola";
    BallotsWeight { found: u64, allowed: u32 } => Ballot, "ballots_weight",
        "the ballots weigh {found} together and at most {allowed} is allowed: write smaller weights in the same proportion",
        "le schede pesano insieme {found} e il massimo ammesso è {allowed}: scrivere pesi minori nella stessa proporzione";
    BallotsDiffer { first: String, first_sum: Bilingual, other: String, other_sum: Bilingual } => Ballot, "ballots_differ",
        "the ballots do not sum to one total, `{first}` to {first_sum} and `{other}` to {other_sum}: state the total",
        "le schede non sommano a un solo totale, `{first}` a {first_sum} e `{other}` a {other_sum}: indicare il totale";
    BallotsTotalUnknown {} => Ballot, "ballots_total_unknown",
        "no ballot has an amount for every line, so nothing says what the ballots split: state the total",
        "nessuna scheda ha un importo per ogni voce, perciò niente dice che cosa le schede ripartiscono: indicare il totale";
    BallotsSum { what: Bilingual, name: String } => Ballot, "ballots_sum",
        "the {what} `{name}` looks like a sum or an average of the others and would count twice: take it out of the file, or name it as left out",
        "la {what} `{name}` sembra un totale o una media delle altre e verrebbe contata due volte: toglierla dal file, o indicarla fra quelle da escludere";
    BallotIncomplete { line: String, sum: Bilingual, total: Bilingual, difference: Bilingual } => Ballot, "ballot_incomplete",
        "line `{line}` has no amount, the others sum to {sum} and the total is {total}: {difference}",
        "la voce `{line}` non ha importo, le altre sommano a {sum} e il totale è {total}: {difference}";
    BallotLine { id: String } => Ballot, "ballot_line",
        "the first ballot has no line `{id}`: give all ballots the same lines, or give the plan that has them",
        "la prima scheda non ha la voce `{id}`: dare a tutte le schede le stesse voci, o indicare il piano che le contiene";
    BallotUnbalanced { sum: Bilingual, total: Bilingual, difference: Bilingual } => Ballot, "ballot_unbalanced",
        "the amounts sum to {sum} and the total is {total}: {difference}",
        "gli importi sommano a {sum} e il totale è {total}: {difference}";
    BallotsTotal { found: Bilingual, total: Bilingual } => Ballot, "ballots_total",
        "the ballots split {found} and the plan's total is {total}: split the plan's total",
        "le schede ripartiscono {found} e il totale del piano è {total}: ripartire il totale del piano";
    TalliesDiffer {} => Ballot, "tallies_differ",
        "these tallies are not of the same total and lines: merge tallies of one envelope",
        "questi conteggi non hanno lo stesso totale e le stesse voci: unire conteggi della stessa dotazione";
    CountsWeight { line: Bilingual, found: u64, other: Bilingual, expected: u64, difference: Bilingual } => Ballot, "counts_weight", "{line} weighs {found} and {other} {expected}: {difference}; every ballot counts on every line, with 0.00 where it gives nothing", "{line} pesa {found} e {other} {expected}: {difference}; ogni scheda conta su ogni voce, con 0,00 dove non assegna nulla";
    CountsTotal { sum: Bilingual, total: Bilingual, weight: u64, expected: Bilingual, difference: Bilingual } => Ballot, "counts_total", "the counted amounts, each times its weight, sum to {sum}, and {total} times the weight {weight} is {expected}: {difference}", "gli importi contati, ciascuno per il suo peso, sommano a {sum}, e {total} per il peso {weight} fa {expected}: {difference}";
    CountsImpossible { why: Bilingual } => Ballot, "counts_impossible", "no ballots of one total have these counts: {why}: count again", "nessun insieme di schede di uno stesso totale ha questi conteggi: {why}: ripetere il conteggio";
    CountsHead { found: String } => Ballot, "counts_head", "a table of counts has the columns `line`, `amount` and `weight`, and its head is `{found}`: name the columns so", "una tabella di conteggi ha le colonne `voce`, `importo` e `peso`, e la sua intestazione è `{found}`: chiamare così le colonne";
    CountsCannot { what: &'static str } => Ballot, "counts_cannot", "counts do not tell one ballot from another, and `{what}` needs the ballots: give `ballots` in place of `counts`, or leave it out", "i conteggi non distinguono una scheda dall'altra, e `{what}` richiede le schede: indicare `ballots` al posto di `counts`, o ometterlo";

    WeightsMissing {} => Apportionment, "weights_missing",
        "there are no weights to split by: give one for each part",
        "mancano i pesi per ripartire: indicarne uno per ciascuna parte";
    BoundsMismatch { what: Bilingual, found: usize, parts: usize } => Apportionment, "bounds_mismatch",
        "the number of {what} is {found} and that of parts {parts}: give one for each part, or none at all",
        "il numero dei {what} è {found} e quello delle parti {parts}: indicarne uno per ciascuna parte, o nessuno";
    WeightsTooFine { allowed: usize } => Apportionment, "weights_too_fine",
        "the weights need more than {allowed} digits when written with equally many decimals: write them with fewer digits",
        "i pesi richiedono più di {allowed} cifre se scritti con lo stesso numero di decimali: scriverli con meno cifre";
    FloorAboveCeiling { part: usize, floor: Bilingual, ceiling: Bilingual } => Apportionment, "floor_above_ceiling",
        "part number {part} has the floor {floor} above its ceiling {ceiling}: lower the one or raise the other",
        "la parte n. {part} ha il minimo {floor} superiore al massimo {ceiling}: abbassare l'uno o alzare l'altro";
    FloorsAboveTotal { sum: Bilingual, total: Bilingual, excess: Bilingual } => Apportionment, "floors_above_total",
        "the floors sum to {sum} and the total is {total}: lower floors by {excess} in all",
        "i minimi sommano a {sum} e il totale è {total}: ridurli complessivamente di {excess}";
    CeilingsBelowTotal { sum: Bilingual, total: Bilingual, missing: Bilingual } => Apportionment, "ceilings_below_total",
        "the ceilings sum to {sum} and the total is {total}: raise ceilings by {missing} in all",
        "i massimi sommano a {sum} e il totale è {total}: aumentarli complessivamente di {missing}";
    WeightsAllZero { left: Bilingual } => Apportionment, "weights_all_zero",
        "all weights are zero, so {left} has no proportional split: give at least one weight above zero",
        "tutti i pesi sono zero, quindi {left} non si possono ripartire in proporzione: indicare almeno un peso superiore a zero";
    ProportionImpossible { left: Bilingual } => Apportionment, "proportion_impossible",
        "all parts with a weight above zero are at their ceilings and {left} is left: raise a ceiling, or give weight to a part that has none",
        "tutte le parti con peso superiore a zero sono al massimo e restano {left}: alzare un massimo, o dare un peso a una parte che non ne ha";
    ResidualUnknown { found: usize, last: usize } => Apportionment, "residual_unknown", "there is no part {found} to take the residual: parts are counted from 0 to {last}", "la parte {found}, che dovrebbe prendere il resto, non esiste: le parti si contano da 0 a {last}";
    ResidualUnused {} => Apportionment, "residual_unused", "only the method `cut_down` has a part that takes the residual: leave `residual_to` out, or choose that method", "solo il metodo `cut_down` ha una parte che prende il resto: omettere `residual_to`, o scegliere quel metodo";
    ResidualAboveCeiling { part: usize, found: Bilingual, ceiling: Bilingual } => Apportionment, "residual_above_ceiling", "part number {part} would get {found} with the residual and its ceiling is {ceiling}: name another part or raise its ceiling", "la parte n. {part} avrebbe {found} con il resto e il suo massimo è {ceiling}: indicare un'altra parte o alzare il massimo";
    KeyTwice {} => Apportionment, "key_twice", "`weights` and `criteria` are both given: leave one of them out", "`weights` e `criteria` sono entrambi presenti: ometterne uno";
    CriteriaPercent { sum: String } => Apportionment, "criteria_percent", "the criteria sum to {sum} percent: their percentages must sum to 100", "i criteri sommano al {sum} per cento: le loro percentuali devono sommare a 100";
    CriterionAllZero { number: u64, percent: String } => Apportionment, "criterion_all_zero", "all weights of criterion {number} are zero, so its {percent} percent has no proportional split: give at least one weight above zero", "tutti i pesi del criterio {number} sono zero, quindi il suo {percent} per cento non si può ripartire in proporzione: indicare almeno un peso superiore a zero";
    UnitZero {} => Apportionment, "unit_zero", "a split in units of 0.00 has no parts: give a unit above zero, such as `1.00`", "un riparto in unità di 0,00 non ha parti: indicare un'unità superiore a zero, per esempio `1.00`";
    UnitRemainder { total: Bilingual, unit: Bilingual, left: Bilingual } => Apportionment, "unit_remainder", "the total {total} is no multiple of the unit {unit} and {left} is left over: name in `residual_to` the part that takes it", "il totale {total} non è multiplo dell'unità {unit} e restano {left}: indicare in `residual_to` la parte che li prende";
    NoMultipleBetween { part: usize, floor: Bilingual, ceiling: Bilingual, unit: Bilingual } => Apportionment, "no_multiple_between", "part number {part} has the floor {floor} and the ceiling {ceiling}, and no multiple of the unit {unit} lies between them: move one of them", "la parte n. {part} ha il minimo {floor} e il massimo {ceiling}, e nessun multiplo dell'unità {unit} è compreso tra essi: spostare uno dei due";
    FixedNoMultiple { part: usize, found: Bilingual, unit: Bilingual } => Apportionment, "fixed_no_multiple", "the fixed amount {found} of part number {part} is no multiple of the unit {unit}: fix a multiple, or split in a smaller unit", "l'importo fisso {found} della parte n. {part} non è multiplo dell'unità {unit}: fissare un multiplo, o ripartire in un'unità più piccola";
    FixedAboveCeiling { part: usize, found: Bilingual, ceiling: Bilingual } => Apportionment, "fixed_above_ceiling", "part number {part} has the fixed amount {found} above its ceiling {ceiling}: lower the one or raise the other", "la parte n. {part} ha l'importo fisso {found} superiore al massimo {ceiling}: abbassare l'uno o alzare l'altro";
    FixedAboveTotal { sum: Bilingual, total: Bilingual, excess: Bilingual } => Apportionment, "fixed_above_total", "the fixed amounts sum to {sum} and the total is {total}: lower them by {excess} in all", "gli importi fissi sommano a {sum} e il totale è {total}: ridurli complessivamente di {excess}";
    PayersShort { missing: Bilingual } => Apportionment, "payers_short", "the parts that pay for the floors cannot: {missing} is missing; lower floors, or let more parts pay", "le parti a carico delle quali sono i minimi non bastano: mancano {missing}; abbassare i minimi, o porli a carico di più parti";
    PayersFull { left: Bilingual } => Apportionment, "payers_full", "the parts that pay for the floors are at their ceilings and {left} is left: raise a ceiling, or let more parts pay", "le parti a carico delle quali sono i minimi sono al massimo e restano {left}: alzare un massimo, o aggiungere altre parti";
    MethodInexact {} => Apportionment, "method_inexact", "shares rounded half up each by itself need not sum to the total, so no allocation can be made of them: choose another method, such as `largest_remainder`", "le quote arrotondate ciascuna per sé non sommano sempre al totale, quindi non se ne può fare una ripartizione: scegliere un altro metodo, per esempio `largest_remainder`";
    TieRefused { cents: Bilingual, tied: usize, parts: Bilingual } => Apportionment, "tie_refused", "{cents} to {tied} parts with equal claims ({parts}): choose how to break ties", "{cents} con pari diritto a {tied} parti ({parts}): scegliere come risolvere le parità";

    DocumentMalformed { said: Bilingual } => Document, "document_malformed",
        "{said}", "{said}";
    PackMalformed { line: usize, why: Bilingual } => Document, "pack_malformed",
        "line {line} of the rule pack: {why}", "riga {line} della raccolta di vincoli: {why}";
    WorkbookUnreadable {} => Document, "workbook_unreadable",
        "this workbook cannot be read: it is damaged or protected by a password; open it, save it again as XLSX, ODS or CSV",
        "questa cartella di lavoro non si può leggere: è danneggiata o protetta da password; aprirla e salvarla di nuovo in XLSX, ODS o CSV";
    SheetUnknown { found: String, known: String } => Document, "sheet_unknown",
        "there is no sheet `{found}`: the sheets are {known}",
        "il foglio `{found}` non esiste: i fogli sono {known}";
    TableMissing {} => Document, "table_missing",
        "no table with a head and a column of amounts is in this file: write a head such as `Voce; Importo` above the lines",
        "in questo file non c'è una tabella con un'intestazione e una colonna di importi: scrivere sopra le voci un'intestazione come `Voce; Importo`";
    AmountColumns { heads: String } => Document, "amount_columns",
        "several columns hold amounts ({heads}) and none is clearly the one to read: name it (`--amounts`), or call it `Importo`",
        "più colonne contengono importi ({heads}) e nessuna è chiaramente quella da leggere: indicarla (`--amounts`), o intitolarla `Importo`";
    AmountColumnUnknown { found: String, known: String } => Document, "amount_column_unknown",
        "no column of figures is called `{found}`: there are {known}",
        "nessuna colonna di cifre si chiama `{found}`: ci sono {known}";
    AmountsEmpty { head: String, others: String } => Document, "amounts_empty", "column `{head}` holds no amounts, and nothing says that column `{others}` does: fill it in, or name the column to read (`--amounts`)", "la colonna `{head}` non contiene importi, e nulla dice che li contenga la colonna `{others}`: compilarla, o indicare la colonna da leggere (`--amounts`)";
    AmountsScaled { words: String } => Document, "amounts_scaled",
        "the table says `{words}`: write its amounts in full, to the cent",
        "la tabella indica `{words}`: scrivere gli importi per intero, al centesimo";
    AmountsShares {} => Document, "amounts_shares", "the amounts sum to 1.00: they may be shares that the cells show in percent; write amounts, or name the column that has them (`--amounts`)", "la somma degli importi è 1,00: possono essere quote che le celle mostrano in percentuale; scrivere gli importi, o indicare la colonna che li contiene (`--amounts`)";
    SheetsAlike { sheets: String } => Document, "sheets_alike", "several sheets hold a table with the same head ({sheets}): name the one to read (`--sheet`)", "più fogli contengono una tabella con la stessa intestazione ({sheets}): indicare quello da leggere (`--sheet`)";
    FormulaWithoutResult {} => Document, "formula_without_result",
        "a formula without its result: open the file in a spreadsheet, save it, and try again",
        "una formula senza risultato: aprire il file in un foglio di calcolo, salvarlo e riprovare";
    CellNoAmount { found: Bilingual } => Document, "cell_no_amount",
        "{found} where an amount is expected: write it in full, for example `26.344.000,00`",
        "{found} dove è atteso un importo: scriverlo per intero, per esempio `26.344.000,00`";
    CellMerged {} => Document, "cell_merged", "an amount is merged over several lines: write what each of them holds", "un importo è in celle unite su più voci: scrivere quanto ha ciascuna";
    TotalRowDiffers { found: Bilingual, sum: Bilingual, apart: Bilingual } => Document, "total_row_differs",
        "the total is {found} and the lines above sum to {sum}: {apart} apart",
        "il totale è {found} e la somma delle voci sopra è {sum}: la differenza è {apart}";
    RulesMissing {} => Document, "rules_missing", "no table of rules is in this file: write a head such as `id; scope; limit; percent; amount; base; level; source` above them", "in questo file non c'è una tabella di vincoli: scriverne sopra un'intestazione come `id; ambito; limite; percentuale; importo; base; livello; fonte`";
    PartiesAbsent {} => Document, "parties_absent", "no table of parties is in this file: write a head `id; name; role` above them", "in questo file non c'è una tabella di soggetti: scriverne sopra un'intestazione `sigla; denominazione; ruolo`";
    RuleRowsDiffer { id: String, first: u32 } => Document, "rule_rows_differ", "the rule `{id}` stands in row {first} with another scope or source: give it another id, or the same scope, text and source where it has several bands", "il vincolo `{id}` è già alla riga {first} con ambito o fonte diversi: indicare un altro id, o lo stesso ambito, contenuto e fonte se il vincolo ha più fasce";
    TransfersAbsent {} => Document, "transfers_absent", "no table of transfers is in this file: write a head `from; to; amount` above them", "in questo file non c'è una tabella di storni: scriverne sopra un'intestazione `da; a; importo`";
    LineTitles { title: String, ids: String } => Document, "line_titles", "several lines are called `{title}`: write the id of the one that is meant, such as `{ids}`", "più voci hanno la denominazione `{title}`: scrivere l'id di quella che si intende, per esempio `{ids}`";
    CellWords { found: String, what: Bilingual, known: Bilingual } => Document, "cell_words", "`{found}` is not {what}: {known}", "`{found}` non è {what}: {known}";
    CellSpare { found: String, limit: String } => Document, "cell_spare", "`{found}` has no use beside the limit `{limit}`: take it out, or write another limit", "`{found}` non serve con il limite `{limit}`: toglierlo, o scrivere un altro limite";
    CellDay {} => Document, "cell_day", "a day as a date of the spreadsheet: write it as text, such as `2026-11-30`", "un giorno come data del foglio di calcolo: scriverlo come testo, per esempio `2026-11-30`";
    PercentOfOne { found: String } => Document, "percent_of_one", "`{found}` may be that many percent or a share of one that the cell shows in percent: write it as text with its sign, such as `40 %`", "`{found}` può essere una percentuale o una quota dell'unità che la cella mostra in percentuale: scriverlo come testo con il segno, per esempio `40 %`";
    DocumentFormat { found: String, expected: &'static str } => Document, "document_format",
        "the document's format is `{found}`: `{expected}` is what this version reads",
        "il formato del documento è `{found}`: questa versione legge `{expected}`";
    FieldUnknown { field: String, operation: &'static str, allowed: String } => Document, "field_unknown",
        "`{operation}` has no field `{field}`: its fields are {allowed}",
        "`{operation}` non prevede il campo `{field}`: i suoi campi sono {allowed}";
    FieldMissing { field: &'static str, operation: &'static str } => Document, "field_missing",
        "`{operation}` needs the field `{field}`: add it",
        "`{operation}` richiede il campo `{field}`: aggiungerlo";
    FieldTwice { field: String } => Document, "field_twice",
        "the field `{field}` is given twice: give it once",
        "il campo `{field}` è indicato due volte: indicarlo una volta sola";
    OperationUnknown { found: String, allowed: String } => Document, "operation_unknown",
        "there is no operation `{found}`: the operations are {allowed}",
        "l'operazione `{found}` non esiste: le operazioni sono {allowed}";
    RequestFailed {} => Document, "request_failed",
        "this request could not be answered, through a fault of riparto and not of the request: please report it, with the request",
        "non è stato possibile rispondere a questa richiesta per un difetto di riparto, non della richiesta: si prega di segnalarlo allegando la richiesta";
    EventMalformed { why: Bilingual } => Document, "event_malformed",
        "this event cannot be recorded: {why}", "questo evento non si può registrare: {why}";
    HashMalformed { found: String } => Document, "hash_malformed",
        "`{found}` is not a hash: write 64 of the digits 0-9 and a-f",
        "`{found}` non è un'impronta: scrivere 64 cifre tra 0-9 e a-f";
    TypedHeadMalformed { why: Bilingual } => Document, "typed_head_malformed",
        "this is no short form of a head: {why}", "questa non è un'impronta breve: {why}";
    ProofDiffers { root: String } => Document, "proof_differs",
        "the proof does not lead to the root {root}: it is of another history, or was changed on its way",
        "la prova non conduce alla radice {root}: è di un altro registro, o è stata alterata";
    KeyMalformed { found: String } => Document, "key_malformed",
        "`{found}` is no key of Ed25519: it is one line, `NAME+8 digits+44 characters`, as `riparto table key` writes it",
        "`{found}` non è una chiave Ed25519: è una riga, `NOME+8 cifre+44 caratteri`, come la scrive `riparto table key`";
    NoteMalformed { why: Bilingual } => Document, "note_malformed",
        "this is no signed note: {why}", "questo non è un testo firmato: {why}";
    SignatureDiffers { name: String } => Document, "signature_differs",
        "the signature of `{name}` is not of this text and that key: it was changed, or is forged",
        "la firma di `{name}` non è di questo testo con quella chiave: è stata alterata, o è falsa";

    DocumentTooLarge { what: Bilingual, found: usize, allowed: usize } => Limit, "document_too_large",
        "{what} has {found} bytes: at most {allowed} are allowed",
        "{what} occupa {found} byte: il massimo ammesso è {allowed}";
    WorkbookTooLarge { allowed: usize } => Limit, "workbook_too_large",
        "this workbook holds more than {allowed} bytes when it is unpacked",
        "questa cartella di lavoro, decompressa, supera {allowed} byte";
    WorkbookUnwritable {} => Limit, "workbook_unwritable",
        "the plan does not fit into a workbook: a sheet has 1048576 rows and a cell 32767 characters",
        "il piano non sta in una cartella di lavoro: un foglio ha 1048576 righe e una cella 32767 caratteri";
    SheetCells { allowed: usize } => Limit, "sheet_cells",
        "this workbook has more than {allowed} cells that hold something: keep the sheet with the budget alone",
        "questa cartella di lavoro ha più di {allowed} celle compilate: conservare solo il foglio con il piano";
    TooMany { what: Bilingual, found: usize, allowed: usize } => Limit, "too_many",
        "there are {found} {what}: at most {allowed} are allowed",
        "il numero di {what} è {found}: il massimo ammesso è {allowed}";
    EffortOutOfRange { found: u64, allowed: u64 } => Limit, "effort_out_of_range",
        "an effort of {found} units is given and 1 to {allowed} are allowed: give fewer, or none for the default",
        "le unità di calcolo indicate sono {found} e il valore ammesso va da 1 a {allowed}: indicarne meno, o nessuna per il valore ordinario";
    EffortSpent { allowed: u64 } => Limit, "effort_spent",
        "an answer takes more than the {allowed} units of work that are allowed: allow more effort, or ask about less",
        "la risposta richiede più delle {allowed} unità di calcolo ammesse: ammetterne di più o ridurre la richiesta";
    TextTooLong { what: Bilingual, found: usize, allowed: usize } => Limit, "text_too_long",
        "{what} has {found} characters: at most {allowed} are allowed",
        "{what} ha {found} caratteri: il massimo ammesso è {allowed}";

    NotAuthorized { needs: Bilingual, granted: Bilingual } => Authorization, "not_authorized",
        "the proposal needs `{needs}` and `{granted}` was given: assess it to see why",
        "autorizzazione insufficiente: serve «{needs}» ed è disponibile «{granted}»: esaminare la proposta per vedere perché";

    TableNotOpen {} => Table, "table_not_open",
        "the table is not open yet: open it on a plan first",
        "il tavolo non è ancora aperto: aprirlo prima su un piano";
    DateMalformed { found: String, why: Bilingual } => Table, "date_malformed",
        "`{found}` is not a date: {why}",
        "`{found}` non è una data: {why}";
    HourMalformed { found: String } => Table, "hour_malformed",
        "`{found}` is not an hour of a day: write for example `10:30`",
        "`{found}` non è un'ora del giorno: scrivere per esempio `10:30`";
    PoliciesUnordered {} => Table, "policies_unordered",
        "approval policies begin with one from `free`, and each is from a higher level than the one before",
        "le regole di approvazione iniziano con una a partire da `free`, e ciascuna parte da un livello superiore alla precedente";
    ProposalUnknown { id: String } => Table, "proposal_unknown",
        "there is no proposal `{id}` at the table: use the id of one that is",
        "la proposta `{id}` non esiste: usare l'identificativo di una proposta depositata";
    ProposalTwice { id: String } => Table, "proposal_twice",
        "proposal `{id}` is named twice: name it once",
        "la proposta `{id}` è indicata due volte: indicarla una volta sola";
    ProposalDecided { id: String, status: Bilingual } => Table, "proposal_decided",
        "proposal `{id}` is `{status}` already: name one that is still to be decided",
        "la proposta `{id}` è già {status}: indicarne una ancora da decidere";
    SittingUnknown { id: String } => Table, "sitting_unknown",
        "there was no sitting `{id}` at the table: use the id of one that was",
        "la seduta `{id}` non esiste: usare l'identificativo di una seduta del tavolo";
    RevisionUnknown { found: u64, last: u64 } => Table, "revision_unknown",
        "there is no revision {found} of the table: they go from 1 to {last}",
        "la revisione {found} del tavolo non esiste: vanno da 1 a {last}";
    EventImpossible { revision: u64, why: Bilingual } => Table, "event_impossible",
        "event {revision} cannot have happened: {why}",
        "l'evento n. {revision} non può essere avvenuto: {why}";

    StorageFailed { what: Bilingual, why: Bilingual } => Storage, "storage_failed",
        "the history cannot be {what}: {why}",
        "non si può {what} il registro: {why}";
    StorageDenied { what: Bilingual, why: Bilingual } => Storage, "storage_denied",
        "the history cannot be {what}: {why}",
        "non si può {what} il registro: {why}";
    StorageFull { what: Bilingual, why: Bilingual } => Storage, "storage_full",
        "the history cannot be {what}: {why}",
        "non si può {what} il registro: {why}";
    StorageUnsure {} => Storage, "storage_unsure",
        "an append failed and what the disk holds of it is not known: open the history again",
        "una scrittura non è riuscita e non si sa che cosa ne resti sul disco: aprire di nuovo il registro";
    JournalExists { what: Bilingual, why: Bilingual } => Storage, "journal_exists",
        "the history cannot be {what}: {why}",
        "non si può {what} il registro: {why}";
    JournalNotAFile {} => Storage, "journal_not_a_file",
        "this is not a regular file: give the path of a journal",
        "non è un file ordinario: indicare il percorso di un registro";
    JournalLocked {} => Storage, "journal_locked",
        "another program is writing this history: try again when it is done",
        "un altro programma sta scrivendo questo registro: riprovare quando ha finito";
    JournalChanged {} => Storage, "journal_changed",
        "another program changed the journal without its lock: open it again to see what it holds",
        "un altro programma ha modificato il registro senza bloccarlo: aprirlo di nuovo per vedere che cosa contiene";
    JournalReplaced {} => Storage, "journal_replaced",
        "the path of the journal no longer leads to the file that was opened: a synchronizing client, an editor or a copy put another one there, and nothing was written to it: verify it, compare it with other copies, and ask again",
        "il percorso del registro non porta più al file che era stato aperto: un programma di sincronizzazione, un editor o una copia ne ha messo un altro al suo posto, e non vi è stato scritto nulla: verificarlo, confrontarlo con le altre copie e ripetere la richiesta";
    JournalTorn { end: Bilingual } => Storage, "journal_torn",
        "the journal ends in {end}: repair it to go on",
        "il registro finisce con {end}: ripararlo per continuare";
    JournalBroken { revision: u64, why: Bilingual } => Storage, "journal_broken",
        "event {revision} of the history is broken: {why}: go back to a copy that verifies",
        "l'evento n. {revision} del registro è alterato: {why}: tornare a una copia che supera la verifica";
    HeadMissed { revision: u64, hash: String } => Storage, "head_missed",
        "the history has gone on to event {revision} ({hash}) and nothing was written: read what is new and decide again",
        "il registro è proseguito fino all'evento n. {revision} ({hash}) e non è stato scritto nulla: leggere le novità e decidere di nuovo";
}
