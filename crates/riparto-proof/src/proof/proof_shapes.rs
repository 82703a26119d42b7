//! The shapes of proofs in documents.

use super::aggregate_claim::{AggregateClaim, ClaimedBallot};
use super::claim::{
    CheapestRelaxationClaim, Claim, FeasibleClaim, ImpossibleClaim, IrreducibleClaim, NearestClaim,
};
use super::lower_bound::{Cases, LowerBound, Prices, RowPrice};
use super::proof_fields::ProofFields;
use super::split_claim::{ClaimedCriterion, SplitClaim, UnboundedSplit};
use super::transfers_claim::{ClaimedTransfer, FewestTransfersClaim};
use super::whole_number::WholeNumber;
use riparto_ballots::ballots::AggregationRule;
use riparto_core::capacity::MAX_EVENT_INTEGER;
use riparto_core::money::{METHOD, TIE_BREAK};
use riparto_core::reader::{
    DATE, FLAG, Form, ID, Kind, Shape, TEXT, choice, entries, fields, list, names_of, optional, required,
    word, written,
};
use riparto_core::rules::LEVEL;
use riparto_core::words::both;
use riparto_rebalance::rebalance::MEASURE;
use riparto_table::journal::Digest;

/// A proof as a document.
pub(super) static PROOF: Kind = Kind { this: both("this proof", "questa prova"), shape: &PROOF_SHAPE };

/// A proof.
#[doc(hidden)]
pub static PROOF_SHAPE: Shape = fields(
    both("a proof, a map with `format` and `claims`", "una prova, una mappa con `format` e `claims`"),
    names_of::<ProofFields>,
    &[
        required("format", &TEXT),
        optional("plan", &DIGEST),
        optional("date", &DATE),
        optional("up_to", &LEVEL),
        required("claims", &CLAIMS),
    ],
);

static DIGEST: Shape = written(
    both("a hash of 64 digits in quotation marks", "un'impronta di 64 cifre tra virgolette"),
    |text| text.parse().map(|_: Digest| ()),
);

static CLAIMS: Shape = list(both("a list of claims", "un elenco di affermazioni"), &CLAIM);

static CLAIM: Shape = choice(
    both(
        "a claim, such as `{\"feasible\": {\"amounts\": [6000, 4000]}}`",
        "un'affermazione, per esempio `{\"feasible\": {\"amounts\": [6000, 4000]}}`",
    ),
    names_of::<Claim>,
    &[
        required("feasible", &FEASIBLE),
        required("nearest", &NEAREST),
        required("impossible", &IMPOSSIBLE),
        required("irreducible", &IRREDUCIBLE),
        required("cheapest_relaxation", &CHEAPEST_RELAXATION),
        required("split", &SPLIT),
        required("aggregate", &AGGREGATE),
        required("fewest_transfers", &FEWEST_TRANSFERS),
    ],
);

static FEASIBLE: Shape = fields(
    both("amounts that keep the rules", "importi che rispettano i vincoli"),
    names_of::<FeasibleClaim>,
    &[required("amounts", &AMOUNTS)],
);

static NEAREST: Shape = fields(
    both("the nearest amounts with their proof", "gli importi più vicini con la loro prova"),
    names_of::<NearestClaim>,
    &[
        required("measure", &MEASURE),
        optional("wish", &CENTS_BY_LINE),
        optional("weights", &CENTS_BY_LINE),
        required("amounts", &AMOUNTS),
        required("objective", &WHOLE),
        optional("gap", &WHOLE),
        required("bound", &BOUND),
    ],
);

static IMPOSSIBLE: Shape = fields(
    both("rules that exclude each other, with the proof", "vincoli che si escludono, con la prova"),
    names_of::<ImpossibleClaim>,
    &[optional("rules", &RULES), required("bound", &BOUND)],
);

static IRREDUCIBLE: Shape = fields(
    both("rules that exclude each other, with the proof", "vincoli che si escludono, con la prova"),
    names_of::<IrreducibleClaim>,
    &[required("rules", &RULES), required("without", &AMOUNT_LISTS), required("bound", &BOUND)],
);

