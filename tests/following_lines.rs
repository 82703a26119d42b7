//! Headroom with the lines that follow a proposal, and what its report says of them.

mod acts_with_what_follows;
mod headroom_with_what_follows;
