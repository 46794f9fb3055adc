//! Pieces of HTML that are safe as they stand.

use std::fmt;

/// HTML whose parts were escaped when it was put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// A text that reads from left to right in any sentence.
    #[must_use]
    pub fn left_to_right(text: &str) -> Self {
        Self(format!("<bdi dir=\"ltr\">{}</bdi>", escaped(text)))
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_people_stays_text() {
        let html = Html::left_to_right("<b>*5003</b>").to_string();
        assert_eq!(html, "<bdi dir=\"ltr\">&lt;b&gt;*5003&lt;/b&gt;</bdi>");
    }
}
