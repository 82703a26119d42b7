//! Splitting by weights: a brute-force oracle, and the laws of the methods. Recorded optima, ties and refusals are tested through JSON.

mod brute_force;
mod laws;

use riparto_core::Method;

const FIVE: [Method; 5] =
    [Method::LargestRemainder, Method::Webster, Method::Jefferson, Method::Adams, Method::HuntingtonHill];
const DIVISORS: [Method; 4] = [Method::Webster, Method::Jefferson, Method::Adams, Method::HuntingtonHill];
