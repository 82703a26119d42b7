//! Every error code of the crate, provoked through the public API, in the order of `error::codes()`, with its whole
//! sentence.

mod histories;
mod italian;
mod lines;
mod limits;
mod rule_causes;
mod searches;
mod splits;
mod tables;
mod workbooks;

use std::sync::LazyLock;

use riparto::error::ErrorKind;
use riparto::error::codes;
use riparto::money::{AmountStyle, Currency, MethodName};
use riparto::plan::{Distribution, EnvelopeChange};
use riparto::rules::{RulePack, Rulebook};
use riparto::{
    Allocation, Authorization, Envelope, Error, Language, Limit, Money, MoneyDelta, Percent, Plan, Proposal,
    Rule, Scope, Transfer,
};
use serde_json::Value;

/// What was told, and what should have been.
struct Case {
    code: String,
    kind: Option<ErrorKind>,
    sentence: String,
    /// The sentence in Italian.
    italian: Option<String>,
    expected: (&'static str, &'static str),
}

/// A refusal of the Rust API.
fn refused<T>(outcome: Result<T, Error>, code: &'static str, sentence: &'static str) -> Case {
    let Err(error) = outcome else { panic!("{code} was not provoked") };
    Case {
        code: error.code().to_owned(),
        kind: Some(error.kind()),
        sentence: error.message(Language::English),
        italian: Some(error.message(Language::Italian)),
        expected: (code, sentence),
    }
}

/// A refusal of the JSON API.
fn answered(request: &str, code: &'static str, sentence: &'static str) -> Case {
    answered_by(riparto::api::respond, request, code, sentence)
}

