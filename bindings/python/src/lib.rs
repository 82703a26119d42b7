//! What the Python package `riparto` asks of the library: requests of the JSON API, documents read and written, and tables in
//! journals. Its classes are in Python (`bindings/python/python/riparto`); here texts and bytes go in, and texts and bytes come out.
//! Nothing holds the interpreter's lock while the library works.

mod failure;
mod answering;
mod reading;
mod writing;
mod kept_table;

use pyo3::prelude::pymodule;

/// The library below the Python package.
#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::answering::{amount, answer, codes, handle, level_words, most_bytes, schema};
    #[pymodule_export]
    use crate::kept_table::KeptTable;
    #[pymodule_export]
    use crate::reading::{
        apply, normal_plan, normal_proposal, pack_ids, read_ballots, read_plan, read_proposal, read_rules,
        with_pack,
    };
    #[pymodule_export]
    use crate::writing::{charts, export, page, report, text_of_plan};
}