static CHEAPEST_RELAXATION: Shape = fields(
    both("the fewest cents by which rules give way", "i centesimi minimi di cui i vincoli cedono"),
    names_of::<CheapestRelaxationClaim>,
    &[
        required("missed", &CENTS_BY_RULE),
        required("amounts", &AMOUNTS),
        optional("gap", &WHOLE),
        required("bound", &BOUND),
    ],
);

static SPLIT: Shape = fields(
    both("a split with its divisor", "un riparto con il suo divisore"),
    names_of::<SplitClaim>,
    &[
        required("total", &CENTS),
        optional("weights", &WHOLES),
        optional("criteria", &CRITERIA),
        required("method", &METHOD),
        optional("tie_break", &TIE_BREAK),
        optional("floors", &AMOUNTS),
        optional("ceilings", &AMOUNTS),
        optional("fixed", &AMOUNTS),
        optional("payers", &PAYERS),
        optional("unit", &CENTS),
        optional("residual_to", &PLACE),
        required("divisor", &FRACTION),
        optional("unbounded", &UNBOUNDED),
        required("amounts", &AMOUNTS),
        optional("difference", &SAFE_WHOLE),
    ],
);

static PAYERS: Shape = list(
    both("a list of `true` and `false`, one for each part", "un elenco di `true` e `false`, uno per parte"),
    &FLAG,
);

static UNBOUNDED: Shape = fields(
    both(
        "the split without bounds, with its divisor",
        "il riparto senza minimi né massimi, con il suo divisore",
    ),
    names_of::<UnboundedSplit>,
    &[required("divisor", &FRACTION), required("amounts", &AMOUNTS)],
);

static CRITERIA: Shape = list(both("a list of criteria", "un elenco di criteri"), &CRITERION);

static CRITERION: Shape = fields(
    both(
        "a criterion, such as `{\"share\": [60, 100], \"weights\": [3, 2]}`",
        "un criterio, per esempio `{\"share\": [60, 100], \"weights\": [3, 2]}`",
    ),
    names_of::<ClaimedCriterion>,
    &[required("share", &FRACTION), required("weights", &WHOLES)],
);

static AGGREGATE: Shape = fields(
    both(
        "what a rule makes of ballots, with the moment",
        "ciò che una regola ricava dalle schede, con il momento",
    ),
    names_of::<AggregateClaim>,
    &[
        required("rule", &RULE),
        required("total", &CENTS),
        optional("ballots", &BALLOTS),
        optional("counts", &COUNTS),
        optional("integral", &FLAG),
        optional("floors", &AMOUNTS),
        optional("ceilings", &AMOUNTS),
        optional("moment", &FRACTION),
        required("amounts", &AMOUNTS),
    ],
);

static RULE: Shape = word(
    both("a rule, such as `\"ladder\"`", "una regola, per esempio `\"ladder\"`"),
    names_of::<AggregationRule>,
);

static BALLOTS: Shape = list(both("a list of ballots", "un elenco di schede"), &BALLOT);

static COUNTS: Shape =
    list(both("a list of counts for each line", "un elenco di conteggi per ciascuna voce"), &COUNTS_OF_LINE);

static COUNTS_OF_LINE: Shape = list(
    both("counts of a line, such as `[[6000, 3]]`", "conteggi di una voce, per esempio `[[6000, 3]]`"),
    &COUNT,
);

static COUNT: Shape = list(
    both(
        "an amount and its weight, such as `[6000, 3]`",
        "un importo e il suo peso, per esempio `[6000, 3]`",
    ),
    &CENTS,
);

static BALLOT: Shape = fields(
    both(
        "a ballot, such as `{\"amounts\": [6000, 4000]}`",
        "una scheda, per esempio `{\"amounts\": [6000, 4000]}`",
    ),
    names_of::<ClaimedBallot>,
    &[optional("weight", &CENTS), required("amounts", &AMOUNTS)],
);

static FEWEST_TRANSFERS: Shape = fields(
    both("transfers, and how many are needed", "storni, e quanti ne servono"),
    names_of::<FewestTransfersClaim>,
    &[required("changes", &CHANGES), required("transfers", &TRANSFERS), required("at_least", &PLACE)],
);

static CHANGES: Shape = entries(
    both(
        "changes in whole cents by line, such as `{\"A1\": -500}`",
        "variazioni in centesimi interi per voce, per esempio `{\"A1\": -500}`",
    ),
    &SAFE_WHOLE,
);

