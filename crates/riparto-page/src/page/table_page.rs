//! `TablePage`: a plan in a page that works without a network.

use serde::Serialize;

use riparto_core::capacity::MAX_PAGE_BYTES;
use riparto_core::error::{Cause, Error, Result};
use riparto_core::money::Language;
use riparto_core::plan::Plan;
use riparto_core::words::both;
use riparto_table::journal::{Head, Record};

/// The page, with the engine in it and places for what is put in.
const TEMPLATE: &str = include_str!("../../assets/tavolo.html");

/// The place of the language: of the attribute `lang`.
const LANGUAGE: &str = "@@LANG@@";

/// The place of the plan and its journal.
const DATA: &str = "@@DATA@@";

/// A plan as one HTML file, which partners open at the table or at home: it asks nothing of a network, and riparto's own engine in it
/// answers what is tried.
///
/// ```
/// use riparto::{Language, Plan};
/// use riparto::page::TablePage;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Piano </script>", "total": "100.00", "lines": [ {"id": "a", "amount": "100.00"} ] }"#,
/// )?;
/// let html = TablePage::of(&plan).language(Language::Italian).html()?;
/// assert!(html.starts_with("<!doctype html>") && html.contains("<html lang=\"it\""));
/// assert!(html.contains(r"Piano \u003c/script>"), "what a plan says stays text");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
#[doc(alias = "tavolo in un file")]
pub struct TablePage<'a> {
    plan: &'a Plan,
    history: Option<&'a [Record]>,
    language: Language,
}

/// What the page reads.
#[derive(Serialize)]
struct PageContent<'a> {
    plan: &'a Plan,
    #[serde(skip_serializing_if = "Option::is_none")]
    journal: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<String>,
    language: &'a str,
}

