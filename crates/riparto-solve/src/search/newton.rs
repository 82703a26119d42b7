//! Symmetric linear systems solved approximately in fixed point, for Newton steps on the dual: right sides and solutions are
//! scaled by [`FIXED_POINT_SCALE`], the matrix by its square.

/// The fixed-point scale: the number that stands for one.
pub(super) const FIXED_POINT_SCALE: i128 = 1 << 16;

/// Solutions beyond this are given up: products would leave 128 bits.
const SOLUTION_LIMIT: i128 = 1 << 100;

/// A solution of a possibly singular system, and directions that leave its pivot rows unchanged.
pub(super) struct NewtonSolution {
    /// One step for each row; zero for rows that depend linearly on others.
    pub(super) steps: Vec<i128>,
    /// For each dependent row with a residual, the direction that reduces it and leaves all pivot rows unchanged.
    pub(super) rays: Vec<Vec<i128>>,
}

/// Gaussian elimination with diagonal pivoting; `None` if a number grows too large.
pub(super) fn solve_symmetric(
    mut matrix: Vec<Vec<i128>>,
    mut right_side: Vec<i128>,
) -> Option<NewtonSolution> {
    let size = right_side.len();
    let mut order: Vec<usize> = Vec::with_capacity(size);
    let mut remaining: Vec<usize> = (0..size).collect();
    // A diagonal entry up to this is rounding noise: the row depends on the pivots.
    let noise = FIXED_POINT_SCALE * 4;
    while let Some((position, pivot)) = remaining
        .iter()
        .copied()
        .enumerate()
        .max_by_key(|(position, row)| (matrix[*row][*row], usize::MAX - position))
        && matrix[pivot][pivot] > noise
    {
        remaining.remove(position);
        order.push(pivot);
        for row in remaining.iter().copied() {
            if matrix[row][pivot] == 0 {
                continue;
            }
            let factor = matrix[row][pivot] * FIXED_POINT_SCALE * FIXED_POINT_SCALE / matrix[pivot][pivot];
            let (reduced, by) = two_rows(&mut matrix, row, pivot);
            for (entry, of_pivot) in reduced.iter_mut().zip(by) {
                *entry -= factor.checked_mul(*of_pivot)? / (FIXED_POINT_SCALE * FIXED_POINT_SCALE);
            }
            right_side[row] -=
                factor.checked_mul(right_side[pivot])? / (FIXED_POINT_SCALE * FIXED_POINT_SCALE);
        }
    }
    let steps = back_substitute(&matrix, &order, right_side.clone(), vec![0; size])?;
    let mut rays = Vec::new();
    for row in remaining.into_iter().filter(|row| right_side[*row].abs() > FIXED_POINT_SCALE / 4) {
        let mut ray = vec![0; size];
        ray[row] = right_side[row].signum() * FIXED_POINT_SCALE;
        let against = (0..size)
            .map(|other| -matrix[other][row] * ray[row] / (FIXED_POINT_SCALE * FIXED_POINT_SCALE))
            .collect();
        rays.push(back_substitute(&matrix, &order, against, ray)?);
    }
    Some(NewtonSolution { steps, rays })
}

/// Two different rows of a matrix, the first mutable.
fn two_rows(matrix: &mut [Vec<i128>], first: usize, second: usize) -> (&mut [i128], &[i128]) {
    let (before, after) = matrix.split_at_mut(first.max(second));
    let (low, high) = (&mut before[first.min(second)], &mut after[0]);
    if first < second { (low, high) } else { (high, low) }
}

/// Back substitution: solves for the pivot rows, last to first, with the values of all other rows given.
fn back_substitute(
    matrix: &[Vec<i128>],
    order: &[usize],
    right_side: Vec<i128>,
    mut solved: Vec<i128>,
) -> Option<Vec<i128>> {
    for (position, pivot) in order.iter().enumerate().rev() {
        let mut side = right_side[*pivot].checked_mul(FIXED_POINT_SCALE)?;
        for later in &order[position + 1..] {
            side -= matrix[*pivot][*later].checked_mul(solved[*later])? / FIXED_POINT_SCALE;
        }
        solved[*pivot] = side.checked_mul(FIXED_POINT_SCALE)? / matrix[*pivot][*pivot];
        if solved[*pivot].abs() > SOLUTION_LIMIT {
            return None;
        }
    }
    Some(solved)
}
