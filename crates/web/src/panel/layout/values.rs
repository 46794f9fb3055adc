//! What a small value of the configuration looks like, in words, beside a field that holds none.

use super::{Errors, FieldName, TypedDestination};
use crate::l10n::Texts;
use std::str::FromStr;
use vasl_domain::callflow::ValueError;
use vasl_domain::destination::{Destination, DestinationKind};
use vasl_domain::name::NameError;

/// Why a text is not the value that it was meant to be, by a stable code.
pub trait WrongValue {
    /// The code.
    fn code(&self) -> &'static str;
}

impl WrongValue for ValueError {
    fn code(&self) -> &'static str {
        self.code()
    }
}

impl WrongValue for NameError {
    fn code(&self) -> &'static str {
        self.code()
    }
}

/// The words of such an error.
#[must_use]
pub fn wrong_value(texts: &Texts, error: &impl WrongValue) -> String {
    texts.t(key(error.code()).unwrap_or("value-wrong"))
}

fn key(code: &str) -> Option<&'static str> {
    Some(match code {
        "name" => "value-name",
        "description" => "value-description",
        "extension" => "value-extension",
        "queue" => "value-queue",
        "module_code" => "module-code-wrong",
        "ivr_number" | "time_condition_number" | "announcement_number" => "value-short-number",
        "feature_code" => "value-feature-code",
        "time_group_name" => "value-time-group-name",
        "phone_secret" => "value-phone-secret",
        "outside_number" | "did" => "value-outside-number",
        "caller_pattern" => "value-caller-pattern",
        "internal_number" => "value-internal-number",
        "dials" => "value-dials",
        "sound" => "sound-wrong",
        "uploaded_sound" => "value-uploaded-sound",
        "music" => "value-music",
        "penalty" => "value-penalty",
        "member_ring_seconds" => "value-member-ring-seconds",
        "longest_wait_seconds" => "value-longest-wait-seconds",
        "wrap_up_seconds" => "value-wrap-up-seconds",
        "announce_seconds" => "value-announce-seconds",
        "periodic_seconds" => "value-periodic-seconds",
        "queue_weight" => "value-queue-weight",
        "channels" => "value-channels",
        "sip_server" => "value-sip-server",
        "sip_user" => "value-sip-user",
        "trunk_secret" => "value-trunk-secret",
        "trunk_addresses" => "value-trunk-addresses",
        "trunk_connection" => "value-trunk-connection",
        "keys" => "value-keys",
        "ivr_timeout_seconds" => "value-ivr-timeout-seconds",
        "ivr_retries" => "value-ivr-retries",
        "ivr_fallback" => "value-ivr-fallback",
        _ => return None,
    })
}

/// Reads what was typed into values, and keeps what is wrong beside its field.
#[derive(Debug)]
pub struct Reader<'a> {
    texts: &'static Texts,
    errors: &'a mut Errors,
}

impl<'a> Reader<'a> {
    /// Reads for a form.
    #[must_use]
    pub fn new(texts: &'static Texts, errors: &'a mut Errors) -> Self {
        Self { texts, errors }
    }

    /// A value that has to be there.
    pub fn value<T: FromStr<Err: WrongValue>>(
        &mut self,
        field: impl Into<FieldName>,
        text: &str,
    ) -> Option<T> {
        let read = text.parse().map_err(|error| wrong_value(self.texts, &error));
        self.errors.take(field, read)
    }

    /// A value that need not be there: nothing typed is nothing wrong.
    pub fn maybe<T: FromStr<Err: WrongValue>>(
        &mut self,
        field: impl Into<FieldName>,
        text: &str,
    ) -> Option<T> {
        if text.is_empty() { None } else { self.value(field, text) }
    }

    /// A whole number of something.
    pub fn number<T: TryFrom<u32, Error = ValueError>>(
        &mut self,
        field: impl Into<FieldName>,
        text: &str,
    ) -> Option<T> {
        // No such value is as high, so what is no number at all is told in the same words.
        let read = T::try_from(text.parse().unwrap_or(u32::MAX));
        self.errors.take(field, read.map_err(|error| wrong_value(self.texts, &error)))
    }

    /// Where a call goes: it has to be said.
    pub fn destination(
        &mut self,
        field: impl Into<FieldName>,
        typed: &TypedDestination,
    ) -> Option<Destination> {
        let read = typed.parse().ok_or_else(|| match typed.kind {
            DestinationKind::Dialplan => self.texts.t("destination-place-wrong"),
            _ => self.texts.t("destination-none"),
        });
        self.errors.take(field, read)
    }

    /// Rows, of which a form takes only so many.
    pub fn rows(&mut self, field: impl Into<FieldName>, rows: usize, most: usize) {
        self.errors.rows(field, self.texts, rows, most);
    }

    /// Something is wrong with a field.
    pub fn wrong(&mut self, field: impl Into<FieldName>, key: &str) {
        self.errors.add(field, self.texts.t(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::l10n::texts;
    use std::path::Path;
    use vasl_domain::callflow::{MemberRing, PlainText};
    use vasl_domain::user::Language;

    /// The codes that the domain's sources give to values: a line that is a quoted word.
    fn codes(file: &Path) -> Vec<String> {
        let text = std::fs::read_to_string(file).unwrap();
        let words = text.lines().filter_map(|line| {
            let word = line.trim().strip_prefix('"')?.strip_suffix("\",")?;
            word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_').then(|| word.to_owned())
        });
        words.collect()
    }

    #[test]
    fn every_value_that_somebody_types_has_words() {
        let domain = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/src");
        let call_flow = std::fs::read_dir(domain.join("callflow")).unwrap();
        let mut files: Vec<_> = call_flow.map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.file_name().unwrap() != "tests.rs");
        files.extend([domain.join("value.rs"), domain.join("name.rs")]);
        // Nobody types these into a form of the panel.
        let elsewhere = ["pbx_name", "uniqueid", "dialled_number", "interface", "sound_content"];
        let mut known = 0;
        for code in files.iter().flat_map(|file| codes(file)) {
            assert!(key(&code).is_some() || elsewhere.contains(&&*code), "{code} has no words");
            known += 1;
        }
        assert!(known > 30, "{known}");
    }

    #[test]
    fn what_was_typed_is_read_or_told_beside_its_field() {
        let mut errors = Errors::default();
        let mut read = Reader::new(texts(Language::Persian), &mut errors);
        assert_eq!(read.number::<MemberRing>("ring", "20").map(MemberRing::get), Some(20));
        assert_eq!(read.number::<MemberRing>("zero", "0"), None);
        assert_eq!(read.number::<MemberRing>("none", "soon"), None);
        assert_eq!(read.maybe::<PlainText>("nothing", ""), None);
        assert_eq!(read.value::<PlainText>("name", ""), None);
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["zero", "none", "name"]);
        assert_eq!(errors.of("zero"), errors.of("none"));
    }
}
