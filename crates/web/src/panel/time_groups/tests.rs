//! The pages of time groups, without a browser.

use crate::testing::TestPanel;
use hyper::StatusCode;
use jiff::civil::{Weekday, date, time};
use vasl_domain::holiday::{Calendar, Holiday};
use vasl_domain::hours::{Period, TimeGroup};
use vasl_domain::name::TimeGroupName;
use vasl_domain::user::Rank;

/// Two periods with a lunch break, and three holidays.
const FORM: [(&str, &str); 19] = [
    ("code", "office"),
    ("name", "ساعت اداری"),
    ("on_0", "sat"),
    ("on_0", "sun"),
    ("from_0", "۰۸:۳۰"),
    ("to_0", "12:30"),
    ("on_1", "sun"),
    ("on_1", "sat"),
    ("from_1", "١٣:١٥"),
    ("to_1", "24:00"),
    ("date_0", "۱۴۰۵/۰۱/۱۳"),
    ("calendar_0", "jalali"),
    ("date_1", "۱۲/۲۹"),
    ("calendar_1", "jalali"),
    ("yearly_1", "yes"),
    ("date_2", "2026-12-25"),
    ("calendar_2", "gregorian"),
    ("yearly_2", "yes"),
    ("date_3", ""),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = FORM.iter().copied().filter(|(name, _)| !changes.iter().any(|(n, _)| n == name));
    kept.chain(changes.iter().copied()).collect()
}

#[tokio::test]
async fn a_time_group_of_several_periods_and_holidays_of_both_calendars() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let got = administrator.post("/time-groups/new", &FORM).await;
    assert_eq!(got.location, "/time-groups?done=added", "{}", got.body);
    let weekdays = vec![Weekday::Saturday, Weekday::Sunday];
    let period = |from, to| Period { weekdays: weekdays.clone(), from, to };
    let expected = TimeGroup {
        name: TimeGroupName::new("office").unwrap(),
        description: "ساعت اداری".to_owned().try_into().unwrap(),
        periods: vec![
            period(time(8, 30, 0, 0), time(12, 30, 0, 0)),
            period(time(13, 15, 0, 0), time(0, 0, 0, 0)),
        ],
        holidays: vec![
            Holiday::Once { date: date(2026, 4, 2), calendar: Calendar::Jalali },
            Holiday::Jalali { month: 12, day: 29 },
            Holiday::Gregorian { month: 12, day: 25 },
        ],
    };
    assert_eq!(
        panel.service.call_flow.lock().unwrap().time_groups,
        std::slice::from_ref(&expected)
    );

    let list = administrator.get("/time-groups").await.body;
    assert!(list.contains("شنبه، یکشنبه، ۰۸:۳۰ تا ۱۲:۳۰"), "{list}");
    assert!(list.contains("۳ روز") && list.contains("ساعت اداری"), "{list}");

    // What is shown is saved as it was.
    let shown = administrator.get("/time-groups/office").await.body;
    assert!(shown.contains("value=\"۱۴۰۵/۰۱/۱۳\"") && shown.contains("value=\"۱۲-۲۵\""), "{shown}");
    let seen = shown.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let again = with(&[("seen", seen), ("date_2", "۱۲-۲۵")]);
    let got = administrator.post("/time-groups/office", &again).await;
    assert_eq!(got.location, "/time-groups?done=saved", "{}", got.body);
    assert_eq!(panel.service.call_flow.lock().unwrap().time_groups, [expected]);
}

#[tokio::test]
async fn a_date_is_taken_for_what_it_is_whichever_calendar_was_chosen() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let nature_day = |calendar| Holiday::Once { date: date(2026, 4, 2), calendar };
    for (text, calendar, yearly, expected) in [
        ("1405/1/13", "gregorian", "no", nature_day(Calendar::Jalali)),
        ("2026-04-02", "jalali", "no", nature_day(Calendar::Gregorian)),
        ("1405/1/13", "jalali", "yes", Holiday::Jalali { month: 1, day: 13 }),
        ("1405/1/13", "gregorian", "yes", Holiday::Gregorian { month: 4, day: 2 }),
        ("2026-04-02", "jalali", "yes", Holiday::Jalali { month: 1, day: 13 }),
        ("۰۴-۰۲", "gregorian", "yes", Holiday::Gregorian { month: 4, day: 2 }),
    ] {
        panel.service.call_flow.lock().unwrap().time_groups.clear();
        let form = with(&[("date_0", text), ("calendar_0", calendar), ("yearly_0", yearly)]);
        let got = administrator.post("/time-groups/new", &form).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{text}: {}", got.body);
        let holidays = panel.service.call_flow.lock().unwrap().time_groups[0].holidays.clone();
        assert_eq!(holidays[0], expected, "{text} {calendar} {yearly}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_row_and_nothing_typed_is_lost() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (changes, field, says) in [
        (vec![("code", "دفتر")], "code", "حرف انگلیسی"),
        (vec![("from_0", "25:00")], "from_0", "ساعت را مانند"),
        (vec![("to_1", "")], "to_1", "ساعت را مانند"),
        (vec![("on_1", "")], "on_1", "حداقل یک روز"),
        (vec![("date_0", "1405/07/31")], "date_0", "در تقویم نیست"),
        (vec![("date_0", "05/13")], "date_0", "تاریخ را مانند"),
        (vec![("date_0", "soon")], "date_0", "تاریخ را مانند"),
        (vec![("date_1", "13/1")], "date_1", "در تقویم نیست"),
    ] {
        let got = administrator.post("/time-groups/new", &with(&changes)).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes:?}");
        let beside = got.body.split(&format!("id=\"{field}-wrong\"")).nth(1);
        let beside = beside.unwrap_or_else(|| panic!("{field}: {}", got.body));
        assert!(beside.split("</p>").next().unwrap().contains(says), "{field}: {beside}");
        assert!(got.body.contains("value=\"۱۲:۳۰\""), "{changes:?}: {}", got.body);
    }
    assert!(panel.service.call_flow.lock().unwrap().time_groups.is_empty());
}

#[tokio::test]
async fn rows_are_added_and_deleted_without_saving() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let press = async |button: &str| {
        let got = administrator.post("/time-groups/new", &with(&[("do", button)])).await;
        assert_eq!(got.status, StatusCode::OK, "{button}");
        let count = |name: &str| got.body.matches(&format!("id=\"{name}_")).count();
        // Each date has a field and the name of its month.
        (count("from"), count("date") / 2)
    };
    assert_eq!(press("add-period").await, (3, 4));
    assert_eq!(press("drop-period-1").await, (1, 4));
    assert_eq!(press("drop-period-7").await, (2, 4));
    assert_eq!(press("add-holiday").await, (2, 5));
    assert_eq!(press("drop-holiday-0").await, (2, 3));
}

#[tokio::test]
async fn supervisors_read_and_administrators_change() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    administrator.post("/time-groups/new", &FORM).await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let list = supervisor.get("/time-groups").await.body;
    assert!(list.contains("office") && !list.contains("/time-groups/"), "{list}");
    assert_eq!(supervisor.get("/time-groups/office").await.status, StatusCode::FORBIDDEN);
}