fn answered_by(
    respond: fn(&str) -> String,
    request: &str,
    code: &'static str,
    sentence: &'static str,
) -> Case {
    let response: Value = serde_json::from_str(&respond(request)).unwrap();
    let text = |field: &str| response["error"][field].as_str().unwrap_or_default().to_owned();
    let italian = respond(&request.replacen('{', r#"{"lang": "it", "#, 1));
    let italian: Value = serde_json::from_str(&italian).unwrap();
    Case {
        code: text("code"),
        kind: None,
        sentence: text("message"),
        italian: italian["error"]["message"].as_str().map(str::to_owned),
        expected: (code, sentence),
    }
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn change(cents: i64) -> MoneyDelta {
    MoneyDelta::from_cents(cents).unwrap()
}

/// 100.00 over two lines, `a` and `b`.
fn envelope() -> Envelope {
    Envelope::builder("Plan", money("100.00")).line("a", "A").line("b", "B").build().unwrap()
}

/// 60.00 on `a`, 40.00 on `b`.
fn original() -> Allocation {
    Allocation::new(&envelope(), vec![money("60.00"), money("40.00")]).unwrap()
}

fn plan(rules: Vec<Rule>) -> Result<Plan, Error> {
    Plan::builder(&original()).rules(rules).build()
}

fn rule(scope: Scope, limit: &str) -> Result<Rule, Error> {
    Rule::new("r1", scope, serde_json::from_str(limit).unwrap())
}

fn in_currency(code: &str) -> Envelope {
    Envelope::builder("Plan", Money::ZERO).line("a", "A").currency(code.parse().unwrap()).build().unwrap()
}

fn amounts() -> Vec<Case> {
    let read = |text: &str| text.parse::<Money>();
    let fraction = |text: &str| text.parse::<Percent>();
    vec![
        refused(read(" "), "amount_empty", "an amount is missing: write for example `2464000.00`"),
        refused(
            read("12x"),
            "amount_malformed",
            "`12x` is not an amount: write for example `2464000.00` or `2.464.000,00 €`",
        ),
        refused(
            Money::parse("2.464.000,00", AmountStyle::Plain),
            "amount_not_plain",
            "`2.464.000,00` is not an amount in plain style: write digits, a point and two decimals, such as `2464000.00`",
        ),
        refused(
            read("1.234"),
            "amount_ambiguous",
            "amount `1.234` can be read as 1234.00 or as 1.234: write `1234.00` or `1.234,00` for the first",
        ),
        refused(
            read("0.001"),
            "amount_too_precise",
            "amount `0.001` has more than two decimals and is never rounded: write whole cents, without marks between thousands, such as `1234.00`",
        ),
        refused(
            "JPY".parse::<Currency>(),
            "currency_unknown",
            "`JPY` is no currency with cents: write its code of ISO 4217, such as `EUR` or `CHF`",
        ),
        refused(
            in_currency("EUR").require_currency(&in_currency("CHF")),
            "currency_differs",
            "these amounts are in CHF and those of the plan in EUR: state them in EUR, as nothing is converted",
        ),
        refused(read("-5"), "amount_negative", "amount `-5` is negative: an amount is zero or more"),
        refused(
            Money::from_cents(Money::MAX.cents() + 1),
            "amount_too_large",
            "amount `2814749767106.57` is too large: at most 2814749767106.56 is allowed",
        ),
        refused(
            Money::MAX.checked_add(money("0.01")),
            "amount_overflow",
            "the sum is out of range: amounts go up to 2814749767106.56",
        ),
        refused(
            money("1.00").checked_add(change(-150)),
            "amount_below_zero",
            "1.50 cannot be taken from 1.00: 0.50 is missing",
        ),
        refused(
            fraction("7 %"),
            "percent_malformed",
            "`7 %` is not a percentage: write for example `7` or `12.5`, without a sign",
        ),
        refused(
            fraction("0.0000000001"),
            "percent_too_precise",
            "percentage `0.0000000001` has too many decimals: at most 9 are allowed",
        ),
        refused(
            fraction("10000.000000001"),
            "percent_too_large",
            "percentage `10000.000000001` is too large: at most 10000 is allowed",
        ),
    ]
}

fn names() -> Vec<Case> {
    let twice = Envelope::builder("Plan", Money::ZERO).line("a", "A").line("a", "B").build();
    vec![
        refused(
            Proposal::new("p 1", "ats"),
            "id_malformed",
            "`p 1` is not an id: use 1 to 64 characters of a-z, A-Z, 0-9, `.`, `_`, `-`, `:`",
        ),
        refused(twice, "id_taken", "line `a` is given twice: ids are unique"),
        refused(original().amount("c"), "line_unknown", "there is no line `c`: the lines are `a`, `b`"),
        refused(
            at_the_table().assess(&Proposal::new("p1", "nobody").unwrap()),
            "party_unknown",
            "proposal `p1`: there is no party `nobody`: the parties are `ats`",
        ),
        refused(
            Rulebook::compile(&envelope(), Vec::new(), &original()).unwrap().rule("r9"),
            "rule_unknown",
            "there is no rule `r9`: there are none at all",
        ),
        refused(
            original().pivot(&["partner"]),
            "label_key_unknown",
            "no line has a label `partner`: there are none at all",
        ),
        refused(
            "largest_remainders".parse::<MethodName>(),
            "name_unknown",
            "`largest_remainders` is not a method of apportionment: the names are `largest_remainder`, `webster`, `jefferson`, \
             `adams`, `huntington_hill`, `cut_down`, `half_up`; did you mean `largest_remainder`?",
        ),
        refused(
            RulePack::built_in("fami"),
            "pack_unknown",
            "there is no rule pack `fami`: the packs are `agencies-2019-715-art-26`, `cda-line-item-transfers`, \
             `cpr-2021-1060-art-24-5`, `cpr-2021-1060-art-54-a`, `eni-2014-897-art-12`, `erasmus-ka1-budget-transfers`, \
             `gu-21a05568-art-9`, `gu-21a07630-art-2`…",
        ),
        refused(
            Envelope::builder(" ", Money::ZERO).line("a", "A").build(),
            "text_missing",
            "the title is missing: write at least one character",
        ),
        refused(
            Proposal::new("p1", "ats").unwrap().with_reason("bell \u{7}"),
            "text_malformed",
            "the reason holds a control character: use letters, digits, spaces and punctuation",
        ),
    ]
}

/// A plan with one party, so that others are unknown.
fn at_the_table() -> Plan {
    let party = riparto::Party::new("ats", "ATS", riparto::Role::Lead).unwrap();
    Plan::builder(&original()).party(party).build().unwrap()
}

fn envelopes() -> Vec<Case> {
    let builder = || Allocation::builder(&envelope());
    let other = Envelope::builder("Plan", money("100.00")).line("a", "A").line("c", "C").build().unwrap();
    let elsewhere = Allocation::new(&other, vec![money("60.00"), money("40.00")]).unwrap();
    vec![
        refused(
            Envelope::builder("Plan", Money::ZERO).build(),
            "lines_missing",
            "an envelope needs at least one line: add one",
        ),
        refused(
            Envelope::builder("Plan", Money::ZERO).label("partner", "ats").line("a", "A").build(),
            "line_missing_for_label",
            "label `partner` belongs to no line: add the line first",
        ),
        refused(
            Allocation::new(&envelope(), vec![money("60.00"), money("40.01")]),
            "total_mismatch",
            "the lines sum to 100.01 and the total is 100.00: 0.01 too much",
        ),
        refused(
            Allocation::new(&envelope(), vec![money("100.00")]),
            "amounts_mismatch",
            "the number of amounts is 1 and that of lines 2: give one amount for each line",
        ),
        refused(
            builder().amount("a", money("100.00")).build(),
            "amount_missing",
            "line `b` has no amount: give one, or name the line that takes the remainder",
        ),
        refused(
            builder().amount("a", money("1.00")).amount("a", money("1.00")).build(),
            "amount_twice",
            "line `a` has two amounts: give one",
        ),
        refused(
            original().difference(&elsewhere),
            "envelope_differs",
            "these allocations do not belong to the same lines, currency and total: compare allocations of one envelope",
        ),
    ]
}

fn bands() -> Vec<Case> {
    let unordered = r#"{"bands": [{"limit": {"ceiling": "50.00"}, "needs": "notification"},
                                  {"limit": {"ceiling": "40.00"}, "needs": "forbidden"}]}"#;
    let mixed = r#"{"bands": [{"limit": {"ceiling": "50.00"}, "needs": "notification"},
                              {"limit": {"floor": "40.00"}, "needs": "forbidden"}]}"#;
    let differing = r#"{"bands": [{"limit": {"share_ceiling": {"percent": "10"}}, "needs": "notification"},
        {"limit": {"share_ceiling": {"percent": "20", "of": "all"}}, "needs": "forbidden"}]}"#;
    let one_band = r#"{"bands": [{"limit": {"ceiling": "50.00"}, "needs": "notification"}]}"#;
    let stepped = r#"{"bands": [{"limit": {"step": "1.00"}, "needs": "forbidden"}]}"#;
    let band = serde_json::from_str::<Limit>(one_band).unwrap();
    let Limit::Bands(band) = band else { panic!("bands were read as another limit") };
    let crowd = Limit::Bands(vec![band[0].clone(); 17]);
    vec![
        refused(
            rule(Scope::all(), r#"{"bands": []}"#),
            "bands_empty",
            "the limit `bands` has no band: give at least one",
        ),
        refused(
            Rule::new("r1", Scope::all(), crowd),
            "bands_too_many",
            "the limit `bands` has 17 bands: at most 16 are allowed",
        ),
        refused(
            rule(Scope::all(), stepped),
            "bands_unsupported",
            "`bands` does not go with the limit `step`: write one rule",
        ),
        refused(
            rule(Scope::all(), mixed),
            "bands_mixed",
            "the bands are of two kinds, `ceiling` and `floor`: write one rule for each kind",
        ),
        refused(
            rule(Scope::all(), differing),
            "bands_differ",
            "band 2: the limit's `of` is not that of the first band: write one rule for each `of`",
        ),
        refused(
            plan(vec![rule(Scope::lines(["a"]), unordered).unwrap()]),
            "bands_unordered",
            "rule `r1`: band 2 is not looser than the one before it, or does not need more: order bands from tight to \
             loose",
        ),
        refused(
            rule(Scope::all(), one_band).unwrap().with_needs(Authorization::Forbidden),
            "bands_needs",
            "the rule needs `forbidden` and its loosest band `notification`: state what a breach needs in each band, \
             and leave the rule's own out",
        ),
    ]
}

