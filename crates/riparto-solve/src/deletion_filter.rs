//! `deletion_filter`: from an infeasible set of constraints to an irreducible one (Chinneck, *Feasibility and Infeasibility in
//! Optimization*, 2008).

use crate::answer::Answer;

/// Drops elements of an infeasible set while the rest is proven infeasible: `part` of them at once, then half as many, and last one
/// by one. Returns what is left, and whether it is proven irreducible: feasible without any one of its elements.
///
/// `test` tells whether a set is feasible, or `None` to end here with what is left.
///
/// ```
/// use riparto_solve::{Answer, deletion_filter};
///
/// // Floors in euros that must fit into a total of 100 together.
/// let fits = |floors: &[i64]| -> Result<Option<Answer<(), ()>>, ()> {
///     Ok(Some(if floors.iter().sum::<i64>() > 100 { Answer::Infeasible(()) } else { Answer::Found(()) }))
/// };
/// assert_eq!(deletion_filter(vec![10, 70, 20, 40], 2, fits), Ok((vec![70, 40], true)));
/// ```
///
/// # Errors
/// Those of `test`.
pub fn deletion_filter<T: Clone, E>(
    mut set: Vec<T>,
    mut part: usize,
    mut test: impl FnMut(&[T]) -> Result<Option<Answer<(), ()>>, E>,
) -> Result<(Vec<T>, bool), E> {
    loop {
        let (mut at, mut is_irreducible) = (0, true);
        while at < set.len() {
            let end = set.len().min(at + part.max(1));
            let without: Vec<T> = set[..at].iter().chain(&set[end..]).cloned().collect();
            match test(&without)? {
                None => return Ok((set, false)),
                Some(Answer::Infeasible(())) => set = without,
                Some(verdict) => {
                    is_irreducible &= verdict == Answer::Found(());
                    at = end;
                }
            }
        }
        if part <= 1 {
            return Ok((set, is_irreducible));
        }
        part /= 2;
    }
}
