//! The kinds of charts: bars, pairs of bars, flows, margins, ranges, a map, marks, a timeline.

use super::svg::{Anchor, Svg, WIDTH, length};

/// A row of bars.
#[derive(Clone, Debug)]
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) cents: i128,
    pub(super) figures: String,
    /// Whether it sums all that is not shown.
    pub(super) is_rest: bool,
}

/// What a line held and holds.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) label: String,
    pub(super) before: i128,
    pub(super) after: i128,
    pub(super) change: String,
}

/// What goes from one to another.
#[derive(Clone, Debug)]
pub(super) struct FlowLink {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) cents: i128,
}

/// What a line may give and receive.
#[derive(Clone, Debug)]
pub(super) struct MarginRow {
    pub(super) label: String,
    pub(super) give: (i128, String),
    pub(super) receive: (i128, String),
}

/// What all grant a line, the most that one grants, what it holds.
#[derive(Clone, Debug)]
pub(super) struct RangeRow {
    pub(super) label: String,
    pub(super) least: i128,
    pub(super) most: i128,
    pub(super) held: i128,
    pub(super) figures: String,
}

/// A mark of a party on a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Consent,
    Objection,
    Abstention,
    Nothing,
}

/// Something on a timeline.
#[derive(Clone, Debug)]
pub(super) struct Milestone {
    pub(super) day: String,
    pub(super) label: String,
    pub(super) figures: String,
    pub(super) is_sitting: bool,
}

/// Where labels end, where bars begin, how many columns a line of a label has, how high a row is, how long a bar may be.
const LABEL: i64 = 262;
const BEGIN: i64 = 270;
const COLUMNS: usize = 36;
const ROW: i64 = 28;
const BARS: i64 = 350;

pub(super) fn bars(rows: &[Bar]) -> Svg {
    let mut svg = Svg::default();
    // The bar of all the rest would make the others small: it is stated and not drawn.
    let drawn = rows.iter().filter(|row| !row.is_rest);
    let greatest = drawn.map(|row| row.cents).max().unwrap_or(0);
    for (row, y) in rows.iter().zip((4..).step_by(28)) {
        svg.label([LABEL, y + 13], Anchor::End, &row.label, COLUMNS);
        let room = if row.is_rest { 0 } else { length(row.cents, greatest, BARS) };
        svg.rect("n", [BEGIN, y + 5, room, ROW - 12]);
        svg.text("", [WIDTH, y + 17], Anchor::End, &row.figures);
    }
    svg
}

pub(super) fn pairs(rows: &[Pair], [before, after]: [&str; 2]) -> Svg {
    let mut svg = Svg::default();
    svg.rect("o", [BEGIN, 4, 12, 8]);
    svg.text("f", [BEGIN + 18, 13], Anchor::Start, before);
    svg.rect("n", [BEGIN + 120, 4, 12, 8]);
    svg.text("f", [BEGIN + 138, 13], Anchor::Start, after);
    let greatest = rows.iter().map(|row| row.before.max(row.after)).max().unwrap_or(0);
    for (row, y) in rows.iter().zip((22..).step_by(30)) {
        svg.label([LABEL, y + 13], Anchor::End, &row.label, COLUMNS);
        svg.rect("o", [BEGIN, y + 4, length(row.before, greatest, BARS), 8]);
        svg.rect("n", [BEGIN, y + 13, length(row.after, greatest, BARS), 8]);
        svg.text("", [WIDTH, y + 17], Anchor::End, &row.change);
    }
    svg
}

