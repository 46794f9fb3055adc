//! What holds for modules.

use super::sample::{at, code, extension, microseconds, put, queue, support};
use crate::{AuditEntry, AuditFilter, Store};
use vasl_domain::callflow::SoundName;
use vasl_domain::configuration::{ObjectId, Step};
use vasl_domain::destination::Destination;
use vasl_domain::expiry::{Expiry, Lifetime};
use vasl_domain::module::{
    CountOutbound, Module, ModuleName, NamePrefix, RingSeconds, Side, Sides, WaitSeconds, ZoneName,
};
use vasl_domain::name::TimeGroupName;
use vasl_domain::user::Author;

fn sound(name: String) -> SoundName {
    SoundName::try_from(name).unwrap()
}

fn coded(module_code: &str) -> Module {
    Module { code: code(module_code), ..support() }
}

pub async fn a_module_comes_back_as_it_was_written<S: Store>(store: &S) {
    let every_setting_another = Module {
        code: code("**89"),
        name: ModuleName::new("Sales 'n' more; \"quoted\"").unwrap(),
        active: false,
        silent: false,
        reapply_at_startup: false,
        expiry: Expiry::For(Lifetime::parse("24:00:00").unwrap()),
        time_zone: ZoneName::new("UTC").unwrap(),
        sides: Sides::new(vec![Side::Extension(extension("7070"))]).unwrap(),
        failure_destination: "dialplan:ext-queues,99,1".parse().unwrap(),
        ring_seconds: RingSeconds::new(7).unwrap(),
        wait_seconds: WaitSeconds::new(0).unwrap(),
        minimum_talk_seconds: u32::MAX,
        most_waiting: u16::MAX,
        count_outbound: CountOutbound::AnsweredAndMissed,
        announcement: Some(sound("custom/one-moment".to_owned())),
        ask_first: true,
        ask_sound: Some(sound("custom/ask".to_owned())),
        whisper: true,
        whisper_sound: Some(sound("custom/whisper".to_owned())),
        name_prefix: NamePrefix::new("").unwrap(),
        priority_on_fallback: false,
        account_under_queue: Some(queue("99")),
        cleared_at: Some(at(3) + microseconds(1)),
    };
    let end_of_work = Module {
        expiry: Expiry::EndOfWork(TimeGroupName::new("office").unwrap()),
        failure_destination: Destination::HangUp,
        ..coded("#1")
    };
    for module in [support(), every_setting_another, end_of_work] {
        put(store, &module).await;
        let kept = store.module(&module.code).await.unwrap();
        assert_eq!(kept.as_ref(), Some(&module));
        let all = store.modules().await.unwrap();
        assert!(all.contains(&module), "{all:?}");
    }
    assert_eq!(store.module(&code("*404")).await.unwrap(), None);
}

pub async fn modules_stand_in_the_order_of_their_codes<S: Store>(store: &S) {
    for unordered in ["5", "*5003", "#1", "**89", "12"] {
        put(store, &coded(unordered)).await;
    }
    let codes: Vec<String> =
        store.modules().await.unwrap().into_iter().map(|module| module.code.to_string()).collect();
    assert_eq!(codes, ["#1", "**89", "*5003", "12", "5"]);
}

pub async fn another_content_takes_the_place_of_the_first<S: Store>(store: &S) {
    let changed = Module {
        silent: false,
        sides: Sides::new(vec![Side::Extension(extension("5050")), Side::Queue(queue("sales"))])
            .unwrap(),
        cleared_at: Some(at(9)),
        ..support()
    };
    for module in [support(), changed.clone(), changed.clone()] {
        put(store, &module).await;
        assert_eq!(store.modules().await.unwrap(), [module]);
    }
}

pub async fn a_removed_module_leaves_nothing_behind<S: Store>(store: &S) {
    put(store, &support()).await;
    put(store, &coded("#1")).await;
    for _ in 0..2 {
        let gone = [Step::Remove(ObjectId::Module(support().code))];
        store.change_configuration(&gone, &[], &[]).await.unwrap();
        assert_eq!(store.modules().await.unwrap(), [coded("#1")]);
    }
    let with_one_side =
        Module { sides: Sides::new(vec![Side::Queue(queue("sales"))]).unwrap(), ..support() };
    put(store, &with_one_side).await;
    assert_eq!(store.module(&with_one_side.code).await.unwrap(), Some(with_one_side));
}

pub async fn after_a_restart_only_what_is_reapplied_is_active<S: Store>(store: &S) {
    let not_reapplied =
        |module_code, active| Module { active, reapply_at_startup: false, ..coded(module_code) };
    for module in
        [coded("1"), not_reapplied("3", true), not_reapplied("2", true), not_reapplied("4", false)]
    {
        put(store, &module).await;
    }
    let taken_out = store.deactivate_modules_not_reapplied(at(5)).await.unwrap();
    assert_eq!(taken_out, [code("2"), code("3")]);
    assert_eq!(
        store.modules().await.unwrap(),
        [
            coded("1"),
            not_reapplied("2", false),
            not_reapplied("3", false),
            not_reapplied("4", false),
        ]
    );
    let again = store.deactivate_modules_not_reapplied(at(5)).await.unwrap();
    assert_eq!(again, []);
    let kept = store.audit(&AuditFilter::default()).await.unwrap();
    let kept: Vec<_> = kept.into_iter().rev().map(|kept| kept.entry).collect();
    let entry = |module_code| AuditEntry::of_deactivation(&code(module_code), at(5));
    assert_eq!(kept, [entry("2"), entry("3")]);
    assert_eq!(kept[0].author, Author::Service);
    assert_eq!((&*kept[0].before["active"], &*kept[0].after["active"]), ("true", "false"));
}
