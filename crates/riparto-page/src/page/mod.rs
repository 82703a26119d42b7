//! The table in one file: a plan, its journal if there is one, and the engine that answers about them.
//!
//! The page is built from `page/` and `bindings/wasm/` by `page/build`, and comes with this crate; [`TablePage`] puts a plan in it.

mod table_page;

pub use table_page::TablePage;
