//! Transfers in words: from which line, to which, how much.

use clap::Args;
use riparto::{Money, Proposal};

use crate::argument_values;
use crate::language_choice::spoken;
use crate::outcome::Failure;

/// Transfers in words.
#[derive(Args)]
pub(crate) struct TransferArguments {
    /// The line that gives, or action=A1 for an action that several sources pay; repeat --from, --to and --amount for more transfers
    #[arg(long, value_name = "LINE", value_parser = argument_values::end)]
    from: Vec<String>,
    /// The line that receives
    #[arg(long, value_name = "LINE", value_parser = argument_values::end)]
    to: Vec<String>,
    /// How much: "20.000,00", €20,000.00 or 20000.00
    #[arg(long, value_parser = argument_values::amount)]
    amount: Vec<Money>,
}

impl TransferArguments {
    /// A proposal with these transfers.
    pub(crate) fn written_in(&self, begun: Proposal) -> Result<Proposal, Failure> {
        let counts = [self.from.len(), self.to.len(), self.amount.len()];
        if counts.iter().any(|count| *count != counts[0]) {
            let [from, to, amount] = counts;
            let why = spoken().choose(
                format!("{from} --from, {to} --to and {amount} --amount: give as many of each"),
                format!("{from} --from, {to} --to e {amount} --amount: indicarne lo stesso numero"),
            );
            return Err(Failure::Arguments(why));
        }
        let mut proposal = begun;
        for ((from, to), amount) in self.from.iter().zip(&self.to).zip(&self.amount) {
            proposal = proposal.transfer(from, to, *amount).map_err(|error| {
                let option = match error.code() {
                    "transfer_zero" => "--amount",
                    "transfer_to_itself" => "--to",
                    _ => "--from",
                };
                Failure::Input(option.to_owned(), error)
            })?;
        }
        Ok(proposal)
    }
}