fn proposals() -> Vec<Case> {
    let empty = Proposal::new("p1", "ats").unwrap();
    let overdrawn = empty.clone().transfer("b", "a", money("40.01")).unwrap();
    let plan = plan(Vec::new()).unwrap();
    let shares = vec![("a".to_owned(), change(600)), ("b".to_owned(), change(399))];
    let unbalanced = EnvelopeChange::new("e1", change(1_000), Distribution::Named(shares)).unwrap();
    vec![
        refused(
            plan.assess(&empty),
            "transfers_missing",
            "proposal `p1`: a proposal needs at least one transfer: add one",
        ),
        refused(
            Transfer::new("a", "b", Money::ZERO),
            "transfer_zero",
            "the transfer from `a` to `b` moves 0.00: give an amount of at least 0.01",
        ),
        refused(
            Transfer::new("a", "a", money("1.00")),
            "transfer_to_itself",
            "the transfer from `a` goes to the same line: name another line",
        ),
        refused(
            plan.assess(&overdrawn),
            "line_overdrawn",
            "proposal `p1`: line `b` holds 40.00 and would give 40.01: 0.01 is missing",
        ),
        refused(
            lines::split("action=C", "9.00"),
            "part_unknown",
            "proposal `p1`: nothing is co-financed as `action=C`: what is co-financed is `action=A`; did you mean `action=A`?",
        ),
        refused(
            lines::split("action=A", "60.01"),
            "part_overdrawn",
            "proposal `p1`: the lines of `action=A` hold 60.00 and would give 60.01: 0.01 is missing",
        ),
        refused(
            plan.change_envelope(&unbalanced),
            "change_unbalanced",
            "envelope change `e1`: the lines' shares sum to 9.99 and the total changes by 10.00: make them equal",
        ),
    ]
}

