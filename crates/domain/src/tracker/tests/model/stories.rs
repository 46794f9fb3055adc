//! Any stories.

use super::steps::{Route, Step, Target, Way};
use proptest::prelude::*;

fn any_step() -> impl Strategy<Value = Step> {
    let n = any::<u8>;
    let route = prop_oneof![Just(Route::Phone), Just(Route::Local), Just(Route::LocalForAWhile)];
    let target = prop_oneof![
        n().prop_map(Target::Operator),
        n().prop_map(Target::Queue),
        Just(Target::Parking)
    ];
    let way =
        prop_oneof![Just(Way::SecondIntoFirst), Just(Way::FirstIntoSecond), Just(Way::Linked)];
    prop_oneof![
        4 => n().prop_map(Step::Calls),
        1 => n().prop_map(Step::LiftsReceiver),
        1 => n().prop_map(Step::LogsIn),
        4 => (n(), n()).prop_map(|(a, b)| Step::Queues(a, b)),
        6 => (n(), n(), route).prop_map(|(a, b, c)| Step::Rings(a, b, c)),
        1 => (n(), n()).prop_map(|(a, b)| Step::RingsAgent(a, b)),
        1 => (n(), n()).prop_map(|(a, b)| Step::CallsCustomer(a, b)),
        8 => (n(), n()).prop_map(|(a, b)| Step::Answers(a, b)),
        1 => n().prop_map(Step::Declines),
        1 => (n(), n()).prop_map(|(a, b)| Step::Forwards(a, b)),
        1 => (n(), n(), n()).prop_map(|(a, b, c)| Step::PicksUp(a, b, c)),
        3 => (n(), n()).prop_map(|(a, b)| Step::HangsUp(a, b)),
        3 => (n(), target, n()).prop_map(|(a, b, c)| Step::TransfersBlind(a, b, c)),
        3 => (n(), n(), way).prop_map(|(a, b, c)| Step::TransfersAttended(a, b, c)),
        2 => (n(), n()).prop_map(|(a, b)| Step::Asks(a, b)),
        1 => n().prop_map(Step::GoesBack),
        2 => (n(), n()).prop_map(|(a, b)| Step::Fetches(a, b)),
        1 => n().prop_map(Step::JoinsConference),
        1 => (n(), n()).prop_map(|(a, b)| Step::ComesIn(a, b)),
        1 => n().prop_map(Step::GoesOut),
        2 => (n(), n()).prop_map(|(a, b)| Step::TakesOut(a, b)),
    ]
}

pub(super) fn any_story() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec(any_step(), 1..40)
}
