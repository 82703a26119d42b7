//! All that is wrong with a proposal document, as far as each part of it can be understood without the plan.

use super::proposal::{Proposal, check_digest};
use super::transfer::{Transfer, TransferDocument, check_end};
use crate::budget::check_id;
use crate::capacity::MAX_TRANSFERS;
use crate::error::Error;
use crate::reader::{Mistakes, Node, from_json, push_index, push_key};

/// Adds what is wrong with what a proposal means.
pub(crate) fn examine_proposal(text: &str, proposal: &Node<'_>, path: &str, mistakes: &mut Mistakes) {
    let mut tell = |steps: &[&str], index: Option<usize>, error: Error| {
        let mut path = path.to_owned();
        for (number, step) in steps.iter().enumerate() {
            push_key(&mut path, step);
            if let (0, Some(index)) = (number, index) {
                push_index(&mut path, index);
            }
        }
        mistakes.push(error.with_path(path));
    };
    let given = |field: &str| proposal.field(field).and_then(Node::text);
    // Each text is given to a proposal that has nothing else.
    let blank = || Proposal::new("p", "p");
    for (field, refused) in [
        ("id", given("id").and_then(|id| Proposal::new(id, "p").err())),
        ("party", given("party").and_then(|party| Proposal::new("p", party).err())),
        (
            "title",
            given("title").and_then(|title| blank().and_then(|proposal| proposal.with_title(title)).err()),
        ),
        (
            "reason",
            given("reason")
                .and_then(|reason| blank().and_then(|proposal| proposal.with_reason(reason)).err()),
        ),
        ("reverses", given("reverses").and_then(|reverses| check_id(reverses).err())),
        ("proof", given("proof").and_then(|proof| check_digest(proof).err())),
    ] {
        if let Some(error) = refused {
            tell(&[field], None, error);
        }
    }
    let transfers = proposal.field("transfers").map(Node::elements).unwrap_or_default();
    for (index, node) in transfers.iter().enumerate().take(MAX_TRANSFERS) {
        let read = from_json::<TransferDocument>(&text[node.bytes.clone()]);
        if let Ok(document) = read
            && let Err(error) = Transfer::try_from(document)
        {
            let field = match error.code() {
                "transfer_zero" => "amount",
                "transfer_to_itself" => "to",
                _ if node.field("from").and_then(Node::text).is_some_and(|from| check_end(from).is_err()) => {
                    "from"
                }
                _ => "to",
            };
            tell(&["transfers", field], Some(index), error);
        }
    }
}
