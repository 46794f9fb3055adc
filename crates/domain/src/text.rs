//! Persian text as people search and sort it.
//!
//! The same word is typed in several ways: with the Arabic or the Persian form of a letter, with or
//! without vowel signs, with digits of three scripts. A search takes all of them for one.

use crate::name::latin_digits;

/// The letters in the order of a Persian dictionary.
const ALPHABET: &str = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی";

/// What two spellings of one text have in common: for searching, not for showing.
///
/// Arabic letters become Persian ones, vowel signs and joiners are left out, digits become Latin,
/// letters become small, and spaces around and between words count once.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in latin_digits(text).split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().filter_map(letter).flat_map(|letter| match letter {
            'آ' => 'ا'.to_lowercase(),
            other => other.to_lowercase(),
        }));
    }
    folded
}

/// What is looked for is no longer, in characters: a name, or some words of one.
pub const LONGEST_SEARCH: usize = 100;

/// What somebody searches for: read once, and then asked of every text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search(Vec<String>);

impl Search {
    /// Reads what was typed, as far as [`LONGEST_SEARCH`].
    #[must_use]
    pub fn new(wanted: &str) -> Self {
        let wanted: String = wanted.chars().take(LONGEST_SEARCH).collect();
        Self(fold(&wanted).split_whitespace().map(str::to_owned).collect())
    }

    /// Whether everything is searched for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a text holds all that is searched for, however both are spelled.
    #[must_use]
    pub fn finds(&self, text: &str) -> bool {
        if self.is_empty() {
            return true;
        }
        let folded = fold(text);
        self.0.iter().all(|word| folded.contains(word.as_str()))
    }
}

/// By what a text is sorted: as a Persian dictionary has it, what is written in other letters
/// after it, numbers by their size.
#[must_use]
pub fn sort_key(text: &str) -> Vec<u32> {
    let mut key = Vec::with_capacity(text.len());
    let latin = latin_digits(text.trim());
    let mut letters = latin.chars().filter_map(letter).flat_map(char::to_lowercase).peekable();
    while let Some(next) = letters.next() {
        if !next.is_ascii_digit() {
            key.push(rank(next));
            continue;
        }
        let mut number = vec![next];
        while let Some(digit) = letters.next_if(char::is_ascii_digit) {
            number.push(digit);
        }
        let significant = number.iter().skip_while(|digit| **digit == '0');
        let significant: Vec<u32> = significant.map(|digit| u32::from(*digit)).collect();
        key.push(
            NUMBERS + u32::try_from(significant.len()).unwrap_or(MOST_DIGITS).min(MOST_DIGITS),
        );
        key.extend(significant);
    }
    key
}

/// Signs and spaces, then numbers, then Persian letters, then all others.
const NUMBERS: u32 = 0x1000;
const MOST_DIGITS: u32 = 0xfff;
const PERSIAN: u32 = 0x2000;
const OTHERS: u32 = 0x3000;

fn rank(letter: char) -> u32 {
    match ALPHABET.chars().position(|known| known == letter) {
        Some(place) => PERSIAN + u32::try_from(place).unwrap_or(0),
        None if letter.is_ascii() && !letter.is_alphanumeric() => u32::from(letter),
        None => OTHERS + u32::from(letter),
    }
}

/// A letter in its Persian form; `None` for what is only a sign on another letter, or joins two.
fn letter(letter: char) -> Option<char> {
    Some(match letter {
        'ي' | 'ى' | 'ئ' | 'ې' | 'ۍ' => 'ی',
        'ك' | 'ڪ' => 'ک',
        'ة' | 'ۀ' | 'ہ' | 'ە' | 'ۂ' => 'ه',
        'أ' | 'إ' | 'ٱ' => 'ا',
        'ؤ' => 'و',
        // The hamza by itself, the tatweel, vowel signs, joiners and marks of direction.
        'ء' | 'ـ' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' => return None,
        '\u{6d6}'..='\u{6ed}' => return None,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => return None,
        '\u{feff}' | '\u{ad}' => return None,
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finds(wanted: &str, text: &str) -> bool {
        Search::new(wanted).finds(text)
    }

    #[test]
    fn spellings_of_one_word_are_one() {
        for (one, other) in [
            ("پشتيباني", "پُشتیبانی"),
            ("كارشناس", "کارشناس"),
            ("مؤسسة", "موسسه"),
            ("آقاي رضايی", "اقای رضایی"),
            ("می‌شود", "میشود"),
            ("صف ٩٩", "صف ۹۹"),
            ("  Support   Team ", "support team"),
            ("پشتیبـــانی", "پشتیبانی"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        assert_ne!(fold("بازار"), fold("پازار"));
    }

    #[test]
    fn a_search_finds_every_spelling_and_every_order_of_words() {
        assert!(finds("پشتيباني", "پُشتیبانی"));
        assert!(finds("۵۰۰۳", "*5003"));
        assert!(finds("فروش تیم", "تیم فروش"));
        assert!(finds("", "anything"));
        assert!(!finds("فروش", "پشتیبانی"));
    }

    #[test]
    fn no_search_is_longer_than_a_name() {
        let long = "ک".repeat(60_000);
        assert_eq!(Search::new(&long), Search::new(&"ک".repeat(LONGEST_SEARCH)));
        assert!(finds(&long, &"ك".repeat(LONGEST_SEARCH)));
    }

    #[test]
    fn names_stand_as_in_a_persian_dictionary() {
        let sorted = [
            "12",
            "112",
            "آرمان",
            "ابراهیم",
            "بهار",
            "پروین",
            "تارا",
            "جلال",
            "چنگیز",
            "رضا",
            "زهرا",
            "ژاله",
            "سارا",
            "صف ۲",
            "صف ۱۰",
            "کاوه",
            "گیتی",
            "لاله",
            "مریم",
            "ناصر",
            "وحید",
            "هما",
            "یاسر",
            "Ali",
            "sales",
            "Support",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, sorted);
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn every_text_is_found_by_itself(text in "\\PC{0,40}") {
            prop_assert!(finds(&text, &text));
        }
    }
}
