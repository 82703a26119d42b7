//! `Svg`: a drawing in whole numbers, the same bytes for the same input, with all text escaped.

use super::wrapping::wrap;

/// How wide every drawing is, in its own units.
pub(super) const WIDTH: i64 = 720;

/// Colours that people who tell few of them apart can tell apart, on light and on dark.
const STYLE: &str = ".t{font:12px \"Liberation Sans\",Arial,Helvetica,sans-serif;fill:#1a1a1a}.f{fill:#55585c}.s{font-size:11px}\
.n{fill:#0072b2}.o{fill:#8a8d91}.g{fill:#d55e00}.r{fill:#0072b2;fill-opacity:.35}.l{stroke:#8a8d91;stroke-width:1;fill:none}\
.x{stroke:#d55e00;stroke-width:3;fill:none}.e{stroke:#0072b2;stroke-width:2;fill:none}.k{stroke:#1a1a1a;stroke-width:2;fill:none}\
.w0{fill:#eef3f7}.w1{fill:#c6dbeb}.w2{fill:#8fbbdb}.w3{fill:#4a94c6}.w4{fill:#005a8f}.wt{fill:#ffffff}.wd{fill:#1a1a1a}\
@media screen and (prefers-color-scheme:dark){.t{fill:#e8e8e6}.f{fill:#b0b4b8}.n{fill:#56b4e9}.r{fill:#56b4e9;fill-opacity:.4}\
.g{fill:#f0894a}.x{stroke:#f0894a}.e{stroke:#56b4e9}.k{stroke:#e8e8e6}.wd{fill:#1a1a1a}.wt{fill:#ffffff}}";

/// A drawing as it grows.
#[derive(Clone, Debug, Default)]
pub(super) struct Svg {
    body: String,
    height: i64,
}

/// How a text is anchored: its beginning, its middle or its end is at the point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    pub(super) fn rect(&mut self, class: &str, [x, y, width, height]: [i64; 4]) {
        self.reach(y + height);
        self.body.push_str(&format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
        ));
    }

    pub(super) fn line(&mut self, class: &str, [x1, y1, x2, y2]: [i64; 4]) {
        self.reach(y1.max(y2));
        self.body.push_str(&format!("<path class=\"{class}\" d=\"M{x1} {y1}L{x2} {y2}\"/>"));
    }

    pub(super) fn circle(&mut self, class: &str, [x, y, radius]: [i64; 3]) {
        self.reach(y + radius);
        self.body.push_str(&format!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>"));
    }

    /// A band from a stretch on the left to one on the right, each an edge and a height.
    pub(super) fn band(&mut self, class: &str, [x1, y1]: [i64; 2], [x2, y2]: [i64; 2], height: i64) {
        self.reach(y1.max(y2) + height);
        let middle = (x1 + x2) / 2;
        let (low1, low2) = (y1 + height, y2 + height);
        self.body.push_str(&format!(
            "<path class=\"{class}\" d=\"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}V{low2}\
             C{middle} {low2} {middle} {low1} {x1} {low1}Z\"/>"
        ));
    }

    pub(super) fn text(&mut self, class: &str, [x, y]: [i64; 2], anchor: Anchor, text: &str) {
        self.reach(y + 4);
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let text = escaped(text);
        self.body.push_str(&format!("<text class=\"t {class}\" x=\"{x}\" y=\"{y}\"{anchor}>{text}</text>"));
    }

    /// A label in one line or two of a number of columns, around a height; cut if it is longer, with all of it where one points.
    pub(super) fn label(&mut self, [x, y]: [i64; 2], anchor: Anchor, label: &str, columns: usize) {
        let lines = wrap(label, columns);
        let (first, rest) = lines.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
        if rest.is_empty() {
            return self.text("", [x, y + 4], anchor, first);
        }
        let is_cut = rest.len() > 1;
        let second = if is_cut { truncated(&rest.join(" "), columns) } else { rest.join(" ") };
        if is_cut {
            self.body.push_str(&format!("<g><title>{}</title>", escaped(label)));
        }
        self.text("s", [x, y - 2], anchor, first);
        self.text("s", [x, y + 9], anchor, &second);
        if is_cut {
            self.body.push_str("</g>");
        }
    }

    fn reach(&mut self, y: i64) {
        self.height = self.height.max(y);
    }

    /// The drawing inside a page, which has the colours.
    pub(super) fn inline(&self, title: &str, description: &str) -> String {
        format!(
            "<svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"{}\">{}</svg>",
            self.height + 6,
            escaped(&format!("{title}. {description}")),
            self.body
        )
    }

    /// The drawing as a file.
    pub(super) fn file(&self, title: &str, description: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
             role=\"img\"><title>{}</title><desc>{}</desc><style>{STYLE}</style>{}</svg>\n",
            escaped(title),
            escaped(description),
            self.body,
            height = self.height + 6,
        )
    }

    /// The colours, for a page that has drawings inside.
    pub(super) fn style() -> &'static str {
        STYLE
    }
}

/// A length in units of the drawing, in proportion to what the greatest amount has, to the nearest; nothing is no length, and
/// something at least one.
pub(super) fn length(cents: i128, greatest: i128, room: i64) -> i64 {
    if cents <= 0 || greatest <= 0 {
        return 0;
    }
    let room = i128::from(room);
    let nearest = (2 * cents.min(greatest) * room + greatest) / (2 * greatest);
    i64::try_from(nearest.max(1)).unwrap_or(1)
}

/// A text of at most `columns` columns.
pub(super) fn truncated(text: &str, columns: usize) -> String {
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut taken = 0;
    let fits = |character: &char| {
        taken += character.width().unwrap_or(0);
        taken < columns
    };
    let short: String = text.chars().take_while(fits).collect();
    format!("{}…", short.trim_end())
}

/// A text inside XML; what no XML may hold becomes a blank.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            control if control.is_control() || matches!(control, '\u{fffe}' | '\u{ffff}') => safe.push(' '),
            plain => safe.push(plain),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_whole_and_never_longer_than_the_room() {
        assert_eq!([0, 1, 50, 100, 200].map(|cents| length(cents, 100, 340)), [0, 3, 170, 340, 340]);
        assert_eq!(length(1, 1_000_000, 340), 1, "something is seen");
        assert_eq!(length(1, 0, 340), 0);
    }

    #[test]
    fn what_people_wrote_stays_text() {
        let mut svg = Svg::default();
        svg.label([0, 10], Anchor::Start, "<script>alert(\"x\")</script>", 40);
        assert!(svg.file("a & b", "\u{0}").contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"));
        assert_eq!(truncated("Sportelli informativi", 10), "Sportelli…");
    }
}
