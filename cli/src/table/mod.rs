//! `riparto table`: a co-design table on a journal file.

mod arguments;
mod kept;
mod remedy;
mod act;
mod show;

pub(crate) use act::{act, new, repair};
pub(crate) use arguments::TableCommand;
pub(crate) use show::{show, verify};
