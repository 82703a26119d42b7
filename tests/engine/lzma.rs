//! LZMA in the file format `.lzma`, as the page holds the engine.

const EVEN: u16 = 1 << 10;
const POSITIONS: usize = 16;
const STATES: usize = 12;

/// Reads bits, each against a probability that it adapts.
struct RangeDecoder<'a> {
    bytes: std::slice::Iter<'a, u8>,
    range: u32,
    code: u32,
}

impl RangeDecoder<'_> {
    fn fill(&mut self) {
        if self.range < 1 << 24 {
            self.range <<= 8;
            self.code = self.code << 8 | u32::from(*self.bytes.next().unwrap());
        }
    }

    fn bit(&mut self, probability: &mut u16) -> usize {
        let bound = (self.range >> 11) * u32::from(*probability);
        let is_one = self.code >= bound;
        if is_one {
            self.range -= bound;
            self.code -= bound;
            *probability -= *probability >> 5;
        } else {
            self.range = bound;
            *probability += ((1 << 11) - *probability) >> 5;
        }
        self.fill();
        usize::from(is_one)
    }

    fn direct(&mut self, count: usize) -> usize {
        (0..count).fold(0, |value, _| {
            self.range >>= 1;
            let is_one = self.code >= self.range;
            self.code -= if is_one { self.range } else { 0 };
            self.fill();
            value << 1 | usize::from(is_one)
        })
    }

    fn tree(&mut self, probabilities: &mut [u16], bits: usize) -> usize {
        let node = (0..bits).fold(1, |node, _| node << 1 | self.bit(&mut probabilities[node]));
        node - (1 << bits)
    }

    fn reversed(&mut self, probabilities: &mut [u16], start: usize, bits: usize) -> usize {
        let (mut node, mut value) = (1, 0);
        for place in 0..bits {
            let bit = self.bit(&mut probabilities[start + node]);
            node = node << 1 | bit;
            value |= bit << place;
        }
        value
    }
}

/// Lengths of repetitions.
struct Lengths {
    choice: [u16; 2],
    low: Vec<u16>,
    middle: Vec<u16>,
    high: Vec<u16>,
}

impl Lengths {
    fn new() -> Lengths {
        let positions = || vec![EVEN; POSITIONS << 3];
        Lengths { choice: [EVEN; 2], low: positions(), middle: positions(), high: vec![EVEN; 256] }
    }

    fn read(&mut self, decoder: &mut RangeDecoder<'_>, position: usize) -> usize {
        let [first, second] = &mut self.choice;
        match (decoder.bit(first), position << 3) {
            (0, start) => 2 + decoder.tree(&mut self.low[start..], 3),
            (_, start) => match decoder.bit(second) {
                0 => 10 + decoder.tree(&mut self.middle[start..], 3),
                _ => 18 + decoder.tree(&mut self.high, 8),
            },
        }
    }
}

/// The distances of a repetition that is written anew.
struct Distances {
    slots: Vec<u16>,
    specials: Vec<u16>,
    aligned: Vec<u16>,
}

impl Distances {
    fn read(&mut self, decoder: &mut RangeDecoder<'_>, length: usize) -> usize {
        let slot = decoder.tree(&mut self.slots[(length - 2).min(3) << 6..], 6);
        if slot < 4 {
            return slot;
        }
        let bits = (slot >> 1) - 1;
        let base = (2 | slot & 1) << bits;
        match slot < 14 {
            true => base + decoder.reversed(&mut self.specials, base - slot, bits),
            false => base + (decoder.direct(bits - 4) << 4) + decoder.reversed(&mut self.aligned, 0, 4),
        }
    }
}

/// Literals, by what stands before them.
struct Literals {
    context: usize,
    probabilities: Vec<u16>,
}

impl Literals {
    fn read(&mut self, decoder: &mut RangeDecoder<'_>, output: &[u8], matched: Option<u8>) -> u8 {
        let before = usize::from(output.last().copied().unwrap_or(0));
        let probabilities = &mut self.probabilities[0x300 * (before >> (8 - self.context))..];
        let mut symbol = 1;
        let mut matched = matched.map(usize::from);
        while symbol < 0x100 {
            let wanted = matched.map(|byte| byte >> 7 & 1);
            let place = wanted.map_or(symbol, |wanted| ((1 + wanted) << 8) + symbol);
            let bit = decoder.bit(&mut probabilities[place]);
            symbol = symbol << 1 | bit;
            matched = matched.filter(|_| wanted == Some(bit)).map(|byte| byte << 1);
        }
        u8::try_from(symbol & 0xff).unwrap()
    }
}

/// Unpacks a whole file, whose head says how long it is; literals depend on no place.
pub(super) fn unpacked(file: &[u8]) -> Vec<u8> {
    let (head, bytes) = file.split_at(13);
    let properties = usize::from(head[0]);
    assert_eq!(properties / 9 % 5, 0, "literals depend on no place");
    let (context, mask) = (properties % 9, (1 << (properties / 45)) - 1);
    let length = usize::try_from(u64::from_le_bytes(head[5..].try_into().unwrap())).unwrap();
    let code = u32::from_be_bytes(bytes[1..5].try_into().unwrap());
    let mut decoder = RangeDecoder { bytes: bytes[5..].iter(), range: u32::MAX, code };
    let mut literals = Literals { context, probabilities: vec![EVEN; 0x300 << context] };
    let (mut is_match, mut is_long) = (vec![EVEN; STATES * POSITIONS], vec![EVEN; STATES * POSITIONS]);
    let mut is_repeated = [[EVEN; STATES]; 4];
    let (mut lengths, mut repeated) = (Lengths::new(), Lengths::new());
    let mut distances =
        Distances { slots: vec![EVEN; 4 << 6], specials: vec![EVEN; 115], aligned: vec![EVEN; 16] };
    let (mut state, mut last) = (0, [0_usize; 4]);
    let mut output: Vec<u8> = Vec::with_capacity(length);
    while output.len() < length {
        let position = output.len() & mask;
        if decoder.bit(&mut is_match[state * POSITIONS + position]) == 0 {
            let matched = (state >= 7).then(|| output[output.len() - last[0] - 1]);
            let literal = literals.read(&mut decoder, &output, matched);
            output.push(literal);
            state = [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 4, 5][state];
            continue;
        }
        let count = if decoder.bit(&mut is_repeated[0][state]) == 0 {
            let count = lengths.read(&mut decoder, position);
            state = if state < 7 { 7 } else { 10 };
            last.rotate_right(1);
            last[0] = distances.read(&mut decoder, count);
            count
        } else {
            let mut which = 0;
            while which < 3 && decoder.bit(&mut is_repeated[which + 1][state]) == 1 {
                which += 1;
            }
            if which == 0 && decoder.bit(&mut is_long[state * POSITIONS + position]) == 0 {
                state = if state < 7 { 9 } else { 11 };
                1
            } else {
                last[..=which].rotate_right(1);
                state = if state < 7 { 8 } else { 11 };
                repeated.read(&mut decoder, position)
            }
        };
        for _ in 0..count {
            output.push(output[output.len() - last[0] - 1]);
        }
    }
    output
}
