//! A disk with a cache that fails at any call, and power that is cut at any call: what was acknowledged is there, nothing is
//! invented, and what is left of an append is told and can be mended.

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::io;

    use crate::journal::chain::Chain;
    use crate::journal::disk::Disk;
    use crate::journal::event::Event;
    use crate::journal::fault::FaultCode;
    use crate::journal::head::Head;
    use crate::journal::store::Appended;
    use crate::journal::tail::Tail;
    use crate::journal::torn::TornEnd;
    use crate::journal::verify::{Verification, verify};
    use riparto_core::words::Language;

    const BLOCK: usize = 512;
    /// What a system answers when there is no room, no quota, a block that cannot be written, a disk that may only be read.
    const ANSWERS: [(i32, &str); 4] =
        [(28, "storage_full"), (122, "storage_full"), (5, "storage_failed"), (30, "storage_denied")];

    /// Splitmix64.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: usize) -> usize {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(sides).unwrap()).unwrap()
        }
    }

    /// What goes wrong, counted in calls of the disk.
    #[derive(Clone, Copy, Debug)]
    struct Trouble {
        fails_at: usize,
        /// How many calls fail.
        lasts: usize,
        answer: i32,
        /// How much of a write that fails is written, of a thousand.
        partial: usize,
        /// From here on nothing happens any more.
        power_at: usize,
    }

    /// A file as an operating system keeps it: what the disk surely holds, and what it may hold instead.
    struct CachedDisk {
        /// The first is on disk; any block of any of the others may be there; the last is what readers see.
        versions: Vec<Vec<u8>>,
        /// A failed flush leaves blocks that no later flush writes, until they are cut off.
        is_settling: bool,
        calls: Cell<usize>,
        trouble: Trouble,
    }

    impl CachedDisk {
        fn new(content: Vec<u8>, trouble: Trouble) -> CachedDisk {
            CachedDisk { versions: vec![content], is_settling: true, calls: Cell::new(0), trouble }
        }

        fn seen(&self) -> &Vec<u8> {
            self.versions.last().unwrap()
        }

        /// Whether there is power, and whether the call fails.
        fn call(&self) -> (bool, io::Result<()>) {
            let (call, trouble) = (self.calls.get() + 1, self.trouble);
            self.calls.set(call);
            let fails = (trouble.fails_at..trouble.fails_at + trouble.lasts).contains(&call);
            if call >= trouble.power_at {
                (false, Err(io::ErrorKind::Other.into()))
            } else if fails {
                (true, Err(io::Error::from_raw_os_error(trouble.answer)))
            } else {
                (true, Ok(()))
            }
        }

        fn is_without_power(&self) -> bool {
            self.calls.get() >= self.trouble.power_at
        }

        /// What a disk may hold after the power was cut: of each block any version, and any of their lengths.
        fn after_power_cut(&self, dice: &mut Dice) -> Vec<u8> {
            let lengths: Vec<usize> = self.versions.iter().map(Vec::len).collect();
            let (shortest, longest) = (*lengths.iter().min().unwrap(), *lengths.iter().max().unwrap());
            let blocks = shortest / BLOCK + 1 + dice.roll(longest / BLOCK - shortest / BLOCK + 1);
            let length = match dice.roll(4) {
                0 => (blocks * BLOCK).min(longest),
                _ => lengths[dice.roll(lengths.len())],
            };
            let mut disk = vec![0; length];
            for (number, block) in disk.chunks_mut(BLOCK).enumerate() {
                let version = &self.versions[dice.roll(self.versions.len())];
                let held = version.get(number * BLOCK..).unwrap_or_default();
                let count = held.len().min(block.len());
                block[..count].copy_from_slice(&held[..count]);
            }
            disk
        }
    }

    impl Disk for CachedDisk {
        fn length(&self) -> io::Result<u64> {
            self.call().1.map(|()| u64::try_from(self.seen().len()).unwrap())
        }
        fn has_its_name(&self) -> io::Result<bool> {
            self.call().1.map(|()| true)
        }
        fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
            let (has_power, outcome) = self.call();
            let written =
                if outcome.is_ok() { bytes.len() } else { bytes.len() * self.trouble.partial / 1_000 };
            // Power may be cut within a write, too.
            if has_power || self.calls.get() == self.trouble.power_at {
                self.versions.push([self.seen(), &bytes[..written]].concat());
            }
            outcome
        }
        fn flush_to_disk(&mut self) -> io::Result<()> {
            let (has_power, outcome) = self.call();
            if has_power && outcome.is_err() {
                self.is_settling = false;
            } else if outcome.is_ok() && self.is_settling {
                self.versions.drain(..self.versions.len() - 1);
            }
            outcome
        }
        fn truncate(&mut self, length: u64) -> io::Result<()> {
            let (_, outcome) = self.call();
            if outcome.is_ok() {
                let mut version = self.seen().clone();
                version.truncate(usize::try_from(length).unwrap());
                self.versions.push(version);
                self.is_settling = true;
            }
            outcome
        }
    }

    /// The batches of a life: of one, two or three events, some of them longer than blocks.
    fn batches(dice: &mut Dice) -> Vec<Vec<Event>> {
        let mut number = 0;
        (0..4)
            .map(|_| {
                let size = 1 + dice.roll(3);
                (0..size)
                    .map(|_| {
                        number += 1;
                        let text = "è".repeat([0, 40, 200, 900][dice.roll(4)]);
                        Event::of(&serde_json::json!({"noted": number, "text": text})).unwrap()
                    })
                    .collect()
            })
            .collect()
    }

    /// What was acknowledged of a life, and what was asked.
    struct Life {
        disk: CachedDisk,
        acknowledged: Vec<Head>,
        events: Vec<Event>,
        /// The batches of appends that failed since.
        pending: Vec<Vec<Event>>,
        codes: Vec<&'static str>,
    }

    /// Appends batches, each tried twice, until the power is cut.
    fn live(content: Vec<u8>, head: Head, batches: &[Vec<Event>], trouble: Trouble) -> Life {
        let end = u64::try_from(content.len()).unwrap();
        let mut tail = Tail::new(CachedDisk::new(content, trouble), head, end);
        let (mut acknowledged, mut events, mut pending, mut codes) =
            (vec![head], Vec::new(), Vec::new(), Vec::new());
        for batch in batches {
            for _ in 0..2 {
                match tail.append(&tail.head(), batch) {
                    Ok(appended) => {
                        let Appended::Head(head) = appended else { panic!("nobody else writes") };
                        acknowledged.push(head);
                        events.extend(batch.iter().cloned());
                        pending.clear();
                        break;
                    }
                    Err(refused) if !tail.disk.is_without_power() => {
                        assert!(
                            !refused.to_string().is_empty() && !refused.message(Language::Italian).is_empty()
                        );
                        codes.push(refused.code());
                        pending.push(batch.clone());
                    }
                    Err(_) => pending.push(batch.clone()),
                }
            }
            if tail.disk.is_without_power() {
                break;
            }
        }
        Life { disk: tail.disk, acknowledged, events, pending, codes }
    }

    /// The events that a disk holds, as a reader takes them.
    fn events_of(disk: &[u8]) -> (Verification, Vec<Event>) {
        let mut events = Vec::new();
        let taken = &mut |record: crate::journal::record::Record| {
            events.push(record.into_event());
            Ok(())
        };
        let found = crate::journal::verify::walk(disk, &[], Some(taken)).unwrap();
        (found, events)
    }

    /// What a person is told of a disk after a power cut.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    enum Told {
        Whole,
        WholeAndMore,
        Torn(TornEnd),
        BlocksMissing,
    }

    fn judge(life: &Life, disk: &[u8]) -> Told {
        let last = *life.acknowledged.last().unwrap();
        let found = verify(disk, &life.acknowledged).unwrap();
        let (seen, events) = events_of(disk);
        assert_eq!(found.head(), seen.head());
        assert!(events.starts_with(&life.events), "an acknowledged event is gone");
        let more = &events[life.events.len()..];
        assert!(more.is_empty() || life.pending.iter().any(|batch| batch == more), "an event is invented");
        assert_eq!(found.head().revision() - last.revision(), u64::try_from(more.len()).unwrap());
        if let Some(fault) = found.fault() {
            assert_eq!((fault.code(), found.head()), (FaultCode::BlocksMissing, last), "{fault}");
            assert!(
                life.pending.iter().any(|batch| batch.len() > 1),
                "with one event it is clear what is missing"
            );
            return Told::BlocksMissing;
        }
        let Some(torn) = found.torn() else {
            return if more.is_empty() { Told::Whole } else { Told::WholeAndMore };
        };
        // Mended, it is whole.
        let mut mended = disk[..usize::try_from(torn.start()).unwrap()].to_vec();
        if torn.end() == TornEnd::LineFeed {
            mended.push(b'\n');
        }
        let whole = verify(&mended[..], &life.acknowledged).unwrap();
        assert!(whole.is_whole() && whole.head() == found.head());
        Told::Torn(torn.end())
    }

    #[test]
    fn whatever_call_fails_and_whenever_power_is_cut_nothing_acknowledged_is_lost_and_nothing_is_invented() {
        let mut told = std::collections::BTreeMap::new();
        let mut codes = std::collections::BTreeSet::new();
        for seed in 0..24 {
            let batches = batches(&mut Dice(seed));
            for power_at in 1..=28 {
                for fails_at in (1..=power_at).chain([usize::MAX / 2]) {
                    let mut dice = Dice(seed << 32 | u64::try_from(power_at * 64 + fails_at % 64).unwrap());
                    let (answer, code) = ANSWERS[dice.roll(ANSWERS.len())];
                    let lasts = [1, 2, 3, 99][dice.roll(4)];
                    let trouble = Trouble { fails_at, lasts, answer, partial: dice.roll(1_001), power_at };
                    let life = live(Vec::new(), Head::START, &batches, trouble);
                    assert!(
                        life.codes.iter().all(|found| [code, "storage_unsure"].contains(found)),
                        "{:?}",
                        life.codes
                    );
                    codes.extend(life.codes.iter().copied());
                    for _ in 0..6 {
                        let disk = life.disk.after_power_cut(&mut dice);
                        *told.entry(judge(&life, &disk)).or_insert(0_u32) += 1;
                    }
                    // Readers who look while the power is on.
                    judge(&life, life.disk.seen());
                }
            }
        }
        assert_eq!(
            codes.into_iter().collect::<Vec<_>>(),
            ["storage_denied", "storage_failed", "storage_full", "storage_unsure"]
        );
        let count = |what| told.get(&what).copied().unwrap_or(0);
        let all: u32 = told.values().sum();
        assert!(count(Told::Whole) > all / 10 && count(Told::Torn(TornEnd::Append)) > all / 20, "{told:?}");
        assert!(count(Told::WholeAndMore) > 0 && count(Told::Torn(TornEnd::LineFeed)) > 0, "{told:?}");
        // Where the end of a batch's first record is missing and a later one is there, nobody can tell one batch from two.
        assert!(count(Told::BlocksMissing) > 0 && count(Told::BlocksMissing) < all / 20, "{told:?}");
    }

    /// Life after life on the same disk: mended and opened again after each power cut.
    #[test]
    fn a_journal_outlives_power_cut_after_power_cut() {
        let (mut appended, mut mended) = (0, 0);
        for seed in 0..300 {
            let mut dice = Dice(0xc07 ^ seed << 20);
            let (mut disk, mut head, mut told) = (Vec::new(), Head::START, Vec::new());
            for _ in 0..8 {
                let trouble = Trouble {
                    fails_at: 1 + dice.roll(40),
                    lasts: dice.roll(3),
                    answer: ANSWERS[dice.roll(ANSWERS.len())].0,
                    partial: dice.roll(1_001),
                    power_at: 1 + dice.roll(40),
                };
                let life = live(disk, head, &batches(&mut dice), trouble);
                told.extend(life.events.iter().cloned());
                let left = life.disk.after_power_cut(&mut dice);
                let found = verify(&left[..], &life.acknowledged).unwrap();
                if found.fault().is_some() {
                    break;
                }
                let (_, events) = events_of(&left);
                assert!(events.starts_with(&told));
                // What was not acknowledged and is there is there for good.
                told.extend_from_slice(&events[told.len()..]);
                let start = found.torn().map_or(left.len(), |torn| usize::try_from(torn.start()).unwrap());
                disk = left[..start].to_vec();
                if found.torn().is_some_and(|torn| torn.end() == TornEnd::LineFeed) {
                    disk.push(b'\n');
                }
                mended += usize::from(found.torn().is_some());
                head = found.head();
                appended += life.events.len();
            }
        }
        assert!(appended > 2_000 && mended > 200, "{appended} {mended}");
    }

    /// The blocks of two appends that were acknowledged are lost: this is damage and no append that was cut off.
    #[test]
    fn a_block_that_is_lost_of_what_was_acknowledged_is_never_taken_for_an_append() {
        let mut dice = Dice(7);
        let mut lost = 0;
        for seed in 0..40 {
            let batches = batches(&mut Dice(seed));
            let life = live(
                Vec::new(),
                Head::START,
                &batches,
                Trouble { fails_at: 0, lasts: 0, answer: 5, partial: 0, power_at: usize::MAX },
            );
            let whole = life.disk.seen().clone();
            let (_, before_last) =
                (life.acknowledged.last().unwrap(), life.acknowledged[life.acknowledged.len() - 2]);
            let ends: usize = {
                let mut chain = Chain::start();
                let text = std::str::from_utf8(&whole).unwrap();
                let lines = text.split_inclusive('\n').take_while(|line| {
                    chain.read(line.trim_end()).unwrap();
                    chain.head().revision() <= before_last.revision()
                });
                lines.map(str::len).sum()
            };
            for _ in 0..60 {
                let block = dice.roll(ends / BLOCK + 1);
                let mut bent = whole.clone();
                let range = block * BLOCK..((block + 1 + dice.roll(2)) * BLOCK).min(bent.len());
                if range.start >= ends || range.end >= bent.len() {
                    continue;
                }
                bent[range.clone()].fill(0);
                let found = verify(&bent[..], &life.acknowledged).unwrap();
                assert!(found.fault().is_some(), "a head that is known is missed at least");
                let unknown = verify(&bent[..], &[]).unwrap();
                if range.end <= ends {
                    let code = unknown.fault().map(crate::journal::fault::Fault::code);
                    assert_eq!(code, Some(FaultCode::BlocksMissing), "batches follow: {range:?} of {ends}");
                    lost += 1;
                }
            }
        }
        assert!(lost > 300, "{lost}");
    }
}
