//! `Interner`: each text kept once and found by hash, numbered in the order of arrival.

use std::hash::{DefaultHasher, Hasher};

/// Of so few texts, comparing them is cheaper than a hash.
const FEW: usize = 8;

/// How many occupied slots a look-up may pass before the table is laid out anew.
const LONGEST_PROBE: usize = 64;

/// Texts in one arena with an open-addressing table of their numbers.
///
/// The hash has fixed keys, so the same input takes the same path. Texts that were made to collide only cause a
/// new layout with the next seed. No result depends on the layout.
#[derive(Clone, Debug)]
#[doc(hidden)]
pub struct Interner {
    arena: String,
    ends: Vec<usize>,
    /// Numbers plus one, zero where free; the length is a power of two and at most half is in use.
    slots: Vec<u32>,
    seed: u64,
}

impl Interner {
    #[doc(hidden)]
    pub fn new() -> Interner {
        Interner { arena: String::new(), ends: Vec::new(), slots: vec![0; 16], seed: 0 }
    }

    #[doc(hidden)]
    #[expect(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text of a number that this table gave out.
    #[doc(hidden)]
    pub fn text(&self, number: usize) -> &str {
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.arena[start..self.ends[number]]
    }

    #[doc(hidden)]
    pub fn find(&self, text: &str) -> Option<usize> {
        self.of_few(text).or_else(|| self.probe(text).ok())
    }

    /// The number of a text that is there, where only a few are.
    fn of_few(&self, text: &str) -> Option<usize> {
        let few = if self.len() <= FEW { self.len() } else { 0 };
        (0..few).find(|number| self.text(*number) == text)
    }

    /// The number of a text, or the free slot where it would stand and how many are passed to get there.
    fn probe(&self, text: &str) -> Result<usize, (usize, usize)> {
        let home = self.home(text);
        let mut passed = 0;
        loop {
            let slot = (home + passed) & (self.slots.len() - 1);
            match self.slots[slot] {
                0 => return Err((slot, passed)),
                taken if self.text(taken as usize - 1) == text => return Ok(taken as usize - 1),
                _ => passed += 1,
            }
        }
    }

    /// The number of a text, old or new, and whether it is new. The caller bounds how many there are.
    #[doc(hidden)]
    pub fn intern(&mut self, text: &str) -> (usize, bool) {
        if let Some(number) = self.of_few(text) {
            return (number, false);
        }
        let (free, passed) = match self.probe(text) {
            Ok(number) => return (number, false),
            Err(free) => free,
        };
        let number = self.ends.len();
        self.arena.push_str(text);
        self.ends.push(self.arena.len());
        if self.ends.len() * 2 > self.slots.len() {
            self.lay_out(self.slots.len() * 4);
        } else if passed >= LONGEST_PROBE {
            self.lay_out(self.slots.len() * 2);
        } else {
            self.slots[free] = number as u32 + 1;
        }
        (number, true)
    }

    fn home(&self, text: &str) -> usize {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(self.seed);
        hasher.write(text.as_bytes());
        // The table's length fits `usize`, so the mask keeps only low bits.
        (hasher.finish() as usize) & (self.slots.len() - 1)
    }

    fn place(&mut self, number: usize) -> bool {
        let mask = self.slots.len() - 1;
        let mut slot = self.home(self.text(number));
        for _ in 0..LONGEST_PROBE {
            if self.slots[slot] == 0 {
                // At most 2^31 texts: callers bound lines and labels at 2^20 lines x 32 keys = 2^25.
                self.slots[slot] = number as u32 + 1;
                return true;
            }
            slot = (slot + 1) & mask;
        }
        false
    }

    fn lay_out(&mut self, size: usize) {
        let mut size = size;
        loop {
            self.slots = vec![0; size];
            if (0..self.ends.len()).all(|number| self.place(number)) {
                return;
            }
            self.seed += 1;
            // A table this empty fills such a run only by collisions of the hash itself; more room ends it.
            size *= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_in_order_of_arrival_and_found_again() {
        let mut names = Interner::new();
        for number in 0..10_000 {
            assert_eq!(names.intern(&format!("line-{number}")), (number, true));
        }
        assert_eq!(names.intern("line-77"), (77, false));
        assert_eq!(names.find("line-9999"), Some(9_999));
        assert_eq!(names.find("line-10000"), None);
        assert_eq!(names.text(0), "line-0");
        assert_eq!(names.len(), 10_000);
    }

    #[test]
    fn a_full_run_of_slots_leads_to_a_new_layout() {
        let mut names = Interner::new();
        names.slots = vec![u32::MAX; 4_096];
        names.ends.clear();
        assert!({
            names.arena.push('x');
            names.ends.push(1);
            !names.place(0)
        });
        names.lay_out(16);
        assert_eq!(names.find("x"), Some(0));
    }
}
