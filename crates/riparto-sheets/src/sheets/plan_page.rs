//! A plan as a page to print.

use std::collections::BTreeSet;

use riparto_core::money::{AmountStyle, Language};
use riparto_core::rules::Rule;

use super::plan_table::PlanTable;

impl PlanTable<'_> {
    /// A page of its own, in plain HTML to be printed on A4: the lines with their labels, amounts and totals, then the rules with what
    /// they ask. No script, nothing from elsewhere; all words are escaped.
    ///
    /// ```
    /// use riparto::sheets::PlanTable;
    /// use riparto::{Language, Plan};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan & <b>", "total": "10.00", "lines": [ {"id": "desks", "amount": "10.00"} ] }"#,
    /// )?;
    /// assert!(PlanTable::of(&plan).html(Language::English).contains("<h1>Plan &amp; &lt;b&gt;</h1>"));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    #[must_use]
    pub fn html(self, language: Language) -> String {
        let envelope = self.0.envelope();
        let title = escaped(envelope.title());
        let source = match envelope.source() {
            "" => String::new(),
            source => format!("<p>{}</p>\n", escaped(source)),
        };
        let (lines, rules) = (self.lines_html(language), self.rules_html(language));
        let code = language.choose("en", "it");
        format!(
            "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
             <style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{source}{lines}{rules}</body>\n</html>\n"
        )
    }

    fn lines_html(self, language: Language) -> String {
        let rows = self.rows(language, AmountStyle::from(language));
        let columns = rows.first().map_or(0, Vec::len);
        let last = rows.len().saturating_sub(1);
        let mut body = String::new();
        for (place, cells) in rows.iter().enumerate() {
            let tag = if place == 0 { "th" } else { "td" };
            let cell = |(column, text): (usize, &String)| {
                let class = if column + 2 >= columns { " class=\"n\"" } else { "" };
                format!("<{tag}{class}>{}</{tag}>", escaped(unquoted(text)))
            };
            let row: String = cells.iter().enumerate().map(cell).collect();
            body += &match place {
                0 => format!("<thead><tr>{row}</tr></thead>\n<tbody>\n"),
                place if place == last => format!("</tbody>\n<tfoot><tr>{row}</tr></tfoot>\n"),
                _ => format!("<tr>{row}</tr>\n"),
            };
        }
        format!("<table>\n{body}</table>\n")
    }

    /// The rules, with what is broken now.
    fn rules_html(self, language: Language) -> String {
        let rules = self.0.rulebook().rules();
        if rules.is_empty() {
            return String::new();
        }
        let broken: BTreeSet<String> =
            self.0.check().iter().map(|finding| finding.rule().id().to_owned()).collect();
        let heads = language.choose(
            ["rule", "text", "source", "level", "verdict"],
            ["Vincolo", "Contenuto", "Fonte", "Livello", "Esito"],
        );
        let head: String = heads.iter().map(|head| format!("<th>{head}</th>")).collect();
        let (kept, not) = language.choose(("kept", "broken"), ("rispettato", "superato"));
        let row = |rule: &Rule| {
            let is_broken = broken.contains(rule.id());
            let texts = [
                rule.id(),
                rule.text_in(language),
                rule.source_in(language),
                rule.needs().words(language),
                if is_broken { not } else { kept },
            ];
            let cells: String = texts.iter().map(|text| format!("<td>{}</td>", escaped(text))).collect();
            format!("<tr{}>{cells}</tr>\n", if is_broken { " class=\"x\"" } else { "" })
        };
        let rows: String = rules.iter().map(row).collect();
        let heading = language.choose("Rules", "Vincoli");
        format!(
            "<h2>{heading}</h2>\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
        )
    }
}

/// How the page looks, on a screen and on paper.
const STYLE: &str = "body{font:11pt/1.4 system-ui,sans-serif;margin:2em auto;max-width:70em;padding:0 1em;color:#1a1a1a}\
    h1{font-size:1.4em}h2{font-size:1.15em}table{border-collapse:collapse;width:100%}\
    th,td{border-bottom:1px solid #ccc;padding:.3em .5em;text-align:left;vertical-align:top}\
    .n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}\
    tfoot td{font-weight:bold;border-top:2px solid #333}.x td:last-child{color:#9c0006;font-weight:bold}\
    @page{size:A4 landscape;margin:15mm}\
    @media print{body{font-size:9pt;margin:0;max-width:none}thead{display:table-header-group}tr{break-inside:avoid}}";

/// A text as text of a page.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

/// A text without the mark that keeps a spreadsheet from taking it for a formula, which a page has no need of.
fn unquoted(text: &str) -> &str {
    let marked = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r']));
    marked.unwrap_or(text)
}
