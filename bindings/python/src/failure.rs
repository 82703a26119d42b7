//! Errors of the library as the exceptions of the package.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use riparto::Language;
use riparto::error::{Error, codes};
use serde::Deserialize;

/// One mistake, as responses of the API tell it.
#[derive(Deserialize)]
pub(crate) struct Mistake {
    code: String,
    #[serde(default)]
    path: Option<String>,
    message: String,
}

/// An error, as responses of the API tell it.
#[derive(Deserialize)]
pub(crate) struct ToldError {
    #[serde(flatten)]
    first: Mistake,
    #[serde(default)]
    errors: Vec<Mistake>,
    #[serde(default)]
    more: usize,
}

impl ToldError {
    fn of(error: &Error, language: Language) -> ToldError {
        let mistake = |error: &Error| Mistake {
            code: error.code().to_owned(),
            path: error.path().map(str::to_owned),
            message: error.message(language),
        };
        ToldError {
            first: mistake(error),
            errors: error.all().map(mistake).collect(),
            more: error.unlisted(),
        }
    }

    /// The exception, `riparto.Error`.
    pub(crate) fn raised(&self, py: Python<'_>) -> PyErr {
        self.exception(py).unwrap_or_else(|failed| failed)
    }

    fn exception(&self, py: Python<'_>) -> PyResult<PyErr> {
        let class = py.import("riparto._errors")?.getattr("Error")?;
        let known = |mistake: &Mistake| (mistake.code.clone(), mistake.path.clone(), mistake.message.clone());
        let kind = codes().iter().find(|(code, _)| *code == self.first.code).map(|(_, kind)| *kind);
        let kind = kind.and_then(|kind| serde_json::to_value(kind).ok());
        let kind = kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or("document");
        let (code, path, message) = known(&self.first);
        let more = PyDict::new(py);
        more.set_item("path", path)?;
        more.set_item("mistakes", self.errors.iter().map(known).collect::<Vec<_>>())?;
        more.set_item("more", self.more)?;
        Ok(PyErr::from_value(class.call((code, kind, message), Some(&more))?))
    }
}

/// The exception for an error of the library, whose sentence is in a language.
pub(crate) fn raised(py: Python<'_>, error: &Error, language: Language) -> PyErr {
    ToldError::of(error, language).raised(py)
}

/// Works without holding the interpreter, and raises what went wrong.
pub(crate) fn working<T: Send>(
    py: Python<'_>,
    language: &str,
    work: impl FnOnce(Language) -> riparto::Result<T> + Send,
) -> PyResult<T> {
    let spoken = spoken(language)?;
    py.detach(|| work(spoken)).map_err(|error| raised(py, &error, spoken))
}

/// The language of a name; another one is a `ValueError`.
pub(crate) fn spoken(name: &str) -> PyResult<Language> {
    name.parse().map_err(|_| {
        pyo3::exceptions::PyValueError::new_err(format!(
            "`{name}` is no language of riparto: write \"en\" or \"it\""
        ))
    })
}
