//! The tree beside the chain: roots, one record shown alone, one history that goes on from another.

use riparto_table::journal::{Consistency, Digest, Inclusion, MerkleLeaves, MerkleTree};

use super::history;

fn leaves(count: u64) -> (super::MemoryStore, MerkleLeaves) {
    let store = history(&[count]);
    let leaves = store.records().iter().collect();
    (store, leaves)
}

#[test]
fn the_root_in_little_memory_is_that_of_all_leaves_at_every_size() {
    let (store, leaves) = leaves(70);
    let mut tree = MerkleTree::new();
    for record in store.records() {
        assert_eq!(tree.root(), leaves.root(tree.size()).unwrap());
        tree.push(record);
    }
    assert_eq!((tree.size(), tree.root()), (leaves.size(), leaves.root(70).unwrap()));
}

#[test]
fn every_record_is_shown_alone_at_every_size_and_at_no_other() {
    let (store, leaves) = leaves(33);
    for size in 1..=33 {
        let root = leaves.root(size).unwrap();
        for record in &store.records()[..usize::try_from(size).unwrap()] {
            let proof = leaves.inclusion(record, size).unwrap();
            assert_eq!(proof.check(size, &root).unwrap(), *record);
            for other in (1..=33).filter(|other| *other != size) {
                let found = proof.check(other, &leaves.root(other).unwrap());
                assert_eq!(found.unwrap_err().code(), "proof_differs");
                assert_eq!(proof.check(other, &root).unwrap_err().code(), "proof_differs");
            }
        }
    }
    assert_eq!(leaves.inclusion(&store.records()[20], 20).unwrap_err().code(), "revision_unknown");
    let other = history(&[1, 1]);
    assert_eq!(leaves.inclusion(&other.records()[1], 33).unwrap_err().code(), "revision_unknown");
}

#[test]
fn every_history_goes_on_from_every_shorter_one_and_from_no_other() {
    let (_, leaves) = leaves(20);
    let root = |size| leaves.root(size).unwrap();
    for second in 1..=20 {
        for first in 1..=second {
            let proof = leaves.consistency(first, second).unwrap();
            proof.check((first, &root(first)), (second, &root(second))).unwrap();
            let read = Consistency::from_json(&proof.to_json().unwrap()).unwrap();
            assert_eq!((&read, read.sizes()), (&proof, (first, second)));
            for (one, other) in [(first - 1, second), (first, second - 1)] {
                if (one, other) != (first, second) && (first, second) != (1, 1) {
                    assert_eq!(
                        proof.check((one, &root(one)), (other, &root(other))).unwrap_err().code(),
                        "proof_differs"
                    );
                    let roots = ((one, &root(first)), (other, &root(second)));
                    assert_eq!(proof.check(roots.0, roots.1).unwrap_err().code(), "proof_differs");
                }
            }
            let mut longer = proof.path().to_vec();
            longer.push(Digest::ZERO);
            let longer = Consistency::new(first, second, longer);
            assert_eq!(
                longer.check((first, &root(first)), (second, &root(second))).unwrap_err().code(),
                "proof_differs"
            );
            if let Some((_, shorter)) = proof.path().split_last() {
                let shorter = Consistency::new(first, second, shorter.to_vec());
                assert_eq!(
                    shorter.check((first, &root(first)), (second, &root(second))).unwrap_err().code(),
                    "proof_differs"
                );
            }
        }
    }
    for (first, second) in [(0, 3), (4, 3), (1, 21)] {
        assert_eq!(leaves.consistency(first, second).unwrap_err().code(), "revision_unknown");
    }
}

#[test]
fn no_bit_of_an_extract_can_be_another() {
    let (store, leaves) = leaves(11);
    for (index, size) in [(0, 11), (4, 11), (10, 11), (6, 7), (0, 1)] {
        let root = leaves.root(size).unwrap();
        let text = leaves.inclusion(&store.records()[index], size).unwrap().to_json().unwrap();
        for (place, bit) in (0..text.len()).flat_map(|place| (0..8).map(move |bit| (place, bit))) {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= 1 << bit;
            let read = String::from_utf8(bytes).ok().and_then(|text| Inclusion::from_json(&text).ok());
            assert!(read.is_none_or(|read| read.check(size, &root).is_err()), "byte {place}, bit {bit}");
        }
    }
}

#[test]
fn an_extract_is_read_strictly() {
    let (store, leaves) = leaves(3);
    let text = leaves.inclusion(&store.records()[1], 3).unwrap().to_json().unwrap();
    for (from, to, code) in [
        ("inclusion/1", "inclusion/2", "document_format"),
        ("\"index\"", "\"place\"", "document_malformed"),
        ("\"path\":[\"", "\"path\":[\"A", "document_malformed"),
    ] {
        assert_eq!(Inclusion::from_json(&text.replace(from, to)).unwrap_err().code(), code);
    }
}
