//! `gcd`: the greatest common divisor.

use std::ops::Rem;

/// The greatest common divisor of two numbers of zero or more, by Euclid's algorithm; `gcd(a, 0) = a`.
///
/// ```
/// assert_eq!(riparto_solve::gcd(48_125, 950), 25);
/// ```
pub fn gcd<N: Copy + Default + PartialEq + Rem<Output = N>>(mut a: N, mut b: N) -> N {
    while b != N::default() {
        (a, b) = (b, a % b);
    }
    a
}
