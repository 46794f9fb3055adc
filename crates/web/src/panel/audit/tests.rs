//! What the audit log says of a change, in the reader's words.

use crate::testing::{TestPanel, support};
use jiff::Timestamp;
use vasl_domain::configuration::ObjectKind;
use vasl_domain::user::{Author, Rank};
use vasl_store::{AuditEntry, AuditFields, AuditKind, AuditVerb, Store as _};

async fn written_down(panel: &TestPanel, kind: ObjectKind, subject: &str, fields: &[[&str; 3]]) {
    let of = |at: usize| -> AuditFields {
        let known = fields.iter().filter(|field| !field[at].is_empty());
        known.map(|field| (field[0].to_owned(), field[at].to_owned())).collect()
    };
    let entry = AuditEntry {
        at: Timestamp::now(),
        author: Author::CommandLine,
        verb: AuditVerb::Changed,
        kind: AuditKind::Object(kind),
        subject: subject.to_owned(),
        before: of(1),
        after: of(2),
    };
    panel.app.store().record_audit(&entry).await.unwrap();
}

#[tokio::test]
async fn a_change_is_told_without_a_word_of_the_machine() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let changes = [
        ["active", "true", "false"],
        ["failure_destination", "queue:99", "misc:*77"],
        ["sides[queue 99]", "", "queue 99"],
        ["sides", "5050, 6065", "6065, 5050"],
        ["count_outbound", "no", "answered_and_missed"],
        ["cleared_at", "", "2026-11-23T08:00:00Z"],
    ];
    written_down(&panel, ObjectKind::Module, "*5003", &changes).await;
    let changes = [
        ["strategy", "rrmemory", "ringall"],
        ["join", "always", "somebody_available"],
        ["members[5050]", "", "5050"],
        ["members[5050].penalty", "0", "2"],
    ];
    written_down(&panel, ObjectKind::Queue, "99", &changes).await;
    let changes = [
        ["period[1].from", "08:00:00", "09:00:00"],
        ["period[1].weekdays[sat]", "", "sat"],
        ["holiday[jalali 01/13]", "", "jalali 01/13"],
    ];
    written_down(&panel, ObjectKind::TimeGroup, "office", &changes).await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let page = administrator.get("/audit").await.body;
    for said in [
        "مقصد خطا",
        "صف «پُشتیبانی»",
        "مقاصد متفرقه \u{2066}*۷۷\u{2069}",
        "۹۹ پُشتیبانی",
        "۵۰۵۰ سارا، ۶۰۶۵ علی",
        "بله، حتی اگر پاسخ نداده باشد",
        "۱۴۰۵/۰۹/۰۲",
        "همه با هم",
        "وقتی حداقل یک اپراتور بتواند پاسخ دهد",
        "ساعت کاری (۱): از ساعت",
        "ساعت کاری (۱): شنبه",
        "شمسی ۰۱/۱۳",
        "اعضای صف (۵۰۵۰): اولویت",
    ] {
        let said = said.replace(['\u{2068}', '\u{2069}'], "");
        assert!(page.contains(&said), "{said}: {page}");
    }
    for machine in
        ["queue:", "misc:", "queue ۹۹", "rrmemory", "answered_", "(jalali", "T۰۸", ">sat<"]
    {
        assert!(!page.contains(machine), "{machine}: {page}");
    }
}

#[tokio::test]
async fn a_change_is_found_by_what_the_thing_is_called() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    written_down(&panel, ObjectKind::Module, "*5003", &[["active", "true", "false"]]).await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (searched, found) in [
        ("*5003", true),
        ("*%DB%B5%DB%B0%DB%B0%DB%B3", true),
        ("%D9%BE%D8%B4%D8%AA%D9%8A%D8%A8%D8%A7%D9%86%D9%8A", true),
        ("x", false),
    ] {
        let page = administrator.get(&format!("/audit?subject={searched}")).await.body;
        assert_eq!(page.contains("ماژول «پُشتیبانی»"), found, "{searched}: {page}");
    }
}
