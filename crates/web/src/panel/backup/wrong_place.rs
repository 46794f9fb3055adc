//! What is wrong with a configuration's file, in the reader's words.

use crate::l10n::Texts;
use crate::panel::layout::words;
use crate::service::Picture;
use vasl_domain::configuration::file::FileError;
use vasl_domain::toml_text::Fault;

/// A place in the file with something wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrongPlace {
    /// Where, and what.
    pub(super) words: String,
    /// What the parser says of how it is written, which it says in English alone; empty where it
    /// says nothing.
    pub(super) parser: String,
}

impl WrongPlace {
    /// Puts an error in words.
    pub(super) fn of(texts: &Texts, picture: &Picture, error: &FileError) -> Self {
        let (words, parser) = match error {
            FileError::Written(Fault { setting, sentence, .. }) => {
                let words = match setting {
                    Some(setting) => texts.t1("file-setting-wrong", "setting", setting),
                    None => texts.t("file-line-wrong"),
                };
                (words, sentence.clone())
            }
            FileError::Problem { problem, .. } => {
                let what = words::object(texts, picture, &problem.object());
                let why = words::problem(texts, picture, problem);
                (texts.t2("file-thing-wrong", ("what", what), ("why", why)), String::new())
            }
            FileError::AgreementTwice { caller, .. } => {
                let caller = texts.digits(caller);
                (texts.t1("file-agreement-twice", "caller", caller), String::new())
            }
        };
        let words = match error.line() {
            Some(line) => texts.t2("file-line", ("line", texts.digits(line)), ("words", words)),
            None => words,
        };
        Self { words, parser }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::l10n::texts;
    use vasl_domain::configuration::Beside;
    use vasl_domain::configuration::file::ConfigurationFile;
    use vasl_domain::user::Language;

    fn told(language: Language, file: &str) -> Vec<(String, String)> {
        let errors = ConfigurationFile::from_toml(file, &Beside::Nothing).unwrap_err();
        let picture = Picture::default();
        let told = errors.iter().map(|error| {
            let WrongPlace { words, parser } = WrongPlace::of(texts(language), &picture, error);
            (words.replace(['\u{2066}', '\u{2068}', '\u{2069}'], ""), parser)
        });
        told.collect()
    }

    const AGREED: &str = "[[agreement]]\ncaller = \"+989121111111\"\nstanding = \"opted_out\"\n";
    const NOWHERE: &str = "[[inbound_route]]\ndestination = \"queue:98\"\n";

    #[test]
    fn a_value_that_is_wrongly_written_is_told_by_its_line_and_setting() {
        let file = "[[inbound_route]]\ndestination = \"voicemail:1\"\n[[voicemail]]\n";
        let fa = told(Language::Persian, file);
        assert_eq!(fa[0].0, "خط ۲: مقدار «destination» درست نوشته نشده است.");
        assert_eq!(fa[1].0, "خط ۳: این خط درست نوشته نشده است.");
        let en = told(Language::English, file);
        assert_eq!(en[0].0, "Line 2: the value of “destination” is not written as it should be.");
        // The parser has English alone.
        for ((_, fa), (_, en)) in fa.iter().zip(&en) {
            assert!(fa == en && !en.is_empty(), "{fa} {en}");
        }
        assert!(en[1].1.contains("“voicemail” is nothing that the configuration has"), "{en:?}");
    }

    #[test]
    fn what_does_not_fit_together_is_told_in_the_readers_language_alone() {
        for (language, says) in [
            (Language::Persian, ["خط ۱: مسیر ورودی همهٔ شماره‌ها: ", "خط ۴: برای", "۹۸"]),
            (Language::English, ["Line 1: the inbound route of any number: ", "Line 4: ", "98"]),
        ] {
            let nowhere = told(language, NOWHERE);
            assert!(nowhere[0].0.starts_with(says[0]), "{nowhere:?}");
            assert!(nowhere[0].0.contains(says[2]) && nowhere[0].1.is_empty(), "{nowhere:?}");
            let twice = told(language, &format!("{AGREED}{AGREED}"));
            assert!(twice[0].0.starts_with(says[1]) && twice[0].1.is_empty(), "{twice:?}");
        }
    }
}
