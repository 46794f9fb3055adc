//! Where a row stands in the order of a list.

use crate::security::hexadecimal;
use jiff::Timestamp;
use vasl_domain::text::sort_key;

/// An address that names a place is no longer, in bytes: no name makes a longer one.
const LONGEST: usize = 4096;

/// Where a row stands: what it is sorted by, one after the other, and last what no other row has.
///
/// It is kept in bytes that are in the order of the rows, so a page can begin behind a row that is
/// not there any more, or stands elsewhere by now. What an address says is only compared, never
/// understood: whatever stands there, a page is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(Vec<u8>);

impl Place {
    /// Then as a Persian dictionary has a text, numbers in it by their size.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        for letter in sort_key(text) {
            // Behind the end of a shorter text, and in the order of the numbers whatever their length.
            let letter = letter + 1;
            match u16::try_from(letter) {
                Ok(short) if short < 0x8000 => self.0.extend(short.to_be_bytes()),
                _ => self.0.extend((letter | 0x8000_0000).to_be_bytes()),
            }
        }
        self.0.extend([0, 0]);
        self
    }

    /// Then by a number.
    #[must_use]
    pub fn number(mut self, number: i64) -> Self {
        // With the sign turned, those below zero come first.
        let ordered = number.cast_unsigned() ^ (1 << 63);
        self.0.extend(ordered.to_be_bytes());
        self
    }

    /// Then by how many there are, the most first.
    #[must_use]
    pub fn most_first(self, number: usize) -> Self {
        self.number(-i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// Then the earliest first.
    #[must_use]
    pub fn earliest_first(self, at: Timestamp) -> Self {
        self.number(at.as_microsecond())
    }

    /// Then the latest first.
    #[must_use]
    pub fn latest_first(self, at: Timestamp) -> Self {
        self.number(-at.as_microsecond())
    }

    /// Then by a text as it is, to the letter: two rows that are sorted alike stand apart.
    #[must_use]
    pub fn exactly(mut self, text: &str) -> Self {
        self.0.extend(text.as_bytes());
        self.0.push(0);
        self
    }

    /// Then by small numbers, none of which is 0.
    #[must_use]
    pub fn each(mut self, numbers: impl Iterator<Item = u8>) -> Self {
        self.0.extend(numbers);
        self.0.push(0);
        self
    }

    /// Then by another place.
    #[must_use]
    pub fn then(mut self, other: &Self) -> Self {
        self.0.extend(&other.0);
        self
    }

    /// As an address has it.
    #[must_use]
    pub fn in_address(&self) -> String {
        hexadecimal(&self.0)
    }

    /// What an address says; `None` where it says nothing of the kind.
    #[must_use]
    pub fn of_address(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
        let bytes = text.chunks(2).map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        });
        bytes.collect::<Option<Vec<u8>>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Place {
        Place::default().text(name).exactly(name)
    }

    #[test]
    fn places_are_in_the_order_of_the_rows() {
        let sorted = [
            "",
            "2",
            "10",
            "آرمان",
            "ابراهیم",
            "پروین",
            "پروین ب",
            "سارا",
            "کاوه",
            "یاسر",
            "Ali",
            "sales",
            "漢",
            "🙂",
        ];
        let mut places: Vec<Place> = sorted.iter().rev().map(|name| named(name)).collect();
        places.sort();
        assert_eq!(places, sorted.map(named));
        let numbers = [i64::MIN, -1, 0, 1, i64::MAX].map(|n| Place::default().number(n));
        assert!(numbers.is_sorted());
        // Two spellings of one name stand beside one another, and apart.
        let (one, other) = (named("پشتيباني"), named("پشتیبانی"));
        assert!(one != other && one < named("پشتیبانیها") && named("پشت") < other);
    }

    #[test]
    fn what_is_sorted_first_counts_first() {
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let token = |revoked: bool, made: i64, name: &str| {
            Place::default().number(revoked.into()).latest_first(at(made)).exactly(name)
        };
        assert!(token(false, 1, "z") < token(true, 9, "a"));
        assert!(token(false, 9, "z") < token(false, 1, "a"));
        let since = |second: i64| Place::default().earliest_first(at(second));
        assert!(since(1) < since(2));
        assert!(Place::default().most_first(3) < Place::default().most_first(0));
    }

    #[test]
    fn an_address_brings_it_back_and_anything_else_is_no_place() {
        let place = named("پشتیبانی ۲").number(-7);
        assert_eq!(Place::of_address(&place.in_address()), Some(place));
        for wrong in ["", "0", "0g", "گچ", "*1099", "+1", &"00".repeat(LONGEST)] {
            assert_eq!(Place::of_address(wrong), None, "{wrong}");
        }
    }
}
