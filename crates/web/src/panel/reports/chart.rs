//! A picture of columns, drawn by the server: how many calls there were in each stretch of time, and
//! how many of them were reconnected. All measures are whole numbers of the picture's own units.

use askama::Template;
use vasl_domain::report::Tally;

const WIDTH: u64 = 7_200;
const HEIGHT: u64 = 2_000;
/// What is left free for the numbers at the side, and for the names below.
const SIDE: u64 = 420;
const BELOW: u64 = 260;
const ABOVE: u64 = 80;
/// So many lines stand above the ground.
const LINES: u64 = 4;
/// No column is wider.
const WIDEST: u64 = 420;
/// No more names stand below than this.
const NAMES: usize = 14;

/// A column that is to be drawn.
pub(super) struct Column {
    /// Its name below.
    pub(super) name: String,
    /// What is read of it.
    pub(super) says: String,
    /// How many.
    pub(super) tally: Tally,
}

/// The picture.
#[derive(Template)]
#[template(path = "panel/reports/chart.html")]
pub(super) struct Chart {
    label: String,
    width: u64,
    height: u64,
    /// The other end of the lines, and where their numbers stand.
    from: u64,
    to: u64,
    number_at: u64,
    lines: Vec<(u64, String)>,
    bars: Vec<Bar>,
}

struct Bar {
    says: String,
    x: u64,
    width: u64,
    parts: Vec<Part>,
    name: Option<String>,
    middle: u64,
}

struct Part {
    class: &'static str,
    y: u64,
    height: u64,
}

impl Chart {
    /// Draws columns in the order of time, in the direction in which its reader reads.
    pub(super) fn new(
        label: String,
        columns: Vec<Column>,
        from_the_right: bool,
        digits: impl Fn(u64) -> String,
    ) -> Self {
        let most = columns.iter().map(|column| column.tally.decisions).max().unwrap_or(0);
        let step = step(most);
        let top = step * LINES;
        let ground = HEIGHT - BELOW;
        let height = |count: u64| count * (ground - ABOVE) / top;
        let count = u64::try_from(columns.len()).unwrap_or(1).max(1);
        let slot = (WIDTH - SIDE) / count;
        let width = (slot * 3 / 4).min(WIDEST);
        let every = columns.len().div_ceil(NAMES).max(1);
        let mirrored = |x: u64, width: u64| if from_the_right { WIDTH - x - width } else { x };
        let bars = (0..).zip(columns).map(|(at, column): (u64, Column)| {
            let Tally { decisions, had_operator, connected } = column.tally;
            let x = mirrored(SIDE + at * slot + (slot - width) / 2, width);
            let mut y = ground;
            let of = [
                ("connected", connected),
                ("not-connected", had_operator.saturating_sub(connected)),
                ("without", decisions.saturating_sub(had_operator)),
            ];
            let parts = of.into_iter().filter(|(_, count)| *count > 0).map(|(class, count)| {
                let height = height(count);
                y -= height;
                Part { class, y, height }
            });
            let named = usize::try_from(at).is_ok_and(|at| at.is_multiple_of(every));
            Bar {
                parts: parts.collect(),
                says: column.says,
                x,
                width,
                name: named.then_some(column.name),
                middle: x + width / 2,
            }
        });
        let bars = bars.collect();
        let lines = (0..=LINES).map(|line| (ground - height(line * step), digits(line * step)));
        Self {
            label,
            width: WIDTH,
            height: HEIGHT,
            from: mirrored(SIDE, 0),
            to: mirrored(WIDTH, 0),
            number_at: mirrored(SIDE - 90, 0),
            lines: lines.collect(),
            bars,
        }
    }

    /// Where the names stand.
    fn below(&self) -> u64 {
        HEIGHT - BELOW + 190
    }
}

/// The least round number of which a few make up as much.
fn step(most: u64) -> u64 {
    let mut ten = 1;
    loop {
        for step in [ten, 2 * ten, 5 * ten] {
            if step * LINES >= most {
                return step;
            }
        }
        ten *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(counts: &[u64], from_the_right: bool) -> Chart {
        let columns = counts.iter().map(|decisions| Column {
            name: "x".to_owned(),
            says: "x".to_owned(),
            tally: Tally { decisions: *decisions, had_operator: decisions / 2, connected: 1 },
        });
        Chart::new("all".to_owned(), columns.collect(), from_the_right, |n| n.to_string())
    }

    #[test]
    fn lines_stand_at_round_numbers() {
        for (most, expected) in
            [(0, 1), (1, 1), (4, 1), (5, 2), (20, 5), (21, 10), (1_000, 500), (4_001, 2_000)]
        {
            assert_eq!(step(most), expected, "{most}");
        }
    }

    #[test]
    fn the_parts_of_a_column_stand_on_each_other_and_within_the_picture() {
        for from_the_right in [false, true] {
            let chart = chart(&[4, 40, 0, 100], from_the_right);
            for bar in &chart.bars {
                assert!(bar.x + bar.width <= WIDTH);
                for pair in bar.parts.windows(2) {
                    assert_eq!(pair[1].y + pair[1].height, pair[0].y);
                }
                assert!(bar.parts.iter().all(|part| part.y >= ABOVE && part.height > 0));
            }
            assert!(chart.bars[2].parts.len() <= 1);
            let is_sorted = chart.bars.is_sorted_by_key(|bar| bar.x);
            assert_eq!(is_sorted, !from_the_right);
        }
    }

    #[test]
    fn few_names_stand_below_however_many_columns() {
        let many = chart(&[1; 366], true);
        assert!(many.bars.iter().filter(|bar| bar.name.is_some()).count() <= NAMES);
        assert_eq!(many.bars.len(), 366);
        assert!(chart(&[], false).bars.is_empty());
    }
}
