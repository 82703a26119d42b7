//! The back office of a co-design table over HTTP: five endpoints on one journal, for the engineer of a portal to copy.
//!
//! | request | answer |
//! |---|---|
//! | `GET /table` | the plan's lines, the proposals, the head |
//! | `POST /table/proposals` | puts a proposal on the table |
//! | `GET /table/proposals/{id}/assessment` | what it would do, which rules it breaks, what it needs |
//! | `POST /table/proposals/{id}/approval` | approves it, by an act |
//! | `GET /table/minutes?lang=it` | the minutes |
//!
//! Who acts comes from the portal's sign-on, here from headers: `X-Party`, the party at the table, and `X-Actor`, the
//! person who acts for it, whom the history records with the portal's time. `Idempotency-Key` is the id of the command:
//! sent again after a lost answer, it is carried out once. `If-Match` is the head that the caller read, as every answer has it in
//! `ETag`: if the table has gone on, the answer is 412, and the caller reads and decides again.

mod office;
mod requests;
mod status;

pub use office::Office;
pub use requests::router;
pub use status::{Refusal, of_error, of_rejection};
