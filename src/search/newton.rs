//! Linear equations in whole numbers, near enough: sides and solutions in parts of which [`FINE`] make one, the matrix in
//! parts of those.

/// Parts of a whole.
pub(super) const FINE: i128 = 1 << 16;

/// Numbers beyond this are given up: products would leave 128 bits.
const FAR: i128 = 1 << 100;

/// A solution, and directions that change nothing that the rows with curvature see.
pub(super) struct Solved {
    /// Rows that depend on others stay at zero.
    pub(super) steps: Vec<i128>,
    /// For each row that depends on others and is still out of balance, the way along which all others keep theirs.
    pub(super) rays: Vec<Vec<i128>>,
}

/// Solves a symmetric system; `None` where numbers grow too large.
pub(super) fn solve(mut matrix: Vec<Vec<i128>>, mut sides: Vec<i128>) -> Option<Solved> {
    let size = sides.len();
    let mut order: Vec<usize> = Vec::with_capacity(size);
    let mut open: Vec<usize> = (0..size).collect();
    // What elimination leaves of a row that depends on others is noise below this.
    let noise = FINE * 4;
    while let Some((place, pivot)) =
        open.iter().copied().enumerate().max_by_key(|(place, row)| (matrix[*row][*row], usize::MAX - place))
        && matrix[pivot][pivot] > noise
    {
        open.remove(place);
        order.push(pivot);
        for row in open.iter().copied() {
            if matrix[row][pivot] == 0 {
                continue;
            }
            let factor = matrix[row][pivot] * FINE * FINE / matrix[pivot][pivot];
            let (reduced, by) = two_rows(&mut matrix, row, pivot);
            for (entry, of_pivot) in reduced.iter_mut().zip(by) {
                *entry -= factor.checked_mul(*of_pivot)? / (FINE * FINE);
            }
            sides[row] -= factor.checked_mul(sides[pivot])? / (FINE * FINE);
        }
    }
    let steps = substitute(&matrix, &order, sides.clone(), vec![0; size])?;
    let mut rays = Vec::new();
    for row in open.into_iter().filter(|row| sides[*row].abs() > FINE / 4) {
        let mut ray = vec![0; size];
        ray[row] = sides[row].signum() * FINE;
        let against = (0..size).map(|other| -matrix[other][row] * ray[row] / (FINE * FINE)).collect();
        rays.push(substitute(&matrix, &order, against, ray)?);
    }
    Some(Solved { steps, rays })
}

/// Two rows of a matrix, the first to be written.
fn two_rows(matrix: &mut [Vec<i128>], first: usize, second: usize) -> (&mut [i128], &[i128]) {
    let (before, after) = matrix.split_at_mut(first.max(second));
    let (low, high) = (&mut before[first.min(second)], &mut after[0]);
    if first < second { (low, high) } else { (high, low) }
}

/// Fills in the rows of the pivots, last to first.
fn substitute(
    matrix: &[Vec<i128>],
    order: &[usize],
    sides: Vec<i128>,
    mut solved: Vec<i128>,
) -> Option<Vec<i128>> {
    for (place, pivot) in order.iter().enumerate().rev() {
        let mut side = sides[*pivot].checked_mul(FINE)?;
        for later in &order[place + 1..] {
            side -= matrix[*pivot][*later].checked_mul(solved[*later])? / FINE;
        }
        solved[*pivot] = side.checked_mul(FINE)? / matrix[*pivot][*pivot];
        if solved[*pivot].abs() > FAR {
            return None;
        }
    }
    Some(solved)
}
