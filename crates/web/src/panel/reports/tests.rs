//! What a report's page and its files say, held to a count by hand.

use crate::testing::{TestPanel, decided, support};
use hyper::StatusCode;
use vasl_domain::decision::Reason;
use vasl_domain::operator::{Busy, Unavailable};
use vasl_domain::outcome::Outcome;
use vasl_domain::user::Rank;
use vasl_store::Store as _;

const SARA: Option<&str> = Some("5050");
const ALI: Option<&str> = Some("6065");

/// Eight calls: six had an operator to go back to, three reached them; one has no outcome yet.
async fn kept(panel: &TestPanel) {
    panel.service.modules.lock().unwrap().push(support());
    let paused = Reason::OperatorUnavailable(Unavailable::Paused);
    let talking = Reason::OperatorBusy(Busy::Talking);
    let straight = Some(Outcome::StraightToFailure);
    for decision in [
        decided(1, "09121234567", Reason::OperatorFree, SARA, Some(Outcome::Connected)),
        decided(2, "09121234568", Reason::OperatorFree, SARA, Some(Outcome::Connected)),
        decided(3, "09121234569", talking, ALI, Some(Outcome::Connected)),
        decided(4, "09121234560", talking, ALI, Some(Outcome::WaitRanOut)),
        decided(5, "09121234567", paused, SARA, straight),
        decided(6, "09121234567", Reason::OperatorFree, SARA, None),
        decided(7, "09131112233", Reason::NeverSpoke, None, straight),
        decided(8, "", Reason::NoCallerIdentity, None, straight),
    ] {
        panel.app.store().record_decision(&decision).await.unwrap();
    }
}

/// Whatever the hour at which the test is run: the calls may be of yesterday.
const DAYS: &str = "period=days&from=1405/01/01&to=1500/01/01";

/// The cells of the lines of a file, without their quotes.
fn cells(file: &str) -> Vec<Vec<String>> {
    let file = file.strip_prefix('\u{feff}').expect("the mark of UTF-8");
    let lines = file.lines().map(|line| {
        line.split(';').map(|cell| cell.trim_matches('"').replace('\u{200e}', "")).collect()
    });
    lines.collect()
}

#[tokio::test]
async fn the_numbers_are_those_counted_by_hand() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let empty = supervisor.get("/reports").await;
    assert!(empty.body.contains("در این بازه تماسی نبوده است"), "{}", empty.body);
    kept(&panel).await;
    let page = supervisor.get(&format!("/reports?{DAYS}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let numbers: Vec<&str> = page
        .body
        .split("<span class=\"number\">")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .collect();
    assert_eq!(numbers, ["۸", "۶", "۳", "۵۰٪"]);
    for shown in ["اپراتور در دسترس نیست (استراحت)", "۵۰۵۰ سارا", "۶۰۶۵ علی", "۹۹ پُشتیبانی"]
    {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    let file = supervisor.get(&format!("/reports/csv?{DAYS}")).await;
    let file = cells(&file.body);
    let of = |by: &str, name: &str| {
        let line = file.iter().find(|line| line[0] == by && line[1] == name);
        line.map(|line| line[4..8].join(" ")).unwrap_or_default()
    };
    assert_eq!(of("همه", ""), "8 6 3 0.5000");
    assert_eq!(of("ماژول", "*5003"), "8 6 3 0.5000");
    assert_eq!(of("اپراتور", "5050"), "4 4 2 0.5000");
    assert_eq!(of("اپراتور", "6065"), "2 2 1 0.5000");
    assert_eq!(of("صف", "99"), "6 6 3 0.5000");
    for by in ["روز", "ساعت"] {
        let lines = file.iter().filter(|line| line[0] == by);
        let sum: u64 = lines.map(|line| line[4].parse::<u64>().unwrap()).sum();
        assert_eq!(sum, 8, "{by}");
    }
    let reasons: Vec<String> =
        file.iter().filter(|line| line[0] == "دلیل").map(|line| line[3..5].join(" ")).collect();
    assert_eq!(reasons.len(), 7, "{reasons:?}");
}

#[tokio::test]
async fn a_report_is_narrowed() {
    let panel = TestPanel::open().await;
    kept(&panel).await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    for (scope, numbers) in [
        ("scope=module&module=*5003", ["۸", "۶", "۳"]),
        ("scope=operator&operator=%DB%B6%DB%B0%DB%B6%DB%B5", ["۲", "۲", "۱"]),
        ("scope=queue&queue=99", ["۶", "۶", "۳"]),
    ] {
        let page = supervisor.get(&format!("/reports?{DAYS}&{scope}")).await.body;
        for number in numbers {
            let number = format!("<span class=\"number\">{number}<");
            assert!(page.contains(&number), "{scope}: {number} {page}");
        }
    }
    let nothing = supervisor.get("/reports?period=days&from=1300/01/01&to=1300/01/01").await;
    assert!(nothing.body.contains("در این بازه تماسی نبوده است"));
    for wrong in ["/reports", "/missed"] {
        let got = supervisor.get(&format!("{wrong}?period=days&from=1405/13/1")).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(got.body.contains("در تقویم نیست"), "{}", got.body);
        let file = supervisor.get(&format!("{wrong}/csv?period=days&from=x")).await;
        assert_eq!(file.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn those_whom_their_operator_missed_are_listed() {
    let panel = TestPanel::open().await;
    kept(&panel).await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let page = supervisor.get(&format!("/missed?{DAYS}")).await.body;
    assert_eq!(page.matches("href=\"/calls/17").count(), 2, "{page}");
    assert!(page.contains("زمان انتظار تمام شد") && page.contains("هنوز نه"));
    let file = cells(&supervisor.get(&format!("/missed/csv?{DAYS}")).await.body);
    assert_eq!(file.len(), 3);
    assert_eq!(file[1][2], "09121234560");
    let of_ali = supervisor.get(&format!("/missed?{DAYS}&scope=operator&operator=6065")).await.body;
    assert_eq!(of_ali.matches("href=\"/calls/17").count(), 1);
}

#[tokio::test]
async fn a_report_of_many_operators_stays_small() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    for number in 1000..1200_i64 {
        let operator = number.to_string();
        let call = decided(
            number,
            "09121234567",
            Reason::OperatorFree,
            Some(&operator),
            Some(Outcome::Connected),
        );
        panel.app.store().record_decision(&call).await.unwrap();
    }
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let page = supervisor.get(&format!("/reports?{DAYS}")).await.body;
    assert!(page.contains("۱۵۰ مورد دیگر در خروجی اکسل هست"), "{page}");
    assert!(supervisor.bytes_of(&format!("/reports?{DAYS}")).await < 40_000);
    let file = cells(&supervisor.get(&format!("/reports/csv?{DAYS}")).await.body);
    assert_eq!(file.iter().filter(|line| line[0] == "اپراتور").count(), 200);
}
