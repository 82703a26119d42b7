//! The operations on a co-design table, whose history comes with each request.

use super::history::History;
use super::outside_answer::OutsideAnswer;
use super::request::Request;
use super::response_body::ResponseBody;
use super::scenario_fields::{NamedScenario, ToldPart, compared};
use super::table_answer::{
    CommandOutcome, CountedProposals, DecideAnswer, LogAnswer, LoggedEvent, StateAnswer, TableAnswer,
    VerifyAnswer,
};
use riparto_core::error::{Error, Result};
use riparto_core::words::{both, spoken};
use riparto_rebalance::transfers::pay;
use riparto_report::report::{
    EventReport, LogReport, Minutes, PositionsReport, ProposalsReport, QueueReport, Report,
};
use riparto_solve::Meter;
use riparto_table::journal::{Event, Head, MemoryStore, Record, Store, extend, parting};
use riparto_table::table::{
    CoDesignTable, Command, Decision, EventKind, JointApproval, PartyQueue, PersistentTable, Positions,
    SubmitOutcome,
};
use std::collections::VecDeque;

/// A table, as the history of a request tells it.
struct Told {
    history: History,
    table: CoDesignTable,
    head: Head,
}

impl Told {
    fn of(history: History, meter: &Meter) -> Result<Told> {
        let whole = history.replayed(&[], meter).and_then(|replayed| replayed.whole());
        let (table, head) = whole.map_err(in_history)?;
        Ok(Told { history, table, head })
    }

    fn required(request: &Request<'_>, operation: &'static str, meter: &Meter) -> Result<Told> {
        Told::of(History::required(request, "history", operation)?, meter)
    }
}

fn in_history(error: Error) -> Error {
    error.at(both("history", "registro"))
}

/// Pays for folding once more what was folded.
fn pay_again(meter: &Meter) -> Result<()> {
    pay(meter, usize::try_from(meter.spent()).unwrap_or(usize::MAX))
}

fn answer(answer: TableAnswer) -> ResponseBody {
    ResponseBody::Table(Box::new(answer))
}

pub(super) fn run_decide(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    if let Some(commands) = request.optional::<Vec<Command>>("commands")? {
        let first: Option<Command> = request.optional("command")?;
        return decide_together(request, first.into_iter().chain(commands), meter);
    }
    let command: Command = request.required("command", "table_decide")?;
    let history = History::optional(request, "history")?.unwrap_or_default();
    let Told { history, mut table, head } = Told::of(history, meter)?;
    let decided = match table.decide_at(head, &command, meter)? {
        Err(rejection) => DecideAnswer::nothing(CommandOutcome::Rejected(rejection), head),
        Ok(Decision::AlreadyDone { revision }) => {
            DecideAnswer::nothing(CommandOutcome::AlreadyDone(revision), head)
        }
        Ok(Decision::Events(events)) => {
            events.iter().try_for_each(|event| table.apply(event))?;
            let recorded = events.iter().map(Event::of).collect::<Result<Vec<Event>>>()?;
            let records = extend(&head, &recorded)?;
            DecideAnswer {
                outcome: CommandOutcome::Accepted,
                head: records.last().map_or(head, |last| last.head()),
                append: history.continued(&records),
                records,
                text: Some(EventReport::of(&table, &events).text(spoken())),
            }
        }
    };
    Ok(answer(TableAnswer::Decide(decided)))
}

/// Decides several commands, all or none: approvals do not make each other stale.
fn decide_together(
    request: &Request<'_>,
    commands: impl Iterator<Item = Command>,
    meter: &Meter,
) -> Result<ResponseBody> {
    let history = History::optional(request, "history")?.unwrap_or_default();
    let Told { history, head, .. } = Told::of(history, meter)?;
    let commands: Vec<Command> = commands.collect();
    // The history is folded once more, and once ahead of each command.
    for _ in 0..=commands.len() {
        pay_again(meter)?;
    }
    let store = MemoryStore::with_records(history.records(head.revision()).collect::<Result<_>>()?)?;
    let mut kept = PersistentTable::open(store)?;
    let outcomes = match JointApproval::of(commands).run(&mut kept)? {
        Ok(outcomes) => outcomes,
        Err(rejection) => {
            return Ok(answer(TableAnswer::Decide(DecideAnswer::nothing(
                CommandOutcome::Rejected(rejection),
                head,
            ))));
        }
    };
    let records: Vec<Record> = kept.store().records_after(head.revision())?;
    let (mut text, mut first) = (String::new(), head.revision());
    for outcome in outcomes.iter().rev() {
        match outcome {
            SubmitOutcome::Accepted(events) => {
                text = format!("{}{text}", EventReport::of(kept.table(), events).text(spoken()));
            }
            SubmitOutcome::AlreadyDone { revision } => first = *revision,
            _ => {}
        }
    }
    let decided = match records.is_empty() {
        true => DecideAnswer::nothing(CommandOutcome::AlreadyDone(first), head),
        false => DecideAnswer {
            outcome: CommandOutcome::Accepted,
            head: kept.head(),
            append: history.continued(&records),
            records,
            text: Some(text),
        },
    };
    Ok(answer(TableAnswer::Decide(decided)))
}

pub(super) fn run_verify(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let history = History::required(request, "history", "table_verify")?;
    let known: Vec<Head> = request.optional("heads")?.unwrap_or_default();
    let replayed = history.replayed(&known, meter)?;
    let parting = match History::optional(request, "against")? {
        None => None,
        Some(other) => {
            // Both are read once more.
            pay(meter, history.bytes().len().saturating_add(other.bytes().len()).saturating_mul(2))?;
            Some(parting(history.bytes(), other.bytes())?)
        }
    };
    let outside = OutsideAnswer::of(request, &history, replayed.table(), meter)?;
    Ok(answer(TableAnswer::Verify(Box::new(VerifyAnswer { replayed, parting, outside }))))
}

