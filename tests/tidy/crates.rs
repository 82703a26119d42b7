//! The crates and their layers.

/// A crate: where its sources are, its layers, each of which imports only those before it, and the crates that it may depend on.
pub(crate) struct Crate {
    pub(crate) folder: &'static str,
    pub(crate) layers: &'static [&'static str],
    pub(crate) below: &'static [&'static str],
}

/// The walls, as ARCHITECTURE.md draws them.
pub(crate) const CRATES: [Crate; 12] = [
    Crate {
        folder: "crates/riparto-core",
        layers: &[
            "capacity",
            "words",
            "error",
            "date",
            "reader",
            "money",
            "budget",
            "rules",
            "plan",
            "documents",
        ],
        below: &[],
    },
    Crate {
        folder: "crates/riparto-solve",
        layers: &["meter", "answer", "gcd", "combination", "deletion_filter", "nesting", "flow", "search"],
        below: &[],
    },
    Crate {
        folder: "crates/riparto-rebalance",
        layers: &["transfers", "rebalance"],
        below: &["core", "solve"],
    },
    Crate {
        folder: "crates/riparto-ballots",
        layers: &["ballots", "ballot_documents"],
        below: &["core", "rebalance", "solve"],
    },
    Crate {
        folder: "crates/riparto-table",
        layers: &["journal", "checkpoints", "table"],
        below: &["ballots", "core", "rebalance", "solve"],
    },
    Crate {
        folder: "crates/riparto-proof",
        layers: &["proof"],
        below: &["ballots", "core", "rebalance", "solve", "table"],
    },
    Crate {
        folder: "crates/riparto-report",
        layers: &["report"],
        below: &["ballots", "core", "rebalance", "solve", "table"],
    },
    Crate { folder: "crates/riparto-sheets", layers: &["sheets"], below: &["core"] },
    Crate {
        folder: "crates/riparto-page",
        layers: &["page"],
        below: &["ballots", "core", "rebalance", "solve", "table"],
    },
    Crate { folder: "crates/riparto-arbitrary", layers: &["arbitrary"], below: &["core"] },
    Crate {
        folder: "src",
        layers: &["published", "api"],
        below: &[
            "arbitrary",
            "ballots",
            "core",
            "page",
            "proof",
            "rebalance",
            "report",
            "sheets",
            "solve",
            "table",
        ],
    },
    Crate { folder: "cli", layers: &[], below: &[] },
];
