//! `PaidBy`: who pays for a derived line.

use serde::{Deserialize, Serialize};

use crate::budget::{SCOPE, Scope};
use crate::reader::{Form, Shape};
use crate::words::both;

/// Who pays what a derived line takes when a proposal changes its base, and receives what it sets free.
///
/// In JSON `"giver"`, `"receiver"` or a scope.
///
/// ```
/// use riparto::{Limit, Rule, Scope};
/// use riparto::rules::{Derived, PaidBy};
///
/// // Indirect costs are 7 % of the direct ones, and the reserve pays for them.
/// let reserve = PaidBy::Lines(Scope::lines(["reserve"]));
/// let flat_rate = Derived::new("7".parse()?, Scope::labels([("category", "direct")])).paid_by(reserve);
/// Rule::new("flat-rate", Scope::lines(["indirect"]), Limit::Derived(flat_rate))?;
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "PaidByDocument", into = "PaidByDocument")]
#[non_exhaustive]
pub enum PaidBy {
    /// The lines that give in the proposal, in proportion to what they give: who receives gets what is written.
    Giver,
    /// The lines that receive in the proposal, in proportion to what they receive: who gives gives what is written, and what is
    /// received includes its indirect costs.
    Receiver,
    /// The lines of a scope, in the order of the plan: the first as far as it holds, then the next. What is set free goes to the
    /// first. In a rule with `each`, `{"same": "partner"}` is those of the part.
    Lines(Scope),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum PaidByDocument {
    Word(PaidByWord),
    Lines(Scope),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PaidByWord {
    Giver,
    Receiver,
}

impl From<PaidByDocument> for PaidBy {
    fn from(document: PaidByDocument) -> PaidBy {
        match document {
            PaidByDocument::Word(PaidByWord::Giver) => PaidBy::Giver,
            PaidByDocument::Word(PaidByWord::Receiver) => PaidBy::Receiver,
            PaidByDocument::Lines(scope) => PaidBy::Lines(scope),
        }
    }
}

impl From<PaidBy> for PaidByDocument {
    fn from(paid_by: PaidBy) -> PaidByDocument {
        match paid_by {
            PaidBy::Giver => PaidByDocument::Word(PaidByWord::Giver),
            PaidBy::Receiver => PaidByDocument::Word(PaidByWord::Receiver),
            PaidBy::Lines(scope) => PaidByDocument::Lines(scope),
        }
    }
}

impl PaidBy {
    /// The same with another scope.
    pub(super) fn with_scopes(&self, scope: &impl Fn(&Scope) -> Scope) -> PaidBy {
        match self {
            PaidBy::Lines(lines) => PaidBy::Lines(scope(lines)),
            word => word.clone(),
        }
    }
}

pub(super) static PAID_BY: Shape = Shape {
    expected: both(
        "who pays: `\"giver\"`, `\"receiver\"` or a scope, such as `{\"lines\": [\"A1\"]}`",
        "chi paga: `\"giver\"`, `\"receiver\"` o un ambito, per esempio `{\"lines\": [\"A1\"]}`",
    ),
    form: Form::Either(&[&PAID_BY_WORD, &SCOPE]),
};

static PAID_BY_WORD: Shape = Shape {
    expected: both("`\"giver\"` or `\"receiver\"`", "`\"giver\"` o `\"receiver\"`"),
    form: Form::Word(|| &["giver", "receiver", "all"]),
};