pub(super) fn run_state(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let Told { history, mut table, mut head } = Told::required(request, "table_state", meter)?;
    if let Some(revision) = request.optional::<u64>("at")? {
        // A revision that is not there is an error of the table's own words.
        table.amounts_at(revision).map_err(|error| error.at(both("at", "`at`")))?;
        pay_again(meter)?;
        (table, head) = (CoDesignTable::new(), Head::START);
        for record in history.records(revision) {
            let record = record?;
            table.fold_record(&record)?;
            head = record.head();
        }
    }
    // A table that is not open is an error of its own words.
    table.amounts_at(table.revision()).map_err(in_history)?;
    let mut text = ProposalsReport::of(&table, table.proposals()).text(spoken());
    let counted = match request.optional::<Vec<String>>("with")? {
        None => None,
        Some(with) => {
            let with: Vec<&str> = with.iter().map(String::as_str).collect();
            let each = table.plan().map_or(0, |plan| plan.reading_units());
            pay(meter, each.saturating_mul(with.len().saturating_add(1)))?;
            let in_field = |error: Error| error.at(both("with", "`with`"));
            let preview = table.preview(&with).map_err(in_field)?;
            let claims = table.line_claims(&with).map_err(in_field)?;
            text = format!("{}\n{text}", preview.text(spoken()));
            Some(CountedProposals { preview, claims })
        }
    };
    let told: Vec<ToldPart> = request.optional("tell")?.unwrap_or_default();
    let asks = |part| told.contains(&part);
    let positions = asks(ToldPart::Positions).then(|| Positions::of(&table)).transpose()?;
    if asks(ToldPart::Queue) {
        // Each proposal that waits is judged once.
        let each = table.plan().map_or(0, |plan| plan.reading_units());
        pay(meter, each.saturating_mul(table.proposals().count()))?;
    }
    let queue = asks(ToldPart::Queue).then(|| PartyQueue::of(&table)).transpose()?;
    if let Some(positions) = &positions {
        text = format!("{text}\n{}", PositionsReport::of(&table, positions).text(spoken()));
    }
    if let Some(queue) = &queue {
        text = format!("{text}\n{}", QueueReport::of(&table, queue).text(spoken()));
    }
    let scenarios = match request.optional::<Vec<NamedScenario>>("scenarios")? {
        None => None,
        Some(scenarios) => {
            for _ in 0..=scenarios.len() {
                pay_again(meter)?;
            }
            let records = history.records(head.revision()).collect::<Result<Vec<_>>>()?;
            let compared = compared(&table, &records, &scenarios)?;
            text = format!("{text}\n{}", compared.text(spoken()));
            Some(compared)
        }
    };
    let state = StateAnswer { table, head, text, counted, positions, queue, scenarios };
    Ok(answer(TableAnswer::State(Box::new(state))))
}

pub(super) fn run_ledger(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let Told { table, head, .. } = Told::required(request, "table_ledger", meter)?;
    pay(meter, table.plan().map_or(0, |plan| plan.reading_units()))?;
    let by: Option<Vec<String>> = request.optional("by")?;
    let text = match &by {
        None => table.ledger().map_err(in_history)?.text(spoken()),
        Some(keys) => {
            let by_label = table.ledger_by(keys).map_err(|error| error.at(both("by", "`by`")))?;
            by_label.text(spoken())
        }
    };
    Ok(answer(TableAnswer::Ledger { table: Box::new(table), by, head, text }))
}

pub(super) fn run_log(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let Told { history, table, head } = Told::required(request, "table_log", meter)?;
    let last: Option<usize> = request.optional("last")?;
    let by: Option<String> = request.optional("by")?;
    pay_again(meter)?;
    let (mut records, mut events) = (VecDeque::new(), VecDeque::new());
    for record in history.records(head.revision()) {
        let record = record?;
        let event = CoDesignTable::event(&record)?;
        if by.as_deref().is_some_and(|by| by != event.by) {
            continue;
        }
        if last.is_some_and(|last| events.len() >= last.max(1)) {
            events.pop_front();
            records.pop_front();
        }
        events.push_back((record.revision(), event));
        records.push_back(record);
    }
    let events = Vec::from(events);
    let text = LogReport::of(&table, &events).text(spoken());
    let each = records.iter().zip(&events);
    let events =
        each.map(|(record, (_, event))| LoggedEvent::of(&table, record, event)).collect::<Result<_>>()?;
    Ok(answer(TableAnswer::Log(LogAnswer { head, events, text })))
}

pub(super) fn run_minutes(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let Told { history, table, head } = Told::required(request, "table_minutes", meter)?;
    let sitting: Option<String> = request.optional("sitting")?;
    let mut minutes = match sitting {
        Some(sitting) => Minutes::of_sitting(sitting, spoken()),
        None => Minutes::new(spoken()),
    };
    pay_again(meter)?;
    let lines = table.plan().map_or(0, |plan| plan.envelope().line_count());
    for record in history.records(head.revision()) {
        let record = record?;
        // What a sitting, and what happened between two, began with is kept, to be compared with its end.
        let parts = matches!(
            CoDesignTable::event(&record)?.what,
            EventKind::SittingOpened { .. } | EventKind::SittingClosed { .. }
        );
        pay(meter, if parts { lines.saturating_mul(4) } else { 1 })?;
        minutes.take(&record)?;
    }
    let text = minutes.text().map_err(in_history)?;
    Ok(answer(TableAnswer::Minutes { head, text }))
}
