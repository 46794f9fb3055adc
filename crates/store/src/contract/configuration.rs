//! What holds for the whole configuration.

use super::sample::{at, caller, extension, support};
use crate::{Agreement, Store};
use vasl_domain::callflow::{CallFlow, Override, PlainText, TimeCondition};
use vasl_domain::configuration::{Configuration, Object, Step};
use vasl_domain::decision::Standing;

/// A thing of each kind.
fn example() -> Configuration {
    let call_flow: CallFlow = serde_json::from_value(serde_json::json!({
        "trunk": { "name": "Line", "addresses": ["192.0.2.1"] },
        "feature_codes": { "queue_log_in": "*41" },
        "extension": [
            { "number": "5050", "name": "سارا", "secret": "abcdefgh" },
            { "number": "6065", "name": "Ali", "secret": "abcdefgh" },
        ],
        "queue": [{ "number": "99", "name": "Support", "members": ["5050"], "wrap_up_seconds": 7 }],
        "ivr": [{
            "number": "1", "name": "Main", "failure_destination": "queue:99",
            "entry": [{ "key": "3", "destination": "misc:*5003" }],
        }],
        "time_group": [{
            "name": "office",
            "period": [{ "weekdays": ["sat", "sun"], "from": "08:30", "to": "17:30" }],
            "holiday": [{ "jalali": "01/13", "yearly": true }],
        }],
        "time_condition": [{
            "number": "1", "name": "Office", "time_group": "office", "time_zone": "Asia/Tehran",
            "open_destination": "ivr:1", "closed_destination": "announcement:1",
        }],
        "announcement": [{
            "number": "1", "name": "Closed", "sound": "vasl/closed", "destination": "hangup",
        }],
        "sound": [{ "name": "closed" }],
        "misc_destination": [{ "code": "700", "name": "On call", "dials": "outside:09121234567" }],
        "inbound_route": [
            { "destination": "time_condition:1" },
            { "did": "02191000000", "caller": "0912.", "destination": "queue:99" },
        ],
    }))
    .unwrap();
    Configuration { modules: vec![support()], call_flow }.in_order()
}

fn all_of(whole: &Configuration) -> Vec<Step> {
    Configuration::default().steps_to(whole)
}

pub async fn a_configuration_comes_back_as_it_was_written<S: Store>(store: &S) {
    assert_eq!(store.configuration().await.unwrap(), Configuration::default());
    store.change_configuration(&all_of(&example()), &[], &[]).await.unwrap();
    assert_eq!(store.configuration().await.unwrap(), example());
    assert_eq!(store.modules().await.unwrap(), [support()]);
}

pub async fn putting_twice_is_putting_once<S: Store>(store: &S) {
    let mut other = example();
    let Some(Object::Queue(mut queue)) = other.object(&"queue:99".parse().unwrap()) else {
        panic!("the example has queue 99");
    };
    queue.weight = 5.try_into().unwrap();
    other.put(Object::Queue(queue));
    other.modules[0].active = false;
    for whole in [example(), example(), other.clone(), other.clone()] {
        store.change_configuration(&all_of(&whole), &[], &[]).await.unwrap();
    }
    assert_eq!(store.configuration().await.unwrap(), other);
}

pub async fn what_is_removed_is_gone<S: Store>(store: &S) {
    store.change_configuration(&all_of(&example()), &[], &[]).await.unwrap();
    let gone = example().steps_to(&Configuration::default());
    for _ in 0..2 {
        store.change_configuration(&gone, &[], &[]).await.unwrap();
        assert_eq!(store.configuration().await.unwrap(), Configuration::default());
    }
}

pub async fn agreements_are_kept_with_it<S: Store>(store: &S) {
    let agreement = |standing| Agreement { caller: caller(), standing, since: at(0) };
    let pinned = agreement(Standing::Pinned(extension("5050")));
    store.change_configuration(&[], std::slice::from_ref(&pinned), &[]).await.unwrap();
    assert_eq!(store.agreements().await.unwrap(), [pinned]);
    store.change_configuration(&[], &[agreement(Standing::Ordinary)], &[]).await.unwrap();
    assert_eq!(store.agreements().await.unwrap(), []);
}

pub async fn what_was_set_by_hand_is_outdated_by_another_configuration<S: Store>(store: &S) {
    let outdated = async || -> Vec<String> {
        let outdated = store.outdated_by_hand().await.unwrap();
        outdated.iter().map(ToString::to_string).collect()
    };
    let take_out = async || {
        for number in store.outdated_by_hand().await.unwrap() {
            store.by_hand_taken_out(&number).await.unwrap();
            store.by_hand_taken_out(&number).await.unwrap();
        }
    };
    let id = "time_condition:1".parse().unwrap();
    let Some(Object::TimeCondition(condition)) = example().object(&id) else {
        panic!("the example has time condition 1");
    };
    let change = async |step: Step| store.change_configuration(&[step], &[], &[]).await.unwrap();
    let put = |overridden, name: &str| {
        let name = PlainText::new(name).unwrap();
        let condition = TimeCondition { overridden, name, ..condition.clone() };
        Step::Put(Box::new(Object::TimeCondition(condition)))
    };
    // Another of that number may have been there before.
    change(put(Override::None, "Office")).await;
    assert_eq!(outdated().await, ["1"]);
    take_out().await;
    change(put(Override::None, "Shop")).await;
    assert_eq!(outdated().await, [""; 0]);
    // There and back again, before anybody has taken it out.
    change(put(Override::Closed, "Shop")).await;
    change(put(Override::None, "Shop")).await;
    assert_eq!(outdated().await, ["1"]);
    take_out().await;
    change(Step::Remove(id.clone())).await;
    assert_eq!(outdated().await, ["1"]);
    take_out().await;
    change(Step::Remove(id)).await;
    assert_eq!(outdated().await, [""; 0]);
}
