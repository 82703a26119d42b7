//! The leaves of the tree, from which proofs are made.

use super::consistency::Consistency;
use super::digest::Digest;
use super::inclusion::Inclusion;
use super::merkle::{MerkleTree, leaf};
use super::record::Record;
use riparto_core::error::{Cause, Result};

/// The hashes of all records as leaves: the root at any revision, and proofs. 32 bytes a record; for the root at the end alone,
/// [`MerkleTree`] takes less.
///
/// See [`Inclusion`] and [`Consistency`] for examples.
///
/// ```
/// use riparto::journal::{Digest, MerkleLeaves};
///
/// assert_eq!(MerkleLeaves::default().root(0)?, Digest::of(b""));
/// assert_eq!(MerkleLeaves::default().root(1).unwrap_err().code(), "revision_unknown");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MerkleLeaves(Vec<Digest>);

impl MerkleLeaves {
    /// Adds the next record.
    pub fn push(&mut self, record: &Record) {
        self.push_line(record.line().as_bytes());
    }

    /// Adds the next record by its line, without a line feed.
    pub fn push_line(&mut self, line: &[u8]) {
        self.0.push(leaf(line));
    }

    /// How many records there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        u64::try_from(self.0.len()).unwrap_or(u64::MAX)
    }

    /// The root over the first records.
    ///
    /// # Errors
    /// `revision_unknown` for more than there are.
    pub fn root(&self, size: u64) -> Result<Digest> {
        self.first(size).map(root)
    }

    /// The proof that a record is among the first n.
    ///
    /// # Errors
    /// `revision_unknown` for more than there are, or a record that is not among them.
    pub fn inclusion(&self, record: &Record, size: u64) -> Result<Inclusion> {
        let (leaves, line) = (self.first(size)?, record.line());
        let index = record.revision() - 1;
        let place = usize::try_from(index).unwrap_or(usize::MAX);
        if leaves.get(place) != Some(&leaf(line.as_bytes())) {
            return Err(Cause::RevisionUnknown { found: record.revision(), last: size }.into());
        }
        let mut path = Vec::new();
        beside(leaves, place, &mut path);
        Ok(Inclusion::new(line, index, size, path))
    }

    /// The proof that the history of the first n extends one of fewer.
    ///
    /// # Errors
    /// `revision_unknown` for more than there are, or for sizes that do not rise from at least one.
    pub fn consistency(&self, first: u64, second: u64) -> Result<Consistency> {
        let leaves = self.first(second)?;
        if first == 0 || first > second {
            return Err(Cause::RevisionUnknown { found: first, last: second }.into());
        }
        let mut path = Vec::new();
        shared(leaves, usize::try_from(first).unwrap_or(usize::MAX), true, &mut path);
        Ok(Consistency::new(first, second, path))
    }

    fn first(&self, size: u64) -> Result<&[Digest]> {
        let first = usize::try_from(size).ok().and_then(|size| self.0.get(..size));
        first.ok_or_else(|| Cause::RevisionUnknown { found: size, last: self.size() }.into())
    }
}

impl<'a> FromIterator<&'a Record> for MerkleLeaves {
    fn from_iter<I: IntoIterator<Item = &'a Record>>(records: I) -> MerkleLeaves {
        let mut leaves = MerkleLeaves::default();
        records.into_iter().for_each(|record| leaves.push(record));
        leaves
    }
}

fn root(leaves: &[Digest]) -> Digest {
    let mut tree = MerkleTree::new();
    leaves.iter().for_each(|leaf| tree.push_leaf(*leaf));
    tree.root()
}

/// How many leaves are on the left: the largest power of two below their number, which is above one.
fn split(leaves: &[Digest]) -> (&[Digest], &[Digest]) {
    leaves.split_at(leaves.len().div_ceil(2).next_power_of_two())
}

/// `PATH(m, D[n])` of RFC 6962, 2.1.1.
fn beside(leaves: &[Digest], place: usize, path: &mut Vec<Digest>) {
    if leaves.len() < 2 {
        return;
    }
    let (left, right) = split(leaves);
    match place.checked_sub(left.len()) {
        None => {
            beside(left, place, path);
            path.push(root(right));
        }
        Some(place) => {
            beside(right, place, path);
            path.push(root(left));
        }
    }
}

/// `SUBPROOF(m, D[n], b)` of RFC 6962, 2.1.2.
fn shared(leaves: &[Digest], first: usize, is_known: bool, path: &mut Vec<Digest>) {
    if first == leaves.len() {
        if !is_known {
            path.push(root(leaves));
        }
        return;
    }
    let (left, right) = split(leaves);
    match first.checked_sub(left.len()) {
        None | Some(0) => {
            shared(left, first, is_known, path);
            path.push(root(right));
        }
        Some(first) => {
            shared(right, first, false, path);
            path.push(root(left));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The eight leaves of the Certificate Transparency reference implementation.
    const INPUTS: [&[u8]; 8] = [
        b"",
        b"\0",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];

    #[test]
    fn the_tree_splits_at_the_largest_power_of_two_below_its_size() {
        for (size, left) in
            [(2, 1), (3, 2), (4, 2), (5, 4), (6, 4), (7, 4), (8, 4), (9, 8), (16, 8), (17, 16)]
        {
            let leaves = vec![Digest::ZERO; size];
            assert_eq!(super::split(&leaves).0.len(), left, "{size}");
        }
    }

    #[test]
    fn roots_are_those_that_certificate_transparency_publishes() {
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut leaves = MerkleLeaves::default();
        let mut tree = MerkleTree::new();
        for (size, root) in (0..).zip(roots) {
            assert_eq!(leaves.root(size).unwrap().to_string(), root);
            assert_eq!(tree.root().to_string(), root);
            if let Some(input) = INPUTS.get(usize::try_from(size).unwrap()) {
                leaves.push_line(input);
                tree.push_line(input);
            }
        }
    }

    #[test]
    fn paths_are_those_that_certificate_transparency_publishes() {
        let mut leaves = MerkleLeaves::default();
        INPUTS.iter().for_each(|input| leaves.push_line(input));
        let path = |place, size: u64| {
            let mut path = Vec::new();
            beside(leaves.first(size).unwrap(), place, &mut path);
            path.iter().map(Digest::to_string).collect::<Vec<_>>()
        };
        assert_eq!(path(0, 1), [""; 0]);
        assert_eq!(
            path(0, 8),
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        );
        assert_eq!(path(2, 3), ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]);
        let consistency = |first, second| {
            let path = leaves.consistency(first, second).unwrap();
            path.path().iter().map(Digest::to_string).collect::<Vec<_>>()
        };
        assert_eq!(consistency(1, 1), [""; 0]);
        assert_eq!(
            consistency(6, 8),
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
    }
}
