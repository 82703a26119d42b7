//! Remainders: which amounts several steps let pass, each with no remainder or with one that is named.

/// With more remainders than this, only whole multiples of the further steps are looked at.
const MOST_REMAINDERS: usize = 1 << 10;

/// Larger than any amount.
pub(super) const ENDLESS: i128 = 1 << 62;

/// For each way in which all steps let an amount of at most so much pass: its remainder, and the step that it is of, all steps
/// joined. Whole multiples are the first way.
#[doc(hidden)]
pub fn remainders(steps: &[(i64, Option<i64>)], most: i128) -> Vec<(i128, i128)> {
    let mut steps = steps.to_vec();
    steps.sort_unstable();
    steps.dedup();
    let mut joined: Vec<(i128, i128)> = vec![(0, 1)];
    for (step, rest) in &steps {
        let rests = [Some(0), rest.filter(|_| joined.len() < MOST_REMAINDERS)];
        let pairs = joined.iter().flat_map(|known| rests.iter().flatten().map(move |rest| (known, rest)));
        let mut next: Vec<(i128, i128)> = pairs
            .filter_map(|(known, rest)| both(*known, (i128::from(*rest), (*step).into()), most))
            .collect();
        next.sort_unstable();
        next.dedup();
        joined = next;
    }
    joined
}

/// The amounts that have both remainders; `None` if none up to the most has (the Chinese remainder theorem).
#[doc(hidden)]
pub fn both((rest, step): (i128, i128), (other, by): (i128, i128), most: i128) -> Option<(i128, i128)> {
    let (common, inverse) = greatest_common(step, by);
    let apart = other - rest;
    if apart % common != 0 {
        return None;
    }
    let times = (apart / common % (by / common) * inverse).rem_euclid(by / common);
    let first = rest + step * times;
    // Steps so large that only the first amount is in reach stay as large as that.
    (first <= most).then(|| (first, (step / common * by).min(ENDLESS)))
}

/// The greatest number that divides both, and by what the first one is multiplied to be it, but for multiples of the second.
fn greatest_common(a: i128, b: i128) -> (i128, i128) {
    let (mut old, mut rest, mut times, mut next) = (a, b, 1_i128, 0_i128);
    while rest != 0 {
        let quotient = old / rest;
        (old, rest) = (rest, old - quotient * rest);
        (times, next) = (next, times - quotient * next);
    }
    (old, times)
}
