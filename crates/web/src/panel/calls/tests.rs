//! Which calls are listed, for whom, and what is told of each.

use crate::testing::{TestPanel, decided, support};
use calamine::{Reader as _, Xlsx};
use hyper::StatusCode;
use jiff::{SignedDuration, Timestamp};
use std::io::Cursor;
use vasl_domain::conversation::{Conversation, ConversationId, Ending, Path};
use vasl_domain::decision::{Decision, Reason};
use vasl_domain::name::{Extension, Uniqueid};
use vasl_domain::operator::{Busy, DeviceState, LiveOperator, ShadowState, Unavailable};
use vasl_domain::outcome::Outcome;
use vasl_domain::user::Rank;
use vasl_store::Store as _;

const SARA: Option<&str> = Some("5050");
const ALI: Option<&str> = Some("6065");

async fn kept(panel: &TestPanel) -> Vec<Decision> {
    panel.service.modules.lock().unwrap().push(support());
    let paused = Reason::OperatorUnavailable(Unavailable::Paused);
    let talking = Reason::OperatorBusy(Busy::Talking);
    let decisions = vec![
        decided(10, "09121234567", Reason::OperatorFree, SARA, Some(Outcome::Connected)),
        decided(20, "09357654321", talking, ALI, Some(Outcome::WaitRanOut)),
        decided(30, "", Reason::NoCallerIdentity, None, Some(Outcome::StraightToFailure)),
        decided(40, "09121234567", paused, SARA, Some(Outcome::StraightToFailure)),
        decided(3 * 86_400, "09131112233", Reason::OperatorFree, SARA, None),
    ];
    for decision in &decisions {
        panel.app.store().record_decision(decision).await.unwrap();
    }
    decisions
}

#[tokio::test]
async fn a_list_is_narrowed_by_whatever_is_asked() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    assert!(supervisor.get("/calls").await.body.contains("هنوز تماسی نیست"));
    kept(&panel).await;
    for (query, rows) in [
        ("", 5),
        ("number=09121234567", 2),
        ("number=%DB%B0%DB%B9%DB%B1%DB%B2%DB%B1%DB%B2%DB%B3%DB%B4%DB%B5%DB%B6%DB%B7", 2),
        ("number=%2B98%20912%20123%204567&operator=6065", 0),
        ("operator=%DB%B6%DB%B0%DB%B6%DB%B5", 1),
        ("reason=operator_free", 2),
        ("outcome=straight_to_failure", 2),
        ("module=*5003&period=days&from=1300/01/01&to=1300/01/02", 0),
        ("period=days&from=1405/01/01", 5),
        ("module=*7", 0),
    ] {
        let got = supervisor.get(&format!("/calls?{query}")).await;
        assert_eq!(got.status, StatusCode::OK, "{query}");
        assert_eq!(got.body.matches("href=\"/calls/17").count(), rows, "{query}: {}", got.body);
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_stays_typed() {
    let panel = TestPanel::open().await;
    kept(&panel).await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let got = supervisor.get("/calls?number=abc&period=days&from=1405/13/01").await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["شماره را مانند", "در تقویم نیست", "value=\"abc\"", "value=\"۱۴۰۵/۱۳/۰۱\""]
    {
        assert!(got.body.contains(said), "{said}: {}", got.body);
    }
}

#[tokio::test]
async fn a_page_has_a_hundred_and_the_next_goes_on() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    for second in 1..=150 {
        let call = decided(second, "09121234567", Reason::NeverSpoke, None, None);
        panel.app.store().record_decision(&call).await.unwrap();
    }
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let first = supervisor.get("/calls?reason=never_spoke").await.body;
    assert_eq!(first.matches("href=\"/calls/17").count(), 100);
    let next = first.split("href=\"").find(|rest| rest.contains("before=")).unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let second = supervisor.get(&next).await.body;
    assert_eq!(second.matches("href=\"/calls/17").count(), 50, "{next}");
    assert!(supervisor.bytes_of("/calls").await < 40_000);
}

#[tokio::test]
async fn a_caller_who_may_not_wait_is_told_apart_from_one_too_many() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let seen = |waiting| LiveOperator {
        device: DeviceState::InUse,
        hint: None,
        shadow: ShadowState::Missing,
        paused_in_queue: false,
        logged_out: false,
        do_not_disturb: false,
        waiting,
    };
    let reason = Reason::OperatorBusyNoWaiting(Busy::Talking);
    for (second, waiting) in [(10, 3), (20, 0)] {
        let mut call = decided(second, "09121234567", reason, SARA, None);
        call.evidence.seen = Some(seen(waiting));
        panel.app.store().record_decision(&call).await.unwrap();
    }
    let page = panel.logged_in(Rank::Supervisor).await.get("/calls").await.body;
    for said in ["صف انتظارش پر است (در حال مکالمه)", "انتظار خاموش است (در حال مکالمه)"]
    {
        assert_eq!(page.matches(said).count(), 1, "{said}: {page}");
    }
}

