//! Repair of an allocation that breaks rules, exactly and in whole cents.
//!
//! Rules whose scopes are nested or disjoint form a tree and need no search. Two trees that cross, such as actions
//! by cost categories, or one tree with a cap on the money that moves, are a flow network: see [`network`].

#[cfg_attr(
    not(test),
    expect(dead_code, unused_imports, reason = "the callers come with the rebalancing of plans")
)]
mod network;
