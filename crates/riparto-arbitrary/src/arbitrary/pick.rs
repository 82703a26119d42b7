//! `Pick`: one of several things by name, the same one when others are left out.

use proptest::prelude::*;

/// A choice that is made before it is known what there is to choose from. Names and picks stand on a ring, and a pick means the next
/// name on it: a case that shrinks loses lines, and what was picked stays picked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pick(u32);

pub(super) fn any_pick() -> impl Strategy<Value = Pick> + Clone {
    any::<u32>().no_shrink().prop_map(Pick)
}

impl Pick {
    /// The position of what is picked; zero where there is nothing.
    pub(super) fn position<'a>(self, names: impl IntoIterator<Item = &'a str>) -> usize {
        let distances = names.into_iter().map(|name| place(name).wrapping_sub(self.0)).enumerate();
        distances.min_by_key(|(_, distance)| *distance).map_or(0, |(position, _)| position)
    }
}

/// The place of a name on the ring: FNV-1a, mixed so that names that differ in the last letter stand far apart.
fn place(name: &str) -> u32 {
    let hash =
        name.bytes().fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    let hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}
