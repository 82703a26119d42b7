//! `next_combination`: the sets of one size, one after another.

/// Moves to the next set of as many rising numbers below `count`, in lexicographic order; false after the last one.
///
/// ```
/// let mut chosen = [0, 3];
/// assert!(riparto_solve::next_combination(&mut chosen, 4));
/// assert_eq!(chosen, [1, 2]);
/// assert!(!riparto_solve::next_combination(&mut [2, 3], 4));
/// ```
pub fn next_combination(chosen: &mut [usize], count: usize) -> bool {
    let size = chosen.len();
    let Some(place) = (0..size).rev().find(|place| chosen[*place] + size < count + place) else {
        return false;
    };
    let first = chosen[place] + 1;
    chosen[place..].iter_mut().zip(first..).for_each(|(number, next)| *number = next);
    true
}