static TRANSFERS: Shape = list(both("a list of transfers", "un elenco di storni"), &TRANSFER);

static TRANSFER: Shape = fields(
    both(
        "a transfer, such as `{\"from\": \"A1\", \"to\": \"A2\", \"cents\": 500}`",
        "uno storno, per esempio `{\"from\": \"A1\", \"to\": \"A2\", \"cents\": 500}`",
    ),
    names_of::<ClaimedTransfer>,
    &[required("from", &ID), required("to", &ID), required("cents", &CENTS)],
);

static WHOLES: Shape = list(both("a list of whole numbers", "un elenco di numeri interi"), &WHOLE);

static FRACTION: Shape =
    list(both("a fraction, such as `[7, 3]` for 7/3", "una frazione, per esempio `[7, 3]` per 7/3"), &WHOLE);

static RULES: Shape =
    list(both("a list of rules by id", "un elenco di vincoli con il loro identificativo"), &ID);

static AMOUNT_LISTS: Shape =
    list(both("a list of amounts for each rule", "un elenco di importi per vincolo"), &AMOUNTS);

static AMOUNTS: Shape = list(
    both(
        "a list of whole cents, one for each line, such as `[6000, 4000]`",
        "un elenco di centesimi interi, uno per voce, per esempio `[6000, 4000]`",
    ),
    &CENTS,
);

static CENTS: Shape = Shape {
    expected: both("whole cents, such as `6000`", "centesimi interi, per esempio `6000`"),
    form: Form::Whole(MAX_EVENT_INTEGER),
};

static CENTS_BY_LINE: Shape = entries(
    both(
        "whole numbers by line, such as `{\"A1\": 6000}`",
        "numeri interi per voce, per esempio `{\"A1\": 6000}`",
    ),
    &CENTS,
);

static CENTS_BY_RULE: Shape = entries(
    both(
        "whole cents by rule, such as `{\"r1\": 150}`",
        "centesimi interi per vincolo, per esempio `{\"r1\": 150}`",
    ),
    &CENTS,
);

static BOUND: Shape = choice(
    both("`{\"prices\": …}` or `{\"cases\": …}`", "`{\"prices\": …}` o `{\"cases\": …}`"),
    names_of::<LowerBound>,
    &[required("prices", &PRICES), required("cases", &CASES)],
);

static PRICES: Shape = fields(
    both("prices of the total and of rules", "prezzi del totale e dei vincoli"),
    names_of::<Prices>,
    &[optional("scale", &WHOLE), optional("total", &WHOLE), optional("rows", &ROWS)],
);

static ROWS: Shape = list(both("a list of prices of rules", "un elenco di prezzi di vincoli"), &ROW_PRICE);

static ROW_PRICE: Shape = fields(
    both(
        "the price of a rule, such as `{\"rule\": \"r1\", \"price\": -200}`",
        "il prezzo di un vincolo, per esempio `{\"rule\": \"r1\", \"price\": -200}`",
    ),
    names_of::<RowPrice>,
    &[required("rule", &ID), optional("part", &TEXT), optional("row", &PLACE), required("price", &WHOLE)],
);

static CASES: Shape = fields(
    both("two cases", "due casi"),
    names_of::<Cases>,
    &[
        optional("line", &ID),
        optional("rule", &ID),
        optional("part", &TEXT),
        optional("row", &PLACE),
        required("at_most", &CENTS),
        required("below", &BOUND),
        required("above", &BOUND),
    ],
);

static PLACE: Shape =
    Shape { expected: both("a number from `0`", "un numero da `0`"), form: Form::Whole(MAX_EVENT_INTEGER) };

static WHOLE: Shape = Shape {
    expected: both("a whole number, such as `-200`", "un numero intero, per esempio `-200`"),
    form: Form::Either(&[&WHOLE_TEXT, &SAFE_WHOLE]),
};

static WHOLE_TEXT: Shape =
    written(both("the digits of a large number", "le cifre di un numero grande"), WholeNumber::read);

static SAFE_WHOLE: Shape = Shape {
    expected: both("a whole number, such as `-200`", "un numero intero, per esempio `-200`"),
    form: Form::AnythingWhole,
};
