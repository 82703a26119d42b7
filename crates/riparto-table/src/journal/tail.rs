//! The end of a journal, where batches are appended.

use super::chain::extend;
use super::disk::Disk;
use super::event::Event;
use super::head::Head;
use super::record::Record;
use super::store::Appended;
use super::verify::failed;
use riparto_core::error::{Cause, Result};
use riparto_core::words::both;

/// The end of a journal whose lock is held.
#[derive(Debug)]
pub(crate) struct Tail<D> {
    pub(crate) disk: D,
    head: Head,
    end: u64,
    /// False after a failure that leaves unknown what the disk holds.
    sure: bool,
}

impl<D: Disk> Tail<D> {
    pub(crate) fn new(disk: D, head: Head, end: u64) -> Tail<D> {
        Tail { disk, head, end, sure: true }
    }

    pub(crate) fn head(&self) -> Head {
        self.head
    }

    /// Where the last acknowledged batch ends, in bytes.
    pub(crate) fn end(&self) -> u64 {
        self.end
    }

    pub(crate) fn append(&mut self, expected: &Head, events: &[Event]) -> Result<Appended> {
        if !self.sure {
            return Err(Cause::StorageUnsure {}.into());
        }
        if self.head != *expected {
            return Ok(Appended::HeadConflict(self.head));
        }
        let records = extend(expected, events)?;
        let Some(last) = records.last() else { return Ok(Appended::Head(self.head)) };
        let bytes = lines(&records);
        if !self.disk.has_its_name().map_err(|why| failed(both("read", "leggere"), why))? {
            return Err(Cause::JournalReplaced {}.into());
        }
        if self.disk.length().map_err(|why| failed(both("read", "leggere"), why))? != self.end {
            return Err(Cause::JournalChanged {}.into());
        }
        if let Err(why) = self.disk.write(&bytes) {
            self.sure = self.take_back();
            return Err(failed(both("written", "scrivere"), why));
        }
        if let Err(why) = self.disk.flush_to_disk() {
            // What a failed flush left is unknown, and a second one may succeed without having written it.
            self.take_back();
            self.sure = false;
            return Err(failed(both("flushed to disk", "salvare su disco"), why));
        }
        let end = self.end + u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if let Err(refused) = self.still_there(end) {
            self.sure = false;
            return Err(refused);
        }
        self.head = last.head();
        self.end = end;
        Ok(Appended::Head(self.head))
    }

    /// Whether what was written is where a reader will look for it. A file that lost its name is given back as it was: a
    /// copy of it may be a backup. One that another program wrote into is left to it.
    fn still_there(&mut self, end: u64) -> Result<()> {
        let named = self.disk.has_its_name();
        if !matches!(named, Ok(true)) {
            self.take_back();
        }
        if !named.map_err(|why| failed(both("read", "leggere"), why))? {
            return Err(Cause::JournalReplaced {}.into());
        }
        if self.disk.length().map_err(|why| failed(both("read", "leggere"), why))? != end {
            return Err(Cause::JournalChanged {}.into());
        }
        Ok(())
    }

    /// Cuts off what an append that failed left; whether that is certain.
    fn take_back(&mut self) -> bool {
        self.disk.truncate(self.end).is_ok() && self.disk.flush_to_disk().is_ok()
    }
}

