//! What is said to a database, and what it answers.
//!
//! No text ever stands between quotes: each is written as its bytes, so there is nothing that
//! could end it.

use std::fmt::Write as _;

/// A text, as an expression.
pub fn text(text: &str) -> String {
    let mut hex = String::with_capacity(text.len() * 2 + 30);
    for byte in text.bytes() {
        let _ = write!(hex, "{byte:02x}");
    }
    // A literal takes the collation of what it is compared with.
    format!("_utf8mb4 X'{hex}'")
}

/// The fields of a row that was asked for as `HEX(…)`; `None` where a field is no text.
pub fn fields(row: &str) -> Vec<Option<String>> {
    row.split('\t').map(field).collect()
}

fn field(hex: &str) -> Option<String> {
    if hex == "NULL" || !hex.len().is_multiple_of(2) {
        return None;
    }
    let digits = hex.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    });
    let bytes: Option<Vec<u8>> = digits.collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_its_bytes() {
        assert_eq!(text("a'"), "_utf8mb4 X'6127'");
        assert_eq!(text(""), "_utf8mb4 X''");
    }

    #[test]
    fn an_answer_is_read_strictly() {
        let read = fields("D8A7\tNULL\t\t6\tzz\tff");
        let wanted = [Some("ا".to_owned()), None, Some(String::new()), None, None, None];
        assert_eq!(read, wanted);
    }
}
