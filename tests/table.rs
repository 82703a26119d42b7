//! The co-design table as people read it and as the API answers it; the table itself is tested in riparto-table.

mod approvals;
mod attributed;
mod behaviour;
mod grounds;
mod line_acts;
mod line_plans;
mod sent_twice;
mod sittings;
mod stateless;
mod what_follows;
