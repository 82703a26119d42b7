//! The end of a journal, where batches are appended.

use super::chain::extend;
use super::disk::Disk;
use super::event::Event;
use super::head::Head;
use super::store::Appended;
use super::verify::failed;
use crate::error::{Cause, Result};

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
            return Ok(Appended::Missed(self.head));
        }
        let records = extend(expected, events)?;
        let Some(last) = records.last() else { return Ok(Appended::Head(self.head)) };
        let mut bytes = Vec::new();
        for record in &records {
            record.write(&mut bytes, Some(record.hash()));
            bytes.push(b'\n');
        }
        if self.disk.length().map_err(|why| failed("read", &why))? != self.end {
            return Err(Cause::JournalChanged {}.into());
        }
        if let Err(why) = self.disk.write(&bytes) {
            self.sure = self.take_back();
            return Err(failed("written", &why));
        }
        if let Err(why) = self.disk.flush_to_disk() {
            // What a failed flush left is unknown, and a second one may succeed without having written it.
            self.take_back();
            self.sure = false;
            return Err(failed("flushed to disk", &why));
        }
        self.head = last.head();
        self.end += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(Appended::Head(self.head))
    }

    /// Cuts off what an append that failed left; whether that is certain.
    fn take_back(&mut self) -> bool {
        self.disk.cut(self.end).is_ok() && self.disk.flush_to_disk().is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::history::verify;

    /// A disk that fails at one step of its life, having written so many bytes of it.
    #[derive(Clone, Debug, Default)]
    struct Failing {
        file: Vec<u8>,
        flushed: Vec<u8>,
        steps: usize,
        fails_at: usize,
        /// Whether it stays broken.
        for_good: bool,
        partial: usize,
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
        fn cut(&mut self, length: u64) -> io::Result<()> {
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
                    assert!(matches!(error.code(), "storage_failed" | "storage_unsure"), "{error}");
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
}
