//! Values as people type them: digits of any script.

use super::CliError;
use vasl_domain::name::{Extension, ModuleCode, NameError, QueueName, latin_digits};

/// A whole number, for the command line's parser.
pub fn number<T: TryFrom<u64>>(text: &str) -> Result<T, String> {
    let number: u64 =
        latin_digits(text).parse().map_err(|_| "give a whole number, 0 or more".to_owned())?;
    T::try_from(number).map_err(|_| "it is too large".to_owned())
}

/// How many rows a list may have at most.
pub fn limit(text: &str) -> Result<u32, String> {
    match number(text) {
        Ok(rows @ 1..=10_000) => Ok(rows),
        _ => Err("give a whole number from 1 to 10000".to_owned()),
    }
}

/// A switch.
pub fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("give yes or no".to_owned()),
    }
}

/// A module's code.
pub fn code(text: &str) -> Result<ModuleCode, CliError> {
    named(text, ModuleCode::new)
}

/// An extension.
pub fn extension(text: &str) -> Result<Extension, CliError> {
    named(text, Extension::new)
}

/// A queue.
pub fn queue(text: &str) -> Result<QueueName, CliError> {
    named(text, QueueName::new)
}

fn named<T>(text: &str, new: impl FnOnce(String) -> Result<T, NameError>) -> Result<T, CliError> {
    new(latin_digits(text)).map_err(CliError::invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_three_scripts() {
        assert_eq!(code("*۵۰۰۳").unwrap().as_str(), "*5003");
        assert_eq!(extension("٥٠٥٠").unwrap().as_str(), "5050");
        assert_eq!(queue("۹۹").unwrap().as_str(), "99");
        assert_eq!(number::<u32>("۲۰"), Ok(20));
        assert_eq!(limit("۱۰"), Ok(10));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert!(number::<u32>("-1").is_err());
        assert!(number::<u16>("70000").is_err());
        assert!(limit("0").is_err());
        assert!(limit("10001").is_err());
    }
}
