//! The archives that workbooks are: how much they unpack to, and the elements of their parts.

use std::collections::BTreeSet;
use std::io::{BufReader, Cursor, Read};

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use riparto_core::capacity::{MAX_SHEET_CELLS, MAX_WORKBOOK_BYTES};
use riparto_core::error::{Cause, Result};

/// The part of a workbook of LibreOffice that holds its sheets.
pub(super) const ODS_CONTENT: &str = "content.xml";

pub(super) fn unreadable() -> Cause {
    Cause::WorkbookUnreadable {}
}

/// What an archive holds beside cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Archive {
    /// Whether it is one of LibreOffice.
    pub(super) is_ods: bool,
    pub(super) asides: Asides,
    /// The parts that may tell hidden rows or merged cells: they hold the words for it.
    pub(super) outlined: BTreeSet<String>,
}

/// What a workbook holds that is not read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Asides {
    pub(super) has_macros: bool,
    /// Whether its formulas look into other files.
    pub(super) has_links: bool,
}

/// Refuses an archive that would not fit into memory, whatever sizes it states; tells what it holds.
pub(super) fn unpacked(bytes: &[u8]) -> Result<Archive> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let (mut left, mut holds) = (MAX_WORKBOOK_BYTES, Archive::default());
    let mut buffer = vec![0_u8; 1 << 16];
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place).map_err(|_| unreadable())?;
        let mut name = None;
        if let Ok(known) = entry.name() {
            let known = name.insert(known.into_owned()).as_str();
            holds.is_ods |= known == ODS_CONTENT;
            holds.asides.has_macros |= known.ends_with("vbaProject.bin") || known.starts_with("Basic/");
            holds.asides.has_links |= known.starts_with("xl/externalLinks/");
        }
        let mut kept = 0;
        loop {
            let read = entry.read(&mut buffer[kept..]).map_err(|_| unreadable())?;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read).ok_or(Cause::WorkbookTooLarge { allowed: MAX_WORKBOOK_BYTES })?;
            let filled = kept + read;
            if states_too_many_texts(&buffer[..filled]) {
                return Err(Cause::SheetCells { allowed: MAX_SHEET_CELLS }.into());
            }
            if name.is_some() && may_outline(&buffer[..filled]) {
                holds.outlined.extend(name.take());
            }
            kept = filled.min(STATEMENT_BYTES);
            buffer.copy_within(filled - kept..filled, 0);
        }
    }
    Ok(holds)
}

/// How many bytes a part may take to state a count: a writer's `uniqueCount="123456"` takes fewer.
const STATEMENT_BYTES: usize = 64;

/// Whether a part of Excel may tell hidden rows or merged cells; one that is not in UTF-8 may tell anything.
fn may_outline(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|byte| !byte.is_ascii())
        || [b"hidden".as_slice(), b"mergeCell"].iter().any(|word| memmem::find(bytes, word).is_some())
}

/// Whether a part states more texts than a workbook may have cells: readers reserve memory for what is stated.
fn states_too_many_texts(bytes: &[u8]) -> bool {
    const NAME: &[u8] = b"uniqueCount";
    memmem::find_iter(bytes, NAME).any(|place| {
        let statement = bytes.get(place + NAME.len()..).unwrap_or_default();
        let window = statement.get(..STATEMENT_BYTES - NAME.len()).unwrap_or(statement);
        let mut signs =
            window.iter().filter(|sign| !sign.is_ascii_whitespace()).map(|sign| char::from(*sign));
        match signs.next() {
            Some('=') => {}
            Some(_) => return false,
            None => return window.len() < statement.len(),
        }
        let mut digits = signs.skip(1).peekable();
        let mut count = 0_u64;
        while let Some(digit) = digits.next_if(char::is_ascii_digit) {
            count = count.saturating_mul(10).saturating_add(u64::from(digit).saturating_sub(u64::from('0')));
        }
        let is_whole = digits.next().is_some();
        count > MAX_SHEET_CELLS as u64 || !is_whole && window.len() < statement.len()
    })
}

/// Goes through what a part of the file holds, until `see` has seen enough; none if it is not there or is no XML.
pub(super) fn each_event(
    bytes: &[u8],
    path: &str,
    see: &mut dyn FnMut(&Event<'_>) -> Result<()>,
) -> Result<Option<()>> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return Ok(None) };
    let Ok(part) = archive.by_name(path) else { return Ok(None) };
    let mut reader = Reader::from_reader(BufReader::new(part.take(MAX_WORKBOOK_BYTES as u64)));
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(Some(())),
            Ok(event) => see(&event)?,
            Err(_) => return Ok(None),
        }
        buffer.clear();
    }
}

/// Goes through the elements of a part of the file; none if it is not there or is no XML.
pub(super) fn each_element(bytes: &[u8], path: &str, see: &mut dyn FnMut(&BytesStart<'_>)) -> Option<()> {
    let mut see_element = |event: &Event<'_>| {
        if let Event::Start(element) | Event::Empty(element) = event {
            see(element);
        }
        Ok(())
    };
    each_event(bytes, path, &mut see_element).ok().flatten()
}

/// An attribute by its name without a prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes().flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let text = found.value.into_owned();
    // Names of sheets have these and no other signs escaped.
    let unescaped = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    Some(unescaped.iter().fold(text, |text, (escaped, sign)| text.replace(escaped, sign)))
}

#[cfg(test)]
mod tests {
    use super::states_too_many_texts;

    #[test]
    fn a_count_that_no_workbook_has_is_seen_and_words_of_people_are_not() {
        let many = [
            r#"<sst uniqueCount="99999999999">"#.to_owned(),
            r#"<sst uniqueCount = '2097153'>"#.to_owned(),
            format!("<sst uniqueCount{}=\"1\">", " ".repeat(100)),
            format!("<sst uniqueCount={}\"1\">", " ".repeat(100)),
        ];
        for text in many {
            assert!(states_too_many_texts(text.as_bytes()), "{text}");
        }
        for text in
            [r#"<sst uniqueCount="2097152">"#, "the uniqueCount of texts is 99999999999", "uniqueCount"]
        {
            assert!(!states_too_many_texts(text.as_bytes()), "{text}");
        }
    }
}
