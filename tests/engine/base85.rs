//! Base85, as the page holds the engine: five digits for four bytes, with a comma in the place of `<`.

const DIGITS: &[u8; 85] =
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";

/// The bytes that a text in base85 encodes.
pub(super) fn decoded(text: &str) -> Vec<u8> {
    let mut values = [u8::MAX; 256];
    for (value, digit) in (0..).zip(DIGITS) {
        values[usize::from(*digit)] = value;
    }
    let mut bytes = Vec::new();
    for digits in text.as_bytes().chunks(5) {
        // A last group is filled up with the largest digit.
        let filled = digits.iter().chain(std::iter::repeat_n(&b'~', 5 - digits.len()));
        let bits = filled.fold(0_u32, |bits, digit| {
            let value = values[usize::from(*digit)];
            assert!(value < 85, "{digit} is no digit of base85");
            bits.wrapping_mul(85).wrapping_add(u32::from(value))
        });
        bytes.extend(&bits.to_be_bytes()[..digits.len() - 1]);
    }
    bytes
}
