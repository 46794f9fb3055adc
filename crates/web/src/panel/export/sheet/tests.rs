//! What an independent reader of sheets finds in those that are made here.

use super::*;
use calamine::{Data, Reader as _, Xlsx};
use std::io::Cursor;
use vasl_store::StoreError;

fn making(most_rows: u32) -> (Making, mpsc::Receiver<Part>) {
    let (sender, receiver) = mpsc::channel(1_000);
    let making = Making {
        names: vec![Cell::text("نام"), Cell::text("شماره"), Cell::text("تعداد"), Cell::text("نرخ")],
        title: "گزارش‌ها [*]/?".to_owned(),
        rightmost_first: true,
        more: "بقیه".to_owned(),
        most_rows,
        stopping: CancellationToken::new(),
        sender,
    };
    (making, receiver)
}

async fn made(
    making: Making,
    rows: impl Stream<Item = Result<Vec<Row>, BrokenOff>> + Send + 'static,
) -> Result<(), BrokenOff> {
    let reading = Handle::current();
    spawn_blocking(move || making.make(&reading, rows)).await.unwrap()
}

fn open(mut receiver: mpsc::Receiver<Part>) -> Xlsx<Cursor<Vec<u8>>> {
    let mut bytes = Vec::new();
    while let Ok(part) = receiver.try_recv() {
        bytes.extend(part.unwrap());
    }
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

fn text(text: &str) -> Data {
    Data::String(text.to_owned())
}

#[tokio::test]
async fn every_cell_is_what_it_was_and_nothing_runs() {
    let hostile =
        ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "＝1", "_x0041_", "<b>&\"'"];
    let (making, receiver) = making(100);
    let rows: Vec<Row> = hostile
        .iter()
        .map(|name| {
            let number = Cell::dialled("09121234567");
            vec![Cell::text((*name).to_owned()), number, Cell::Count(1_234_567), Cell::Part(0.75)]
        })
        .collect();
    let later =
        vec![vec![Cell::text("علی\u{200c}ها\u{0007}"), Cell::dialled("*5003"), Cell::Empty]];
    made(making, stream::iter([Ok(rows), Ok(later)])).await.unwrap();
    let mut book = open(receiver);
    assert_eq!(book.sheet_names(), ["گزارش‌ها "]);
    let name = book.sheet_names()[0].clone();
    assert!(book.worksheet_formula(&name).unwrap().is_empty());
    let sheet = book.worksheet_range(&name).unwrap();
    let rows: Vec<&[Data]> = sheet.rows().collect();
    assert_eq!(rows.len(), hostile.len() + 2);
    for (row, name) in rows[1..].iter().zip(hostile) {
        let numbers = [text("09121234567"), Data::Float(1_234_567.0), Data::Float(0.75)];
        assert_eq!(row[0], text(&name.replace('\t', " ")));
        assert_eq!(row[1..], numbers);
    }
    let last = [text("علی\u{200c}ها "), text("*5003"), Data::Empty, Data::Empty];
    assert_eq!(*rows.last().unwrap(), last);
}

#[tokio::test]
async fn a_full_sheet_says_that_there_is_more() {
    let (making, receiver) = making(3);
    let row = |number: &str| vec![Cell::dialled(number.to_owned())];
    let rows = ["1", "2", "3", "4"].map(row);
    made(making, stream::iter([Ok(rows.to_vec())])).await.unwrap();
    let mut book = open(receiver);
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let first: Vec<String> = sheet.rows().map(|row| row[0].to_string()).collect();
    assert_eq!(first, ["نام", "1", "2", "بقیه"]);
}

#[tokio::test]
async fn a_store_that_fails_breaks_the_file_off() {
    let (making, receiver) = making(3);
    let rows =
        stream::iter([Ok(vec![vec![Cell::Count(1)]]), Err(BrokenOff::Store(StoreError::Deadline))]);
    assert!(made(making, rows).await.is_err());
    assert!(receiver.is_empty());
}

#[tokio::test]
async fn for_a_reader_who_left_nothing_more_is_read() {
    let (making, receiver) = making(1_000);
    drop(receiver);
    let endless = stream::repeat_with(|| Ok(vec![vec![Cell::Count(1)]]));
    let error = made(making, endless).await.unwrap_err();
    assert!(matches!(error, BrokenOff::Unwanted), "{error}");
}

#[tokio::test]
async fn a_panel_that_stops_makes_none() {
    let (making, receiver) = making(1_000);
    making.stopping.cancel();
    let endless = stream::repeat_with(|| Ok(vec![vec![Cell::Count(1)]]));
    let error = made(making, endless).await.unwrap_err();
    assert!(matches!(error, BrokenOff::Unwanted), "{error}");
    drop(receiver);
}
