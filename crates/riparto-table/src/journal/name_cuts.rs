//! Power that is cut at any step while files are made, mended and put in place: of the names that were not flushed any may be
//! lost, of the bytes that were not flushed any block. A journal is there whole, or is what it was.

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeMap;
    use std::fs::{self, File, TryLockError};
    use std::io::Result;
    use std::os::unix::fs::MetadataExt;
    use std::path::{Path, PathBuf};

    use crate::journal::disk::{FileSystem, Folder, LockedFile};
    use crate::journal::event::Event;
    use crate::journal::founding::found;
    use crate::journal::head::Head;
    use crate::journal::journal_file::Journal;
    use crate::journal::memory::MemoryStore;
    use crate::journal::store::Store;
    use crate::journal::verify::verify;

    /// What happened to names, in order.
    #[derive(Clone)]
    enum Named {
        Made(PathBuf, u64),
        Linked(PathBuf, PathBuf),
        Renamed(PathBuf, PathBuf),
        Removed(PathBuf),
    }

    /// What a disk holds for sure, and what it may hold.
    #[derive(Clone, Default)]
    struct Surface {
        names: BTreeMap<PathBuf, u64>,
        unsettled: Vec<Named>,
        /// By file: the first version is on disk, and any of the others may be, block by block.
        contents: BTreeMap<u64, Vec<Vec<u8>>>,
    }

    /// The file system, and what a disk would hold at each step.
    struct Recorded {
        surface: RefCell<Surface>,
        steps: RefCell<Vec<Surface>>,
        is_without_links: bool,
    }

    fn file_of(file: &File) -> u64 {
        file.metadata().unwrap().ino()
    }

    impl Recorded {
        /// A folder in which a journal is, or is not yet.
        fn new(journal: &Path, content: Option<&[u8]>, is_without_links: bool) -> Recorded {
            let mut surface = Surface::default();
            if let Some(content) = content {
                fs::write(journal, content).unwrap();
                let file = fs::metadata(journal).unwrap().ino();
                surface.names.insert(journal.to_owned(), file);
                surface.contents.insert(file, vec![content.to_vec()]);
            }
            Recorded { surface: RefCell::new(surface), steps: RefCell::default(), is_without_links }
        }

        fn step(&self, change: impl FnOnce(&mut Surface)) {
            self.steps.borrow_mut().push(self.surface.borrow().clone());
            change(&mut self.surface.borrow_mut());
            self.steps.borrow_mut().push(self.surface.borrow().clone());
        }

        fn rewrite(&self, file: &File, change: impl FnOnce(&mut Vec<u8>)) {
            self.step(|surface| {
                let versions = surface.contents.entry(file_of(file)).or_insert_with(|| vec![Vec::new()]);
                let mut version = versions.last().unwrap().clone();
                change(&mut version);
                versions.push(version);
            });
        }
    }

    impl Folder for Recorded {
        fn open(&self, path: &Path) -> Result<File> {
            FileSystem.open(path)
        }
        fn lock(&self, file: File, path: &Path) -> std::result::Result<LockedFile, TryLockError> {
            FileSystem.lock(file, path)
        }
        fn read(&self, file: &File, buffer: &mut [u8]) -> Result<usize> {
            FileSystem.read(file, buffer)
        }
        fn make(&self, path: &Path) -> Result<File> {
            let file = FileSystem.make(path)?;
            let number = file_of(&file);
            self.step(|surface| {
                surface.contents.insert(number, vec![Vec::new()]);
                surface.unsettled.push(Named::Made(path.to_owned(), number));
            });
            Ok(file)
        }
        fn write(&self, file: &File, bytes: &[u8]) -> Result<()> {
            self.rewrite(file, |content| content.extend(bytes));
            FileSystem.write(file, bytes)
        }
        fn truncate(&self, file: &File, length: u64) -> Result<()> {
            self.rewrite(file, |content| content.truncate(usize::try_from(length).unwrap()));
            FileSystem.truncate(file, length)
        }
        fn flush(&self, file: &File) -> Result<()> {
            self.step(|surface| {
                let versions = surface.contents.get_mut(&file_of(file)).unwrap();
                versions.drain(..versions.len() - 1);
            });
            FileSystem.flush(file)
        }
        fn link(&self, path: &Path, name: &Path) -> Result<()> {
            if self.is_without_links {
                return Err(std::io::ErrorKind::Unsupported.into());
            }
            self.step(|surface| surface.unsettled.push(Named::Linked(path.to_owned(), name.to_owned())));
            FileSystem.link(path, name)
        }
        fn rename(&self, path: &Path, name: &Path) -> Result<()> {
            self.step(|surface| surface.unsettled.push(Named::Renamed(path.to_owned(), name.to_owned())));
            FileSystem.rename(path, name)
        }
        fn remove(&self, path: &Path) -> Result<()> {
            self.step(|surface| surface.unsettled.push(Named::Removed(path.to_owned())));
            FileSystem.remove(path)
        }
        fn flush_names(&self, path: &Path) -> Result<()> {
            self.step(|surface| {
                surface.names = surface.names_with(usize::MAX);
                surface.unsettled.clear();
            });
            FileSystem.flush_names(path)
        }
    }

    impl Surface {
        /// The names, if of what is not settled that came to disk which a number has as bits.
        fn names_with(&self, came: usize) -> BTreeMap<PathBuf, u64> {
            let mut names = self.names.clone();
            let came = self.unsettled.iter().enumerate().filter(|(place, _)| came >> place & 1 == 1);
            for (_, change) in came {
                match change {
                    Named::Made(path, file) => drop(names.insert(path.clone(), *file)),
                    Named::Linked(path, name) => {
                        if let Some(file) = names.get(path).copied().or_else(|| self.file(path)) {
                            names.insert(name.clone(), file);
                        }
                    }
                    Named::Renamed(path, name) => {
                        if let Some(file) = names.remove(path).or_else(|| self.file(path)) {
                            names.insert(name.clone(), file);
                        }
                    }
                    Named::Removed(path) => drop(names.remove(path)),
                }
            }
            names
        }

        /// The file that was made under a name.
        fn file(&self, path: &Path) -> Option<u64> {
            let made = self.unsettled.iter().rev().find_map(|change| match change {
                Named::Made(name, file) if name == path => Some(*file),
                _ => None,
            });
            made.or_else(|| self.names.get(path).copied())
        }

        /// All that a disk may hold: by name, its bytes.
        fn outcomes(&self) -> Vec<BTreeMap<PathBuf, Vec<u8>>> {
            let mut outcomes = Vec::new();
            for came in 0..1_usize << self.unsettled.len() {
                let names = self.names_with(came);
                for choice in 0..9_usize {
                    let content = |file: &u64| mixed(&self.contents[file], choice);
                    outcomes.push(names.iter().map(|(name, file)| (name.clone(), content(file))).collect());
                }
            }
            outcomes
        }
    }

    /// Of each block one version, and the length of one.
    fn mixed(versions: &[Vec<u8>], choice: usize) -> Vec<u8> {
        const BLOCK: usize = 512;
        let last = versions.len() - 1;
        let (length, blocks) = (choice % 3, choice / 3);
        let length = [0, last, last / 2][length];
        let mut disk = vec![0; versions[length].len()];
        for (number, block) in disk.chunks_mut(BLOCK).enumerate() {
            let version = &versions[[0, last, if number % 2 == 0 { last } else { 0 }][blocks]];
            let held = version.get(number * BLOCK..).unwrap_or_default();
            let count = held.len().min(block.len());
            block[..count].copy_from_slice(&held[..count]);
        }
        disk
    }

    /// A folder that is gone when the test is.
    struct Place(PathBuf);

    impl Place {
        fn new(name: &str) -> Place {
            let path = std::env::temp_dir().join(format!("riparto-name-cuts-{name}-{}", std::process::id()));
            fs::remove_dir_all(&path).ok();
            fs::create_dir_all(&path).unwrap();
            Place(path.canonicalize().unwrap())
        }

        fn journal(&self) -> PathBuf {
            self.0.join("table.jsonl")
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).ok();
        }
    }

    /// Batches of two.
    fn batches(count: u64) -> String {
        let mut store = MemoryStore::new();
        for number in 0..count {
            let head = store.head().unwrap();
            let event =
                Event::of(&serde_json::json!({"noted": number, "text": "perché ".repeat(90)})).unwrap();
            store.append(&head, &[event.clone(), event]).unwrap().accepted().unwrap();
        }
        store.to_lines()
    }

    /// Four batches.
    fn text() -> String {
        batches(4)
    }

    #[test]
    fn a_journal_that_is_being_made_is_there_whole_or_not_at_all_and_stays_once_it_was_acknowledged() {
        let (place, text) = (Place::new("made"), text());
        let (mut whole, mut absent) = (0, 0);
        for is_without_links in [false, true] {
            let folder = Recorded::new(&place.journal(), None, is_without_links);
            drop(found(&folder, &place.journal(), text.as_bytes()).unwrap());
            let steps = folder.steps.take();
            for (step, surface) in steps.iter().enumerate() {
                for disk in surface.outcomes() {
                    match disk.get(&place.journal()) {
                        None => absent += 1,
                        Some(held) if is_without_links && held.is_empty() => absent += 1,
                        Some(held) => {
                            assert_eq!(held, text.as_bytes(), "step {step}");
                            whole += 1;
                        }
                    }
                }
            }
            let acknowledged = folder.surface.borrow().outcomes();
            assert!(
                acknowledged
                    .iter()
                    .all(|disk| disk.get(&place.journal()).map(Vec::as_slice) == Some(text.as_bytes()))
            );
            fs::remove_file(place.journal()).unwrap();
        }
        assert!(whole > 20 && absent > 100, "{whole} {absent}");
    }

    #[test]
    fn a_repair_that_power_interrupts_loses_no_record_and_none_of_what_it_cuts_off() {
        let (place, text) = (Place::new("mended"), text());
        let whole = text.as_bytes();
        let records = &whole[..whole.len() - 1];
        let longer = batches(5);
        let longer = longer.as_bytes();
        let mut tried = 0;
        for before in
            [&longer[..whole.len() + 60], &longer[..longer.len() - 9], records, &[records, b"+"].concat()]
        {
            let folder = Recorded::new(&place.journal(), Some(before), false);
            Journal::repair_in(&folder, &place.journal(), &[]).unwrap().unwrap();
            let mut steps = folder.steps.take();
            steps.push(folder.surface.take());
            let count = steps.len();
            for (step, surface) in steps.into_iter().enumerate() {
                for disk in surface.outcomes() {
                    let held = &disk[&place.journal()];
                    let found = verify(&held[..], &[]).unwrap();
                    assert_eq!(
                        (found.fault(), found.head().revision()),
                        (None, 8),
                        "step {step}: no record is lost"
                    );
                    let start =
                        before.len().min(if before.ends_with(b"+") { records.len() } else { whole.len() });
                    let kept = disk.values().any(|content| content == &before[start..]);
                    assert!(held.starts_with(before) || kept, "step {step}: what was cut off is kept");
                    assert!(step + 1 < count || held == whole, "what was acknowledged is on disk");
                    tried += 1;
                }
            }
            for entry in fs::read_dir(&place.0).unwrap() {
                fs::remove_file(entry.unwrap().path()).unwrap();
            }
        }
        assert!(tried > 400, "{tried}");
    }

    #[test]
    fn line_ends_are_put_back_with_a_copy_beside_or_stay_as_they_were_when_power_is_cut() {
        let (place, text) = (Place::new("line-ends"), text());
        let before = text.replace('\n', "\r\n");
        let folder = Recorded::new(&place.journal(), Some(before.as_bytes()), false);
        let restored = Journal::restore_line_ends_in(&folder, &place.journal()).unwrap().unwrap();
        assert_ne!(restored.line_ends().head(), Head::START);
        let mut steps = folder.steps.take();
        steps.push(folder.surface.take());
        let count = steps.len();
        let mut replaced = 0;
        for (step, surface) in steps.into_iter().enumerate() {
            for disk in surface.outcomes() {
                let held = &disk[&place.journal()];
                if held == text.as_bytes() {
                    let copy = disk.get(restored.kept()).map(Vec::as_slice);
                    assert_eq!(copy, Some(before.as_bytes()), "step {step}: a copy is kept");
                    replaced += 1;
                } else {
                    assert_eq!(held, before.as_bytes(), "step {step}");
                    assert!(step + 1 < count, "what was acknowledged is on disk");
                }
            }
        }
        assert!(replaced > 10 && count > 10, "{replaced} {count}");
    }
}