/// Who gives on the left, who receives on the right, each with a label.
pub(super) fn flows(givers: &[String], receivers: &[String], links: &[FlowLink]) -> Svg {
    const ROOM: i64 = 260;
    const X: [i64; 2] = [250, 470];
    let mut svg = Svg::default();
    let all: i128 = links.iter().map(|link| link.cents).sum();
    let tall = |cents: i128| length(cents, all, ROOM).max(2);
    let stacked = |count: usize, end: fn(&FlowLink) -> usize| {
        let mut places = Vec::new();
        let mut y = 6;
        for node in 0..count {
            let own = links.iter().filter(|link| end(link) == node);
            let height: i64 = own.map(|link| tall(link.cents)).sum();
            places.push((y, height));
            y += height.max(22) + 8;
        }
        places
    };
    let (left, right) = (stacked(givers.len(), |link| link.from), stacked(receivers.len(), |link| link.to));
    let mut used = [vec![0; left.len()], vec![0; right.len()]];
    for link in links {
        let height = tall(link.cents);
        let (Some(from), Some(to)) = (left.get(link.from), right.get(link.to)) else { continue };
        let [used_left, used_right] = &mut used;
        svg.band("r", [X[0], from.0 + used_left[link.from]], [X[1], to.0 + used_right[link.to]], height);
        used_left[link.from] += height;
        used_right[link.to] += height;
    }
    for ((y, height), label) in left.iter().zip(givers) {
        svg.rect("g", [X[0] - 6, *y, 6, *height]);
        svg.label([X[0] - 12, y + height / 2], Anchor::End, label, 34);
    }
    for ((y, height), label) in right.iter().zip(receivers) {
        svg.rect("n", [X[1], *y, 6, *height]);
        svg.label([X[1] + 12, y + height / 2], Anchor::Start, label, 34);
    }
    svg
}

pub(super) fn margins(rows: &[MarginRow], [give, receive]: [&str; 2]) -> Svg {
    const MIDDLE: i64 = 490;
    const ROOM: i64 = 140;
    let mut svg = Svg::default();
    svg.text("f", [MIDDLE - 8, 12], Anchor::End, give);
    svg.text("f", [MIDDLE + 8, 12], Anchor::Start, receive);
    let greatest = rows.iter().map(|row| row.give.0.max(row.receive.0)).max().unwrap_or(0);
    let end = 20 + ROW * i64::try_from(rows.len()).unwrap_or(0);
    for (row, y) in rows.iter().zip((20..).step_by(28)) {
        svg.label([LABEL, y + 13], Anchor::End, &row.label, COLUMNS);
        let (give, receive) = (length(row.give.0, greatest, ROOM), length(row.receive.0, greatest, ROOM));
        svg.rect("g", [MIDDLE - give, y + 5, give, ROW - 12]);
        svg.rect("n", [MIDDLE, y + 5, receive, ROW - 12]);
        svg.text("", [MIDDLE - ROOM - 6, y + 17], Anchor::End, &row.give.1);
        svg.text("", [WIDTH, y + 17], Anchor::End, &row.receive.1);
    }
    svg.line("l", [MIDDLE, 18, MIDDLE, end]);
    svg
}

pub(super) fn ranges(rows: &[RangeRow], [agreed, contested, held]: [&str; 3]) -> Svg {
    let mut svg = Svg::default();
    svg.rect("n", [BEGIN, 4, 12, 8]);
    svg.text("f", [BEGIN + 18, 13], Anchor::Start, agreed);
    svg.rect("g", [BEGIN + 160, 4, 12, 8]);
    svg.text("f", [BEGIN + 178, 13], Anchor::Start, contested);
    svg.line("k", [BEGIN + 320, 2, BEGIN + 320, 14]);
    svg.text("f", [BEGIN + 328, 13], Anchor::Start, held);
    let greatest = rows.iter().map(|row| row.most.max(row.held)).max().unwrap_or(0);
    for (row, y) in rows.iter().zip((22..).step_by(28)) {
        svg.label([LABEL, y + 13], Anchor::End, &row.label, COLUMNS);
        let (least, most) = (length(row.least, greatest, BARS), length(row.most, greatest, BARS));
        svg.rect("n", [BEGIN, y + 5, least, ROW - 12]);
        svg.rect("g", [BEGIN + least, y + 5, (most - least).max(0), ROW - 12]);
        let held = BEGIN + length(row.held, greatest, BARS);
        svg.line("k", [held, y + 2, held, y + ROW - 4]);
        svg.text("", [WIDTH, y + 17], Anchor::End, &row.figures);
    }
    svg
}

