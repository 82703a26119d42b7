//! `riparto table`: a co-design table on a journal file.

mod arguments;
mod line_arguments;
mod values;
mod kept;
mod remedy;
mod act;
mod lines;
mod envelope;
mod show;

mod mend;
mod trust;

pub(crate) use act::{act, acting, new};
pub(crate) use arguments::TableCommand;
pub(crate) use mend::{repair, restore_line_ends};
pub(crate) use show::show;
pub(crate) use trust::verify;
