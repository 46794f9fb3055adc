//! A sheet as spreadsheets keep it themselves: what is a number is one, what is dialled keeps its
//! zeros, and nothing is a formula, whatever the spreadsheet's language and settings.
//!
//! Making one takes long where there are many rows, and calls are answered on the same threads: so
//! it is made on another, one at a time. The rows wait in a temporary file until all are there.

#[cfg(test)]
mod tests;

use super::{BrokenOff, Row, Table, names};
use crate::App;
use crate::http::Problem;
use crate::panel::layout::Page;
use axum::body::{Body, Bytes};
use futures_util::{Stream, StreamExt as _, stream};
use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError,
};
use std::io::{self, BufWriter, Write};
use std::pin::pin;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;
use vasl_domain::csv::{Cell, begins_a_formula};
use vasl_domain::user::Language;

/// A sheet has 1,048,576 rows; the first is for the names, and the last says where more would be.
const MOST_ROWS: u32 = 1_048_574;

/// How many bytes are handed over at once.
const PART: usize = 64 * 1024;

/// No column is wider, in characters, and none narrower.
const WIDTHS: (u16, u16) = (8, 60);

/// Reading order from left to right: a code keeps its star on the left.
const LEFT_TO_RIGHT: u8 = 1;

pub(super) async fn body(
    app: &App,
    page: &Page,
    table: Table,
    rows: impl Stream<Item = Result<Vec<Row>, BrokenOff>> + Send + 'static,
) -> Result<Body, Problem> {
    let turn = app.sheet_turn().await?;
    let (sender, receiver) = mpsc::channel(4);
    let making = Making {
        names: names(page, table),
        title: page.t(table.title),
        rightmost_first: page.texts().language() == Language::Persian,
        more: page.t("export-more"),
        most_rows: MOST_ROWS,
        stopping: app.stopping().clone(),
        sender: sender.clone(),
    };
    let reading = Handle::current();
    spawn_blocking(move || {
        let _turn = turn;
        if let Err(error) = making.make(&reading, rows) {
            // The reader sees that the file broke off; where they left, nobody does.
            let _ = sender.blocking_send(Err(io::Error::other(error)));
        }
    });
    let parts = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|part| (part, receiver))
    });
    Ok(Body::from_stream(parts))
}

type Part = io::Result<Bytes>;

struct Making {
    names: Row,
    title: String,
    rightmost_first: bool,
    /// What the last row says where there are more.
    more: String,
    most_rows: u32,
    stopping: CancellationToken,
    sender: mpsc::Sender<Part>,
}

impl Making {
    fn make(
        self,
        reading: &Handle,
        rows: impl Stream<Item = Result<Vec<Row>, BrokenOff>>,
    ) -> Result<(), BrokenOff> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        let mut writing = Writing::new(sheet);
        writing.heading(&self.names)?;
        let mut rows = pin!(rows);
        'all: while let Some(read) = reading.block_on(rows.next()) {
            if self.stopping.is_cancelled() || self.sender.is_closed() {
                return Err(BrokenOff::Unwanted);
            }
            for row in read? {
                if writing.row >= self.most_rows {
                    writing.row(&[Cell::text(&*self.more)])?;
                    break 'all;
                }
                writing.row(&row)?;
            }
        }
        writing.finish(&self.title, self.rightmost_first)?;
        let mut sent = BufWriter::with_capacity(PART, Sent(self.sender));
        workbook.save_to_writer(&mut sent)?;
        sent.flush().map_err(|_| BrokenOff::Unwanted)
    }
}

/// Bytes, on their way to the reader.
struct Sent(mpsc::Sender<Part>);

impl Write for Sent {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let part = Ok(Bytes::copy_from_slice(bytes));
        self.0.blocking_send(part).map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Writing<'a> {
    sheet: &'a mut Worksheet,
    /// The next row.
    row: u32,
    /// How many characters the longest cell of each column has.
    longest: Vec<u16>,
    name: Format,
    dialled: Format,
    /// What is text even after it was edited.
    held: Format,
    part: Format,
}

impl<'a> Writing<'a> {
    fn new(sheet: &'a mut Worksheet) -> Self {
        let as_text = Format::new().set_num_format("@");
        Self {
            sheet,
            row: 0,
            longest: Vec::new(),
            name: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0x00E6_EBF2))
                .set_border_bottom(FormatBorder::Thin),
            dialled: as_text
                .clone()
                .set_reading_direction(LEFT_TO_RIGHT)
                .set_align(FormatAlign::Center),
            held: as_text,
            part: Format::new().set_num_format("0.0%"),
        }
    }

    fn heading(&mut self, names: &[Cell<'_>]) -> Result<(), XlsxError> {
        for (column, name) in (0..).zip(names) {
            if let Cell::Text(name) = name {
                // The arrow of the filter stands beside it.
                self.longest.push(length(name).saturating_add(3));
                self.sheet.write_string_with_format(0, column, &**name, &self.name)?;
            }
        }
        self.row = 1;
        self.sheet.set_freeze_panes(1, 0)?;
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        let row = self.row;
        for (column, cell) in (0..).zip(cells) {
            let sheet = &mut *self.sheet;
            let length = match cell {
                Cell::Empty => continue,
                Cell::Text(text) => {
                    let shown: String =
                        text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
                    if begins_a_formula(text) {
                        sheet.write_string_with_format(row, column, &shown, &self.held)?;
                    } else {
                        sheet.write_string(row, column, &shown)?;
                    }
                    length(&shown)
                }
                Cell::Dialled(number) => {
                    sheet.write_string_with_format(row, column, &**number, &self.dialled)?;
                    length(number)
                }
                Cell::Count(count) => {
                    sheet.write_number(row, column, exact(*count))?;
                    WIDTHS.0
                }
                Cell::Part(part) => {
                    sheet.write_number_with_format(row, column, *part, &self.part)?;
                    WIDTHS.0
                }
            };
            if let Some(longest) = self.longest.get_mut(usize::from(column)) {
                *longest = length.max(*longest);
            }
        }
        self.row += 1;
        Ok(())
    }

    fn finish(self, title: &str, rightmost_first: bool) -> Result<(), XlsxError> {
        let (first, last) = (0, self.row.saturating_sub(1));
        let columns = u16::try_from(self.longest.len()).unwrap_or(u16::MAX).saturating_sub(1);
        for (column, longest) in (0..).zip(&self.longest) {
            let width = longest.saturating_add(2).clamp(WIDTHS.0, WIDTHS.1);
            self.sheet.set_column_width(column, width)?;
        }
        self.sheet.autofilter(first, 0, last, columns)?;
        // No green corner at every number that is kept as it is dialled.
        self.sheet.ignore_error_range(first, 0, last, columns, IgnoreError::NumberStoredAsText)?;
        self.sheet.set_right_to_left(rightmost_first);
        self.sheet.set_name(as_name(title))?;
        Ok(())
    }
}

/// A sheet's name has at most 31 characters, and none of these.
fn as_name(title: &str) -> String {
    title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect()
}

fn length(text: &str) -> u16 {
    u16::try_from(text.chars().count()).unwrap_or(u16::MAX)
}

/// A count as a sheet keeps it, exact below 2^53.
#[allow(clippy::cast_precision_loss)]
fn exact(count: u64) -> f64 {
    count as f64
}
