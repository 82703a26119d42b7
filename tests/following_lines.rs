//! What follows a proposal where amounts are sought: headroom and nearest amounts with the lines that follow.

mod headroom_with_what_follows;
mod rebalanced;
