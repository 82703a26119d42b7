//! Answers feed back: what one operation answers is given to the operation that judges it.

mod asked_for;
mod at_the_table;
mod conflicts;
mod counter_proposals;
mod giving;
mod measures;
mod plans;
mod transfers;
