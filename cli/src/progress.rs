//! What a person sees of work that takes more than a second: on a terminal, and nowhere else.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use riparto::{Language, Meter};

use crate::language_choice::spoken;

/// Work that ends within so much is not told of.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);

/// What there is to see of it.
#[derive(Clone, Copy)]
pub(crate) enum Work<'a> {
    /// A search: how much of its limit of work it has spent.
    Search(&'a Meter),
    /// A file is read, however long it is.
    Reading(&'a str),
    /// A file is made and written.
    Writing(&'a str),
    /// Anything else that may take its time.
    Working,
}

/// Does the work, and shows that it goes on where a person waits for it. Nothing is shown in a pipe.
pub(crate) fn watched<T>(work: Work<'_>, carry_out: impl FnOnce() -> T) -> T {
    if !(io::stdout().is_terminal() && io::stderr().is_terminal()) {
        return carry_out();
    }
    thread::scope(|scope| {
        let (done, waits) = channel::<()>();
        scope.spawn(move || {
            if waits.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = work.bar();
            while waits.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                match work {
                    Work::Search(meter) => bar.set_position(meter.spent()),
                    Work::Reading(_) | Work::Writing(_) | Work::Working => bar.tick(),
                }
            }
            bar.finish_and_clear();
        });
        let result = carry_out();
        drop(done);
        result
    })
}

impl Work<'_> {
    fn bar(self) -> ProgressBar {
        let (bar, template) = match self {
            Work::Search(meter) => {
                (ProgressBar::new(meter.limit()), "{spinner} {msg} {bar:30} {percent}\u{a0}% {elapsed}")
            }
            Work::Reading(_) | Work::Writing(_) | Work::Working => {
                (ProgressBar::new_spinner(), "{spinner} {msg} {elapsed}")
            }
        };
        let style = ProgressStyle::with_template(template);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.set_message(self.words(spoken()));
        bar
    }

    /// What goes on.
    fn words(self, language: Language) -> String {
        match self {
            Work::Search(_) => language
                .choose("searching, of the limit of work:", "ricerca in corso, del limite di lavoro:")
                .to_owned(),
            Work::Reading("-") => {
                language.choose("reading standard input", "lettura dell'ingresso standard").to_owned()
            }
            Work::Reading(file) => format!("{} {file}", language.choose("reading", "lettura di")),
            Work::Writing(file) => format!("{} {file}", language.choose("writing", "scrittura di")),
            Work::Working => language.choose("working", "elaborazione in corso").to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_reads_what_goes_on() {
        let meter = Meter::new(10);
        let works = [
            Work::Search(&meter),
            Work::Reading("a.xlsx"),
            Work::Reading("-"),
            Work::Writing("b.xlsx"),
            Work::Working,
        ];
        let said = works.map(|work| work.words(Language::Italian));
        assert_eq!(
            said[1..],
            [
                "lettura di a.xlsx",
                "lettura dell'ingresso standard",
                "scrittura di b.xlsx",
                "elaborazione in corso"
            ]
        );
        assert_eq!(works[3].words(Language::English), "writing b.xlsx");
        assert_eq!(works[0].bar().length(), Some(10));
    }
}
