//! `NetworkPrices`: whole prices of rows in one laminar family or two, from what each line and each row lets them be.
//!
//! In one family two sweeps over the tree find prices, most of them zero. In two, a price is a difference of potentials of a
//! network, and these are shortest paths (Bellman and Ford): there are some exactly if the amounts are the best.

use std::collections::BTreeMap;

use super::row_families::RowFamilies;

/// Between what a sum of prices may be; no bound where none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PriceRange {
    pub(super) least: Option<i128>,
    pub(super) most: Option<i128>,
}

impl PriceRange {
    pub(super) const FREE: PriceRange = PriceRange { least: None, most: None };

    /// What is in both.
    fn and(self, other: PriceRange) -> PriceRange {
        let least = self.least.max(other.least);
        let most = match (self.most, other.most) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        PriceRange { least, most }
    }

    /// A value in it, nearest to another; none if it is empty.
    pub(super) fn nearest(self, value: i128) -> Option<i128> {
        let above = self.least.map_or(value, |least| value.max(least));
        let value = self.most.map_or(above, |most| above.min(most));
        self.least.is_none_or(|least| least <= value).then_some(value)
    }
}

/// A row on a sum of lines: what its price may be.
pub(super) struct GroupPrice<'a> {
    pub(super) lines: &'a [u32],
    pub(super) range: PriceRange,
}

/// A row on the increases of lines: what its price may be, and what prices of a line may sum to with it.
pub(super) struct CapPrice {
    pub(super) range: PriceRange,
    pub(super) risen: Vec<PriceRange>,
}

/// Prices: of the total, of each group, of the cap.
pub(super) struct NetworkPrices {
    pub(super) total: i128,
    pub(super) groups: Vec<i128>,
    pub(super) cap: i128,
}

impl NetworkPrices {
    /// Prices such that those of the total and of the groups of each line sum to what the line lets them.
    pub(super) fn of(
        lines: &[PriceRange],
        groups: &[GroupPrice<'_>],
        cap: Option<&CapPrice>,
    ) -> Option<NetworkPrices> {
        let sets: Vec<&[u32]> = groups.iter().map(|group| group.lines).collect();
        let families = RowFamilies::of(lines.len(), &sets)?;
        let is_one = families.nestings[1].sorted().is_empty();
        match cap {
            None if is_one => swept(lines, groups, &families),
            Some(_) if !is_one => None,
            cap => potentials(lines, groups, &families, cap),
        }
    }
}

/// Up the tree: what the prices around each group may sum to. Down: the nearest to that of the group around it.
fn swept(lines: &[PriceRange], groups: &[GroupPrice<'_>], families: &RowFamilies) -> Option<NetworkPrices> {
    let (nesting, numbers) = (&families.nestings[0], families.numbers(0));
    let whole = numbers.len();
    let mut inside = vec![PriceRange::FREE; whole + 1];
    for (line, innermost) in nesting.innermost().iter().enumerate() {
        let place = innermost.unwrap_or(whole);
        inside[place] = inside[place].and(lines[line]);
    }
    for place in (0..whole).rev() {
        let (own, price) = (inside[place], groups[numbers[place]].range);
        let apart = |one: Option<i128>, two: Option<i128>| Some(one? - two?);
        let around = PriceRange { least: apart(own.least, price.most), most: apart(own.most, price.least) };
        let parent = nesting.parents()[place].unwrap_or(whole);
        inside[parent] = inside[parent].and(around);
    }
    let total = inside[whole].nearest(0)?;
    let mut sums = vec![total; whole + 1];
    let mut prices = vec![0; groups.len()];
    for place in 0..whole {
        let around = sums[nesting.parents()[place].unwrap_or(whole)];
        let price = groups[numbers[place]].range;
        let plus = |side: Option<i128>| side.map(|side| side + around);
        let may_be = inside[place].and(PriceRange { least: plus(price.least), most: plus(price.most) });
        sums[place] = may_be.nearest(around)?;
        prices[numbers[place]] = sums[place] - around;
    }
    Some(NetworkPrices { total, groups: prices, cap: 0 })
}

/// The network: the first tree, then the second, then where increases end. An edge says that the potential of its end is at most that
/// of its start and a length more.
struct Edges(BTreeMap<(usize, usize), i128>);

impl Edges {
    /// The potential of one node less that of another is in a range.
    fn apart(&mut self, (one, other): (usize, usize), range: PriceRange) {
        let mut add = |ends: (usize, usize), length: i128| {
            let known = self.0.entry(ends).or_insert(length);
            *known = (*known).min(length);
        };
        if let Some(most) = range.most {
            add((other, one), most);
        }
        if let Some(least) = range.least {
            add((one, other), -least);
        }
    }

    /// Potentials, if there are any.
    fn potentials(self, nodes: usize) -> Option<Vec<i128>> {
        let edges: Vec<((usize, usize), i128)> = self.0.into_iter().collect();
        let mut potentials = vec![0_i128; nodes];
        for _ in 0..=nodes {
            let mut is_settled = true;
            for ((start, end), length) in &edges {
                let reached = potentials[*start] + length;
                if reached < potentials[*end] {
                    potentials[*end] = reached;
                    is_settled = false;
                }
            }
            if is_settled {
                return Some(potentials);
            }
        }
        None
    }
}

fn potentials(
    lines: &[PriceRange],
    groups: &[GroupPrice<'_>],
    families: &RowFamilies,
    cap: Option<&CapPrice>,
) -> Option<NetworkPrices> {
    let numbers = [families.numbers(0), families.numbers(1)];
    let [first, second] = &families.nestings;
    let roots = [numbers[0].len(), numbers[0].len() + 1 + numbers[1].len()];
    let starts = [0, roots[0] + 1];
    let risen = roots[1] + 1;
    let node =
        |family: usize, place: Option<usize>| place.map_or(roots[family], |place| starts[family] + place);
    let mut edges = Edges(BTreeMap::new());
    for (line, range) in lines.iter().enumerate() {
        let above = node(0, first.innermost()[line]);
        edges.apart((above, node(1, second.innermost()[line])), *range);
        if let Some(cap) = cap {
            edges.apart((above, risen), cap.risen[line]);
        }
    }
    for (place, number) in numbers[0].iter().enumerate() {
        edges.apart((node(0, Some(place)), node(0, first.parents()[place])), groups[*number].range);
    }
    for (place, number) in numbers[1].iter().enumerate() {
        edges.apart((node(1, second.parents()[place]), node(1, Some(place))), groups[*number].range);
    }
    if let Some(cap) = cap {
        edges.apart((roots[1], risen), cap.range);
    }
    let found = edges.potentials(risen + 1)?;
    let mut prices = vec![0; groups.len()];
    for (place, number) in numbers[0].iter().enumerate() {
        prices[*number] = found[node(0, Some(place))] - found[node(0, first.parents()[place])];
    }
    for (place, number) in numbers[1].iter().enumerate() {
        prices[*number] = found[node(1, second.parents()[place])] - found[node(1, Some(place))];
    }
    let cap = cap.map_or(0, |_| found[roots[1]] - found[risen]);
    Some(NetworkPrices { total: found[roots[0]] - found[roots[1]], groups: prices, cap })
}
