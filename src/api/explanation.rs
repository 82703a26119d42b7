//! What a request was refused for, with its place, and all else that is wrong with it.

use std::collections::BTreeSet;

use super::draft_fields::typed;
use super::fields::shape_of;
use super::operations::{Operation, operation};
use super::request::REQUEST;
use riparto_core::error::{Cause, Error, quote};
use riparto_core::money::read_wire;
use riparto_core::reader::{Mistakes, Node, Value, examine, examined, push_index, push_key, without_mark};
use riparto_core::words::{both, named};

/// The error with its JSON path in the request, and with all other mistakes that can be told.
pub(super) fn explain(text: &str, refused: Error) -> Error {
    let text = without_mark(text);
    let Ok(Some(request)) = examined(&REQUEST.this, text) else { return refused };
    let mut mistakes = Mistakes::default();
    let known = operation(request.field("op").and_then(Node::text).unwrap_or_default());
    let mut seen = BTreeSet::new();
    for (name, value) in request.fields() {
        let mut path = String::new();
        push_key(&mut path, name);
        if !seen.insert(name) {
            mistakes.push(Error::from(Cause::FieldTwice { field: quote(name) }).with_path(path));
            continue;
        }
        let Some(Operation { name: operation, fields, .. }) = known else { continue };
        if !matches!(name.as_ref(), "id" | "op") && !fields.contains(&name.as_ref()) {
            let allowed: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
            let (field, allowed) = (quote(name), allowed.join(", "));
            mistakes.push(Error::from(Cause::FieldUnknown { field, operation, allowed }).with_path(path));
            continue;
        }
        if let Some(shape) = shape_of(operation, name).filter(|_| !matches!(value.value, Value::Null)) {
            examine(text, value, shape, &path, &mut mistakes);
        }
    }
    for field in known.map_or(&[][..], |known| known.needs) {
        if request.field(field).is_none_or(|value| matches!(value.value, Value::Null)) {
            let operation = known.map_or("", |known| known.name);
            mistakes.push(Cause::FieldMissing { field, operation }.into());
        }
    }
    examine_lines(&request, known.map_or("", |known| known.name), &mut mistakes);
    let at_field = refused.first_place().filter(|place| request.field(place).is_some()).map(str::to_owned);
    mistakes.after(match at_field {
        Some(field) => refused.with_path(field),
        None => refused,
    })
}

/// The ids of a list of the plan.
struct Ids<'a> {
    all: Vec<&'a str>,
    set: BTreeSet<&'a str>,
}

impl<'a> Ids<'a> {
    /// `None` if some element has none.
    fn of(elements: &'a [Node<'_>]) -> Option<Ids<'a>> {
        let all: Option<Vec<&str>> =
            elements.iter().map(|element| element.field("id").and_then(Node::text)).collect();
        let all = all?;
        Some(Ids { set: all.iter().copied().collect(), all })
    }
}

/// Tells the amounts that cannot be read, and the lines and parties that the plan of the request does not have.
fn examine_lines(request: &Node<'_>, operation: &str, mistakes: &mut Mistakes) {
    let ids = |list: &str| Ids::of(request.field("plan")?.field(list)?.elements());
    let (lines, parties) = (ids("lines"), ids("parties").filter(|parties| !parties.all.is_empty()));
    let unknown = |line: &str| {
        let lines = lines.as_ref().filter(|lines| !lines.set.contains(line))?;
        Some(Cause::line_unknown(line, lines.all.iter().copied()))
    };
    for field in ["amounts", "wish", "from", "to"] {
        let Some(map) = request.field(field) else { continue };
        for (line, amount) in map.fields() {
            let mut path = field.to_owned();
            push_key(&mut path, line);
            let place = named("line", "voce", quote(line));
            let is_typed = operation == "draft" && field == "amounts";
            let read = |text| if is_typed { typed(text) } else { read_wire(text) };
            let refused = match amount.text().map(read) {
                Some(Err(error)) => Some(error.at(place)),
                _ => unknown(line).map(Error::from),
            };
            if let Some(error) = refused {
                mistakes.push(error.at(both(field, field)).with_path(path));
            }
        }
    }
    let proposals = request.field("proposals").map(Node::elements).unwrap_or_default();
    let mut path = "proposals".to_owned();
    for (index, proposal) in proposals.iter().enumerate() {
        push_index(&mut path, index);
        examine_proposal(proposal, &path, &unknown, parties.as_ref(), mistakes);
        path.truncate("proposals".len());
    }
    if let Some(proposal) = request.field("proposal") {
        examine_proposal(proposal, "proposal", &unknown, parties.as_ref(), mistakes);
    }
}

fn examine_proposal(
    proposal: &Node<'_>,
    path: &str,
    unknown: &impl Fn(&str) -> Option<Cause>,
    parties: Option<&Ids<'_>>,
    mistakes: &mut Mistakes,
) {
    if let Some(party) = proposal.field("party").and_then(Node::text)
        && let Some(parties) = parties.filter(|parties| !parties.set.contains(party))
    {
        let cause = Cause::party_unknown(party, parties.all.iter().copied());
        mistakes.push(Error::from(cause).with_path(format!("{path}.party")));
    }
    let Some(transfers) = proposal.field("transfers") else { return };
    if matches!(&transfers.value, Value::List(transfers) if transfers.is_empty()) {
        mistakes.push(Error::from(Cause::TransfersMissing {}).with_path(format!("{path}.transfers")));
    }
    for (index, transfer) in transfers.elements().iter().enumerate() {
        for end in ["from", "to"] {
            if let Some(cause) = transfer.field(end).and_then(Node::text).and_then(unknown) {
                mistakes.push(Error::from(cause).with_path(format!("{path}.transfers[{index}].{end}")));
            }
        }
    }
}