/// Records as lines of a journal.
pub(crate) fn lines(records: &[Record]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for record in records {
        record.write(&mut bytes, Some(record.hash()));
        bytes.push(b'\n');
    }
    bytes
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::env;
    use std::io::{self, Write as _};
    use std::process::Command;

    use super::*;
    use crate::journal::disk::LockedFile;
    use crate::journal::verify;

    /// A disk that fails at one step, having written the first bytes of it.
    #[derive(Clone, Debug, Default)]
    struct Failing {
        file: Vec<u8>,
        flushed: Vec<u8>,
        steps: usize,
        fails_at: usize,
        /// Whether it stays broken.
        for_good: bool,
        partial: usize,
        /// After how many looks at it the name leads to another file.
        named_for: Option<usize>,
        looks: Cell<usize>,
    }

    impl Failing {
        fn step(&mut self) -> io::Result<()> {
            self.steps += 1;
            let fails = if self.for_good { self.steps >= self.fails_at } else { self.steps == self.fails_at };
            if fails { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
        }
    }

    impl Disk for Failing {
        fn length(&self) -> io::Result<u64> {
            Ok(u64::try_from(self.file.len()).unwrap())
        }
        fn has_its_name(&self) -> io::Result<bool> {
            self.looks.set(self.looks.get() + 1);
            Ok(self.named_for.is_none_or(|looks| self.looks.get() <= looks))
        }
        fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
            let outcome = self.step();
            let written = if outcome.is_ok() { bytes.len() } else { self.partial.min(bytes.len()) };
            self.file.extend(&bytes[..written]);
            outcome
        }
        fn flush_to_disk(&mut self) -> io::Result<()> {
            self.step()?;
            self.flushed.clone_from(&self.file);
            Ok(())
        }
        fn truncate(&mut self, length: u64) -> io::Result<()> {
            self.step()?;
            self.file.truncate(usize::try_from(length).unwrap());
            Ok(())
        }
    }

    fn event(number: usize) -> Event {
        Event::of(&serde_json::json!({"noted": number})).unwrap()
    }

    /// Appends three batches of two, each tried twice, on a disk that fails. What was acknowledged.
    fn run(disk: Failing) -> (Tail<Failing>, Vec<Head>, usize) {
        let mut tail = Tail::new(disk, Head::START, 0);
        let (mut acknowledged, mut failures) = (Vec::new(), 0);
        for number in 0..6 {
            match tail.append(&tail.head(), &[event(2 * number), event(2 * number + 1)]) {
                Ok(appended) => acknowledged.push(appended.accepted().unwrap()),
                Err(error) => {
                    assert!(matches!(error.code(), "storage_full" | "storage_unsure"), "{error}");
                    failures += 1;
                }
            }
        }
        (tail, acknowledged, failures)
    }

    #[test]
    fn a_disk_that_fails_at_any_step_and_byte_loses_nothing_acknowledged() {
        let mut outcomes = [0; 3];
        for fails_at in 1..=14 {
            for partial in (0..900).step_by(7) {
                for for_good in [false, true] {
                    let (tail, acknowledged, failures) =
                        run(Failing { fails_at, partial, for_good, ..Failing::default() });
                    let last = acknowledged.last().copied().unwrap_or(Head::START);
                    assert_eq!(tail.head(), last);
                    // Whatever the system had not flushed may be lost, or may be there.
                    for file in [&tail.disk.flushed, &tail.disk.file] {
                        let found = verify(&file[..], &acknowledged).unwrap();
                        assert_eq!(found.fault(), None);
                        assert!(found.head().revision() - last.revision() <= 2);
                    }
                    if tail.sure {
                        assert_eq!(verify(&tail.disk.file[..], &[]).unwrap().head(), last, "taken back");
                    }
                    outcomes[if failures == 0 { 0 } else { 1 + usize::from(tail.sure) }] += 1;
                }
            }
        }
        assert!(outcomes.iter().all(|count| *count > 0), "{outcomes:?}");
    }

    #[test]
    fn a_failed_write_is_taken_back_and_the_next_append_stands() {
        let (tail, acknowledged, failures) = run(Failing { fails_at: 3, partial: 40, ..Failing::default() });
        assert_eq!((acknowledged.len(), failures), (5, 1));
        assert!(tail.sure && verify(&tail.disk.flushed[..], &acknowledged).unwrap().is_whole());
    }

    #[test]
    fn after_a_failed_flush_nothing_is_written_until_the_journal_is_opened_again() {
        let (mut tail, acknowledged, failures) = run(Failing { fails_at: 4, ..Failing::default() });
        assert_eq!((acknowledged.len(), failures), (1, 5));
        let head = tail.head();
        assert_eq!(
            tail.append(&head, &[event(0)]).unwrap_err().to_string(),
            "an append failed and what the disk holds of it is not known: open the history again"
        );
        assert_eq!(tail.append(&Head::START, &[]).unwrap_err().code(), "storage_unsure");
    }

    #[test]
    fn what_is_written_to_a_file_that_lost_its_name_is_taken_back_and_never_acknowledged() {
        for looks in 0..12 {
            let disk = Failing { named_for: Some(looks), ..Failing::default() };
            let mut tail = Tail::new(disk, Head::START, 0);
            let mut acknowledged = Head::START;
            let refused = loop {
                match tail.append(&acknowledged, &[event(looks), event(looks)]) {
                    Ok(appended) => acknowledged = appended.accepted().unwrap(),
                    Err(refused) => break refused,
                }
            };
            assert_eq!(refused.code(), "journal_replaced");
            // It is looked for before the write and before the word.
            assert_eq!(acknowledged.revision(), 2 * u64::try_from(looks / 2).unwrap());
            let found = verify(&tail.disk.file[..], &[acknowledged]).unwrap();
            assert!(found.is_whole() && found.head() == acknowledged, "a backup holds what was acknowledged");
        }
    }

    /// A real file whose writer kills itself, by SIGKILL, at one moment of its life: before, within or after a step.
    #[cfg(unix)]
    struct Dying {
        file: LockedFile,
        moments: Cell<usize>,
        dies_at: usize,
        /// Of how many parts of a thousand it writes before it dies within a write.
        written: usize,
    }

    #[cfg(unix)]
    impl Dying {
        /// Whether the moment has come; each is counted.
        fn is_last(&self) -> bool {
            self.moments.set(self.moments.get() + 1);
            self.moments.get() == self.dies_at
        }

        fn moment(&self) {
            if self.is_last() {
                die();
            }
        }
    }

    #[cfg(unix)]
    fn die() -> ! {
        Command::new("kill").args(["-9", &std::process::id().to_string()]).status().unwrap();
        loop {
            std::thread::park();
        }
    }

    #[cfg(unix)]
    impl Disk for Dying {
        fn length(&self) -> io::Result<u64> {
            self.moment();
            let length = self.file.length();
            self.moment();
            length
        }
        fn has_its_name(&self) -> io::Result<bool> {
            self.file.has_its_name()
        }
        fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
            self.moment();
            if self.is_last() {
                self.file.write(&bytes[..bytes.len() * self.written / 1_000])?;
                die();
            }
            self.file.write(bytes)?;
            self.moment();
            Ok(())
        }
        fn flush_to_disk(&mut self) -> io::Result<()> {
            self.moment();
            self.file.flush_to_disk()?;
            self.moment();
            Ok(())
        }
        fn truncate(&mut self, length: u64) -> io::Result<()> {
            self.file.truncate(length)
        }
    }

    /// So many moments an append has: two of the length, three of the write, two of the flush, two of the length once more.
    #[cfg(unix)]
    const MOMENTS: usize = 9;
    #[cfg(unix)]
    const APPENDS: usize = 3;

    /// Appends batches and says so, until it dies. Does nothing unless another test runs it.
    #[cfg(unix)]
    #[test]
    fn writer() {
        let Some(path) = env::var_os("RIPARTO_TEST_TAIL") else { return };
        let number = |name: &str| env::var(name).unwrap().parse().unwrap();
        let (dies_at, written) = (number("RIPARTO_TEST_MOMENT"), number("RIPARTO_TEST_WRITTEN"));
        let file = crate::journal::Journal::locked(path.as_ref()).unwrap();
        let disk = Dying { file, moments: Cell::new(0), dies_at, written };
        let mut tail = Tail::new(disk, Head::START, 0);
        for batch in 0..APPENDS {
            let head = tail
                .append(&tail.head(), &[event(2 * batch), event(2 * batch + 1)])
                .unwrap()
                .accepted()
                .unwrap();
            let mut out = io::stdout().lock();
            writeln!(out, "\nhead {} {}", head.revision(), head.hash()).unwrap();
            out.flush().unwrap();
        }
        die();
    }

    /// A real process, killed at every step of every append.
    #[cfg(unix)]
    #[test]
    fn a_writer_killed_at_every_step_of_an_append_loses_and_invents_nothing() {
        let folder = env::temp_dir().join(format!("riparto-tail-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("table.jsonl");
        let (mut torn, mut unacknowledged) = (0, 0);
        for dies_at in 1..=MOMENTS * APPENDS + 1 {
            let within = dies_at % MOMENTS == 4;
            for written in if within { vec![10, 500, 999] } else { vec![0] } {
                std::fs::write(&path, "").unwrap();
                let output = Command::new(env::current_exe().unwrap())
                    .args(["journal::tail::tests::writer", "--exact", "--nocapture"])
                    .env("RIPARTO_TEST_TAIL", &path)
                    .env("RIPARTO_TEST_MOMENT", dies_at.to_string())
                    .env("RIPARTO_TEST_WRITTEN", written.to_string())
                    .output()
                    .unwrap();
                assert_eq!(std::os::unix::process::ExitStatusExt::signal(&output.status), Some(9));
                let said = String::from_utf8(output.stdout).unwrap();
                let acknowledged: Vec<Head> = said
                    .lines()
                    .filter_map(|line| line.strip_prefix("head ")?.split_once(' '))
                    .map(|(revision, hash)| Head::new(revision.parse().unwrap(), hash.parse().unwrap()))
                    .collect();
                assert_eq!(acknowledged.len(), (dies_at - 1) / MOMENTS, "moment {dies_at}: {said}");
                let journal = std::fs::read(&path).unwrap();
                let found = verify(&journal[..], &acknowledged).unwrap();
                assert_eq!(found.fault(), None, "moment {dies_at}: every acknowledged event is there");
                let last = acknowledged.last().copied().unwrap_or(Head::START);
                let more = found.head().revision() - last.revision();
                assert!(more == 0 || more == 2, "moment {dies_at}: one whole batch more at most");
                let all: Vec<Event> = (0..2 * APPENDS).map(event).collect();
                let mut records = Vec::new();
                let kept = &mut |record: crate::journal::Record| {
                    records.push(record.into_event());
                    Ok(())
                };
                crate::journal::walk(&journal[..], &[], Some(kept)).unwrap();
                assert!(all.starts_with(&records), "moment {dies_at}: none is invented");
                torn += usize::from(found.torn().is_some());
                unacknowledged += usize::from(more > 0);
            }
        }
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(
            (torn, unacknowledged),
            (3 * APPENDS, 6 * APPENDS),
            "within a write; after it and before its word, also where only the last line feed was not written"
        );
    }
}