#[tokio::test]
async fn an_operator_sees_their_own_calls_alone() {
    let panel = TestPanel::open().await;
    let decisions = kept(&panel).await;
    let sara = panel.logged_in(Rank::Operator).await;
    for query in ["", "operator=6065"] {
        let got = sara.get(&format!("/calls?{query}")).await.body;
        assert_eq!(got.matches("href=\"/calls/17").count(), 3, "{got}");
        assert!(!got.contains("۰۹۳۵۷۶۵۴۳۲۱"));
        let file = sara.get(&format!("/calls/csv?{query}")).await.body;
        assert_eq!(file.lines().count(), 4, "{file}");
        assert!(!file.contains("09357654321"));
    }
    let page = |at: usize| super::address(&decisions[at].id);
    assert_eq!(sara.get(&page(0)).await.status, StatusCode::OK);
    for other in [1, 2] {
        assert_eq!(sara.get(&page(other)).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_story_is_told_in_order() {
    let panel = TestPanel::open().await;
    let decisions = kept(&panel).await;
    let decision = &decisions[0];
    let after = |seconds| decision.id.at + SignedDuration::from_secs(seconds);
    let spoke = |serial: u32, operator: &str, answered: Timestamp| Conversation {
        id: ConversationId {
            pbx: decision.id.pbx.clone(),
            caller_uniqueid: decision.id.caller_uniqueid.clone(),
            operator_uniqueid: Uniqueid::new(format!("1795000001.{serial}")).unwrap(),
        },
        caller: decision.caller.clone().unwrap(),
        operator: Extension::new(operator).unwrap(),
        path: Path::Reconnected { module: support().code, queue: None },
        answered_at: answered,
        ending: Ending::Ended(answered + SignedDuration::from_secs(65)),
    };
    let both = [spoke(1, "5050", after(7)), spoke(2, "6065", after(80))];
    panel.app.store().record_past(&both, None).await.unwrap();
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let got = supervisor.get(&super::address(&decision.id)).await.body;
    let mut rest = got.as_str();
    for told in [
        "با شمارهٔ ۰۲۱۹۱۰۰۰۰۰۰ تماس گرفت",
        "کلید ۳ منشی",
        "به ۵۰۵۰ سارا فرستاده شد",
        "اپراتور آزاد است",
        "حافظه",
        "صف «پُشتیبانی»",
        "تلفن ۵۰۵۰ سارا زنگ خورد",
        "به اپراتور قبلی وصل شد",
        "با ۵۰۵۰ سارا صحبت کرد",
        "مکالمه پس از ۱:۰۵ تمام شد",
        "با ۶۰۶۵ علی صحبت کرد",
    ] {
        let after = rest.split_once(told);
        rest = after.unwrap_or_else(|| panic!("{told} is not told, or too early: {got}")).1;
    }
    let sara = panel.logged_in(Rank::Operator).await;
    let own = sara.get(&super::address(&decision.id)).await.body;
    assert!(own.contains("سارا") && !own.contains("علی"));
    for nowhere in ["/calls/x", "/calls/1-1", "/calls/1795000000000000-1795000000.9"] {
        assert_eq!(supervisor.get(nowhere).await.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

#[tokio::test]
async fn a_spreadsheet_has_every_row_and_nothing_that_runs() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let talking = Reason::OperatorBusy(Busy::Talking);
    for second in 1..=450 {
        let call = decided(second, "09121234567", talking, SARA, None);
        panel.app.store().record_decision(&call).await.unwrap();
    }
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let got = supervisor.get("/calls/csv?number=09121234567").await;
    assert_eq!(got.headers["content-type"], "text/csv; charset=utf-8");
    let name = got.headers["content-disposition"].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"vasl-calls-"), "{name}");
    assert!(got.body.starts_with("\u{feff}\"زمان ورود\";"), "{}", got.body);
    let lines: Vec<&str> = got.body.lines().collect();
    assert_eq!(lines.len(), 451);
    assert!(lines.iter().all(|line| line.matches(';').count() == 14), "{:?}", lines[1]);
    assert!(lines[1].contains("\"\u{200e}09121234567\"") && lines[1].contains("\"\u{200e}*5003\""));
    let file = String::from_utf8(supervisor.download("/calls/csv").await).unwrap();
    assert!(!file.contains(['\u{2066}', '\u{2068}', '\u{2069}']), "{file}");
    for kind in ["csv", "sheet"] {
        let wrong = supervisor.get(&format!("/calls/{kind}?number=abc")).await;
        assert_eq!((wrong.status, &*wrong.location), (StatusCode::SEE_OTHER, "/calls?number=abc"));
    }
}

#[tokio::test]
async fn a_sheet_has_every_row_as_it_is_meant() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    for second in 1..=450 {
        let call = decided(second, "09121234567", Reason::OperatorFree, SARA, None);
        panel.app.store().record_decision(&call).await.unwrap();
    }
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let got = supervisor.get("/calls/sheet").await;
    let name = got.headers["content-disposition"].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"vasl-calls-") && name.contains(".xlsx\""));
    // Who leaves while theirs is made does not keep the next from having one.
    drop(supervisor.follow("/calls/sheet").await);
    let bytes = supervisor.download("/calls/sheet").await;
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["تماس‌ها"]);
    let sheet = book.worksheet_range("تماس‌ها").unwrap();
    let rows: Vec<Vec<String>> =
        sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    assert_eq!(rows.len(), 451);
    for (row, cells) in rows.iter().enumerate().skip(1) {
        assert_eq!(cells[5..9], ["*5003", "09121234567", "اپراتور آزاد است", "5050"], "{row}");
        assert!(cells[0].starts_with("14") && !cells.concat().contains('\u{2068}'), "{cells:?}");
    }
}
