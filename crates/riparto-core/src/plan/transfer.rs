//! `Transfer`: money from one line to another.

use serde::{Deserialize, Serialize};

use crate::budget::{check_id, check_title};
use crate::error::{Cause, Error, Result};
use crate::money::Money;
use crate::reader::document;
use crate::words::both;

/// An amount that moves from one line to another. (The Italian *storno* also names this in public accounts; in
/// bookkeeping it means a reversal, which here is [`Proposal::reverse`](crate::Proposal::reverse).)
///
/// ```
/// use riparto::{Money, Transfer};
///
/// let transfer = Transfer::new("outreach", "desks", Money::from_euros(40_000))?;
/// assert_eq!((transfer.from(), transfer.to()), ("outreach", "desks"));
/// assert_eq!(transfer.reversed().to(), "outreach");
/// assert_eq!(Transfer::new("desks", "desks", Money::from_euros(1)).unwrap_err().code(), "transfer_to_itself");
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "storno")]
#[doc(alias = "variazione compensativa")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transfer {
    from: String,
    to: String,
    amount: Money,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    follows: bool,
}

impl Transfer {
    /// A transfer between two lines, by id. In a plan with [`CoFinancing`](crate::plan::CoFinancing) an end may also be `action=A1`: the
    /// lines of all sources of that action ([`Plan::split_by_source`](crate::plan::Plan::split_by_source)).
    ///
    /// # Errors
    /// A malformed id (`id_malformed`), a label of an end that makes no sense (`text_missing`, `text_too_long`, `text_malformed`), the same line twice (`transfer_to_itself`), nothing to move (`transfer_zero`).
    pub fn new(from: impl Into<String>, to: impl Into<String>, amount: Money) -> Result<Transfer> {
        let (from, to) = (from.into(), to.into());
        check_end(&from)?;
        check_end(&to)?;
        if from == to {
            return Err(Cause::TransferToItself { line: from }.into());
        }
        if amount.is_zero() {
            return Err(Cause::TransferZero { from, to }.into());
        }
        Ok(Transfer { from, to, amount, follows: false })
    }

    /// The line that gives.
    #[must_use]
    pub fn from(&self) -> &str {
        &self.from
    }

    /// The line that receives.
    #[must_use]
    pub fn to(&self) -> &str {
        &self.to
    }

    /// What moves; never zero.
    #[must_use]
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// The same amount back.
    #[must_use]
    pub fn reversed(&self) -> Transfer {
        Transfer { from: self.to.clone(), to: self.from.clone(), ..self.clone() }
    }

    /// Whether it follows the others, so that derived lines hold what is due ([`Plan::follow`](crate::plan::Plan::follow)).
    #[must_use]
    pub fn follows(&self) -> bool {
        self.follows
    }

    /// Whether it is written once for the sources of a label value: an end names no line.
    pub(super) fn is_by_source(&self) -> bool {
        label_of(&self.from).or(label_of(&self.to)).is_some()
    }

    /// The same transfer as one that follows the others.
    pub(super) fn following(self) -> Transfer {
        Transfer { follows: true, ..self }
    }
}

/// The label and its value that an end of a transfer names in the place of a line: ids hold no equals sign.
pub(super) fn label_of(end: &str) -> Option<(&str, &str)> {
    end.split_once('=')
}

/// Checks an end of a transfer: the id of a line, or a label with its value.
pub(super) fn check_end(end: &str) -> Result<()> {
    let Some((key, value)) = label_of(end) else { return check_id(end) };
    check_title(both("the label key", "la chiave dell'etichetta"), key)?;
    check_title(both("the label value", "il valore dell'etichetta"), value)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TransferDocument {
    from: String,
    to: String,
    amount: Money,
    #[serde(default)]
    follows: bool,
}

document!(Transfer: TransferDocument);

impl TryFrom<TransferDocument> for Transfer {
    type Error = Error;

    fn try_from(document: TransferDocument) -> Result<Transfer> {
        let transfer = Transfer::new(document.from, document.to, document.amount)?;
        Ok(Transfer { follows: document.follows, ..transfer })
    }
}