/// Shades from 0 to 4 of each with each, with the words of each cell.
pub(super) fn map(names: &[String], cell: &dyn Fn(usize, usize) -> (u8, String)) -> Svg {
    const SIDE: i64 = 38;
    let mut svg = Svg::default();
    for (row, y) in (0..names.len()).zip((20..).step_by(38)) {
        svg.label([LABEL, y + 19], Anchor::End, &names[row], 34);
        svg.text("f", [LABEL + 18, y + 23], Anchor::Middle, &(row + 1).to_string());
        for (column, x) in (0..names.len()).zip((BEGIN + 24..).step_by(38)) {
            let (shade, words) = cell(row, column);
            svg.rect(&format!("w{shade}"), [x, y, SIDE - 2, SIDE - 2]);
            svg.text(if shade > 3 { "wt" } else { "wd" }, [x + 18, y + 23], Anchor::Middle, &words);
        }
    }
    for (column, x) in (0..names.len()).zip((BEGIN + 24..).step_by(38)) {
        svg.text("f", [x + 18, 14], Anchor::Middle, &(column + 1).to_string());
    }
    svg
}

/// Marks of parties, by column, on proposals, by row; with a legend of the four marks.
pub(super) fn marks(parties: &[String], rows: &[(String, Vec<Mark>)], legend: [(Mark, &str); 4]) -> Svg {
    let mut svg = Svg::default();
    let step = (430 / i64::try_from(parties.len().max(1)).unwrap_or(1)).clamp(30, 100);
    let mut x = 8;
    for (mark, words) in legend {
        draw(&mut svg, mark, [x + 6, 10]);
        svg.text("f", [x + 18, 14], Anchor::Start, words);
        x += 170;
    }
    let columns = usize::try_from(step / 7).unwrap_or(4);
    for (party, place) in parties.iter().zip(0..) {
        svg.label([270 + step * place + step / 2, 38], Anchor::Middle, party, columns);
    }
    for ((label, marks), y) in rows.iter().zip((54..).step_by(30)) {
        svg.label([LABEL, y + 12], Anchor::End, label, COLUMNS);
        for (mark, place) in marks.iter().zip(0..) {
            draw(&mut svg, *mark, [270 + step * place + step / 2, y + 12]);
        }
        svg.line("l", [8, y + 28, WIDTH, y + 28]);
    }
    svg
}

fn draw(svg: &mut Svg, mark: Mark, [x, y]: [i64; 2]) {
    match mark {
        Mark::Consent => svg.circle("n", [x, y, 6]),
        Mark::Abstention => svg.circle("e", [x, y, 5]),
        Mark::Objection => {
            svg.line("x", [x - 5, y - 5, x + 5, y + 5]);
            svg.line("x", [x - 5, y + 5, x + 5, y - 5]);
        }
        Mark::Nothing => svg.line("l", [x - 4, y, x + 4, y]),
    }
}

pub(super) fn timeline(moments: &[Milestone]) -> Svg {
    const AXIS: i64 = 150;
    let mut svg = Svg::default();
    let end = 28 * i64::try_from(moments.len()).unwrap_or(0);
    svg.line("l", [AXIS, 4, AXIS, end]);
    for (moment, y) in moments.iter().zip((16..).step_by(28)) {
        svg.text("f", [AXIS - 14, y + 4], Anchor::End, &moment.day);
        match moment.is_sitting {
            true => svg.rect("n", [AXIS - 6, y - 6, 12, 12]),
            false => svg.circle("g", [AXIS, y, 5]),
        }
        svg.label([AXIS + 16, y], Anchor::Start, &moment.label, 60);
        svg.text("", [WIDTH, y + 4], Anchor::End, &moment.figures);
    }
    svg
}