fn unread_documents() -> Vec<Case> {
    vec![
        refused(Plan::from_json(""), "document_malformed", "this plan cannot be read: it is empty"),
        refused(
            RulePack::from_markdown("# My act"),
            "pack_malformed",
            "line 1 of the rule pack: a pack begins with a line `---` and its fields, such as `id: my-act`",
        ),
    ]
}

fn documents() -> Vec<Case> {
    vec![
        refused(
            Plan::from_json(r#"{"format": "riparto.plan/2", "title": "Plan", "total": "1.00", "lines": []}"#),
            "document_format",
            "the document's format is `riparto.plan/2`: `riparto.plan/1` is what this version reads",
        ),
        answered(
            r#"{"op": "headroom", "plam": {}}"#,
            "field_unknown",
            "`headroom` has no field `plam`: its fields are `plan`, `up_to`, `by`, `date`, `effort`, `lang`",
        ),
        answered(r#"{"op": "check"}"#, "field_missing", "`check` needs the field `plan`: add it"),
        answered(
            r#"{"op": "check", "plan": null, "plan": null}"#,
            "field_twice",
            "the field `plan` is given twice: give it once",
        ),
        answered(
            r#"{"op": "chekc"}"#,
            "operation_unknown",
            "there is no operation `chekc`: the operations are `apportion`, `retrace`, `check`, `assess`, `draft`, `change_envelope`, `headroom`, \
             `units`, `rebalance`, `diagnose`, `verify`, `settle`, `aggregate`, `compatible`, `replay`, `table_decide`, `table_verify`, \
             `table_state`, `table_ledger`, `table_log`, `table_minutes`, `seal`, `unseal`",
        ),
        answered_by(
            |request| riparto::api::failed(request.as_bytes()),
            r#"{"op": "check"}"#,
            "request_failed",
            "this request could not be answered, through a fault of riparto and not of the request: please report it, with the request",
        ),
    ]
}

fn authorizations() -> Vec<Case> {
    let floor = rule(Scope::lines(["b"]), r#"{"floor": "40.00"}"#).unwrap();
    let mut plan = plan(vec![floor]).unwrap();
    let proposal = Proposal::new("p1", "ats").unwrap().transfer("b", "a", money("0.01")).unwrap();
    vec![refused(
        plan.apply(&proposal, Authorization::Exceptional),
        "not_authorized",
        "proposal `p1`: the proposal needs `forbidden` and `exceptional` was given: assess it to see why",
    )]
}

/// All cases, provoked once: one of them reads half a gigabyte.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let groups = [
        amounts(),
        splits::weights(),
        names(),
        envelopes(),
        lines::made_of(),
        rule_causes::rules(),
        rule_causes::attributes(),
        bands(),
        searches::rebalances(),
        proposals(),
        lines::line_acts(),
        tables::ballots_refused(),
        tables::sheets_refused(),
        tables::splits_refused(),
        splits::apportionments(),
        unread_documents(),
        workbooks::files(),
        workbooks::rule_tables(),
        documents(),
        histories::events(),
        limits::bounds(),
        authorizations(),
        tables::tables(),
        histories::storage(),
    ];
    groups.into_iter().flatten().collect()
});

/// All codes but `storage_unsure`, which takes a disk that fails while it is flushed: the tests of `crates/riparto-table/src/journal/tail.rs` have
/// one.
fn provokable() -> impl Iterator<Item = &'static (&'static str, ErrorKind)> {
    codes().iter().filter(|(code, _)| *code != "storage_unsure")
}

#[test]
fn every_code_is_provoked_with_its_whole_sentence() {
    for case in CASES.iter() {
        assert_eq!((case.code.as_str(), case.sentence.as_str()), case.expected);
    }
}

#[test]
fn every_code_is_provoked_once_in_the_order_of_the_source() {
    let provoked: Vec<&str> = CASES.iter().map(|case| case.expected.0).collect();
    let known: Vec<&str> = provokable().map(|(code, _)| *code).collect();
    assert_eq!(provoked, known);
}

#[test]
fn every_error_is_of_the_kind_that_its_code_states() {
    for (case, (code, kind)) in CASES.iter().zip(provokable()) {
        assert!(case.kind.is_none_or(|found| found == *kind), "{code} is of kind {:?}", case.kind);
    }
}

#[test]
fn every_sentence_is_one_line_without_a_capital_or_a_full_stop() {
    for case in CASES.iter() {
        let sentence = &case.sentence;
        assert!(!sentence.contains('\n') && !sentence.ends_with('.'), "{sentence}");
        assert!(!sentence.starts_with(char::is_uppercase), "{sentence}");
    }
}