impl<'a> TablePage<'a> {
    /// A page of a plan, in English.
    #[must_use]
    pub fn of(plan: &'a Plan) -> TablePage<'a> {
        TablePage { plan, history: None, language: Language::English }
    }

    /// The page with the history of the table whose plan it is: what is proposed on it names the head of this history.
    #[must_use]
    pub fn history(mut self, records: &'a [Record]) -> TablePage<'a> {
        self.history = Some(records);
        self
    }

    /// The page in a language; a reader may choose the other.
    #[must_use]
    pub fn language(mut self, language: Language) -> TablePage<'a> {
        self.language = language;
        self
    }

    /// The page.
    ///
    /// # Errors
    /// `document_too_large` for a plan with a history beyond [`MAX_PAGE_BYTES`].
    pub fn html(&self) -> Result<String> {
        let language = self.language.choose("en", "it");
        let head = self.history.map(|records| records.last().map_or(Head::START, Record::head));
        let content = PageContent {
            plan: self.plan,
            journal: self.history.map(|records| records.iter().map(Record::line).collect()),
            revision: head.map(|head| head.revision()),
            head: head.map(|head| head.hash().to_string()),
            language,
        };
        let written = serde_json::to_string(&content)
            .map_err(|why| Error::unreadable(both("this plan", "questo piano"), &why))?;
        let put_in = inert(&written);
        if put_in.len() > MAX_PAGE_BYTES {
            let what =
                both("the plan of a page, with its journal,", "il piano di una pagina, con il suo registro,");
            return Err(Cause::DocumentTooLarge { what, found: put_in.len(), allowed: MAX_PAGE_BYTES }.into());
        }
        Ok(filled(language, &put_in))
    }
}

/// The template with a language and a plan in their places. What is put in is never searched for places.
fn filled(language: &str, put_in: &str) -> String {
    let (before, rest) = TEMPLATE.split_once(LANGUAGE).unwrap_or((TEMPLATE, ""));
    let (between, after) = rest.split_once(DATA).unwrap_or((rest, ""));
    [before, language, between, put_in, after].concat()
}

/// The same JSON in a form that an element `script` may contain: it neither ends the element nor begins a comment in it, and no reader
/// takes a part of it for a line end.
fn inert(json: &str) -> String {
    let mut written = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => written.push_str("\\u003c"),
            '\u{2028}' => written.push_str("\\u2028"),
            '\u{2029}' => written.push_str("\\u2029"),
            c => written.push(c),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn read(html: &str) -> Value {
        let (_, rest) = html.split_once("id=\"riparto-data\">").unwrap();
        serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
    }

    #[test]
    fn the_template_has_each_place_once_and_asks_for_nothing() {
        for place in [LANGUAGE, DATA] {
            assert_eq!(TEMPLATE.matches(place).count(), 1, "{place}");
        }
        assert!(TEMPLATE.find(LANGUAGE) < TEMPLATE.find(DATA));
        assert!(!TEMPLATE.contains("@@ENGINE@@") && !TEMPLATE.contains('\r'));
        for outward in [" src=\"http", " src=\"/", "<link rel=\"stylesheet", "@import", "url(http", "url(/"] {
            assert!(!TEMPLATE.contains(outward), "{outward}");
        }
    }

    #[test]
    fn a_page_with_a_plan_of_sixty_lines_is_no_larger_than_promised() {
        assert!(TEMPLATE.len() < 1_450_000, "{}", TEMPLATE.len());
    }

    #[test]
    fn hostile_titles_stay_text() {
        let titles = [
            "</script><script>alert(1)</script>",
            "<!-- <script>",
            "@@DATA@@ @@LANG@@ @@ENGINE@@",
            "\\u003c \\ \" ' &lt; &amp;",
            "]]>",
        ];
        for title in titles {
            let document = serde_json::json!({
                "format": "riparto.plan/1", "title": title, "total": "1.00",
                "lines": [{"id": "a", "title": title, "amount": "1.00", "labels": {"partner": title}}]
            });
            let plan = Plan::from_json(&document.to_string()).unwrap();
            let html = TablePage::of(&plan).language(Language::Italian).html().unwrap();
            let read = read(&html);
            assert_eq!(
                (&read["plan"]["title"], &read["plan"]["lines"][0]["title"]),
                (&document["title"], &document["title"])
            );
            assert_eq!(
                html.len() - TEMPLATE.len(),
                filled("it", &inert(&written(&plan))).len() - TEMPLATE.len()
            );
            assert_eq!(html.matches("<script").count(), TEMPLATE.matches("<script").count(), "{title}");
            assert_eq!(html.matches("<!--").count(), TEMPLATE.matches("<!--").count(), "{title}");
        }
    }

    fn written(plan: &Plan) -> String {
        let content = PageContent { plan, journal: None, revision: None, head: None, language: "it" };
        serde_json::to_string(&content).unwrap()
    }

    #[test]
    fn ten_megabytes_of_text_are_put_in_and_more_than_a_page_may_hold_is_told() {
        let title = "</script>".repeat(440);
        let with = |count: usize| {
            let line =
                |number| serde_json::json!({"id": format!("a{number}"), "title": title, "amount": "0.00"});
            let lines: Vec<Value> = (0..count).map(line).collect();
            let document = serde_json::json!({"format": "riparto.plan/1", "title": "Plan", "total": "0.00", "lines": lines});
            Plan::from_json(&document.to_string()).unwrap()
        };
        let plan = with(2_600);
        let html = TablePage::of(&plan).html().unwrap();
        assert!(html.len() - TEMPLATE.len() > 10 << 20);
        let lines = read(&html)["plan"]["lines"].take();
        assert!(lines.as_array().unwrap().iter().all(|line| line["title"] == title.as_str()));
        let large = with(6_000);
        let refused = TablePage::of(&large).html().unwrap_err();
        assert_eq!(refused.code(), "document_too_large");
        assert!(
            refused.message(Language::Italian).starts_with("il piano di una pagina, con il suo registro,"),
            "{refused}"
        );
    }

    #[test]
    fn what_is_put_in_is_on_one_line_to_every_reader() {
        assert_eq!(inert("\"<!--\u{2028}</script>\u{2029}\""), r#""\u003c!--\u2028\u003c/script>\u2029""#);
    }
}
