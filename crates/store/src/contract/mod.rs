//! What holds for every adapter, as tests.
//!
//! An adapter says how a fresh store is opened, and gets the suite:
//!
//! ```text
//! async fn fresh() -> (SqliteStore, TempDir) { … }
//! vasl_store::contract_suite!(fresh);
//! ```
//!
//! What `fresh` gives beside the store is kept until the test is over. A new test goes into the
//! file of its area and into the list in [`contract_suite!`](crate::contract_suite).

// These are tests, though an adapter's crate sees them as a library.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    missing_docs
)]

pub mod accounts;
pub mod api_tokens;
pub mod audit;
pub mod configuration;
pub mod conversations;
pub mod decisions;
pub mod keeping;
pub mod link;
pub mod list_properties;
pub mod lists;
mod model;
pub mod modules;
pub mod newest_covered;
pub use newest_covered as newest_covered_properties;
pub mod preferences;
pub mod report_properties;
pub mod reports;
pub mod sample;
pub mod sessions;
pub mod standing;
pub mod stories;

use crate::Store;
use tokio::runtime::Runtime;

/// Makes one `#[test]` of everything that holds for every adapter. Takes the name of an async
/// function that opens a fresh store.
#[macro_export]
macro_rules! contract_suite {
    ($fresh:ident) => {
        $crate::contract_suite!(@area $fresh, run, modules: [
            a_module_comes_back_as_it_was_written,
            modules_stand_in_the_order_of_their_codes,
            another_content_takes_the_place_of_the_first,
            a_removed_module_leaves_nothing_behind,
            after_a_restart_only_what_is_reapplied_is_active,
        ]);
        $crate::contract_suite!(@area $fresh, run, configuration: [
            a_configuration_comes_back_as_it_was_written,
            putting_twice_is_putting_once,
            what_is_removed_is_gone,
            agreements_are_kept_with_it,
            what_was_set_by_hand_is_outdated_by_another_configuration,
        ]);
        $crate::contract_suite!(@area $fresh, run, conversations: [
            each_path_comes_back_as_it_was_written,
            beginning_twice_is_beginning_once,
            beginning_again_reopens,
            an_end_only_moves_later,
            nothing_ends_before_it_was_answered,
            what_is_made_up_twice_changes_nothing,
            what_is_made_up_ends_and_never_reopens,
            what_is_up_was_up_when_the_pbx_was_last_seen,
            what_is_up_ends_but_for_the_exceptions,
        ]);
        $crate::contract_suite!(@area $fresh, run, lists: [
            conversations_are_listed_by_key,
            conversations_are_listed_by_what_they_are,
            decisions_are_listed_by_key,
            decisions_are_listed_by_what_they_are,
        ]);
        $crate::contract_suite!(@area $fresh, run_in, list_properties: [
            every_filter_gives_what_it_says,
        ]);
        $crate::contract_suite!(@area $fresh, run, stories: [
            a_story_is_the_decision_and_all_conversations_of_the_call,
            stories_are_listed_as_decisions_are,
            customers_are_missed_until_they_are_connected,
            missed_customers_are_listed_by_key_and_by_what_they_are,
        ]);
        $crate::contract_suite!(@area $fresh, run, reports: [
            nothing_makes_an_empty_report,
            what_is_said_twice_is_counted_once,
            a_count_outlives_what_was_counted,
            what_is_too_old_is_counted_no_more,
        ]);
        $crate::contract_suite!(@area $fresh, run_in, report_properties: [
            a_report_is_what_counting_one_by_one_gives,
        ]);
        $crate::contract_suite!(@area $fresh, run, newest_covered: [
            each_queue_has_its_own_memory,
            a_call_waits_no_longer_than_told,
            a_caller_who_telephones_much_is_answered_in_time,
            callers_are_remembered_by_their_newest_conversation,
        ]);
        $crate::contract_suite!(@area $fresh, run_in, newest_covered_properties: [
            whatever_happened_the_domain_agrees,
        ]);
        $crate::contract_suite!(@area $fresh, run, link: [
            a_pbx_that_was_never_heard_has_no_link,
            a_link_keeps_what_was_seen_last,
            a_log_is_read_on_from_where_it_was_left,
            members_are_those_seen_lately,
        ]);
        $crate::contract_suite!(@area $fresh, run, decisions: [
            each_decision_comes_back_as_it_was_made,
            a_decision_is_kept_once,
            the_first_outcome_stays,
            a_call_has_its_newest_decision,
            what_went_to_an_operator_is_unsettled_until_its_outcome,
        ]);
        $crate::contract_suite!(@area $fresh, run, standing: [
            what_is_agreed_comes_back_as_it_was_agreed,
            agreeing_twice_is_agreeing_once,
            agreements_stand_in_the_order_of_the_callers,
            a_call_learns_the_agreement_or_the_newest_conversation,
            nothing_is_learned_of_who_shares_a_number,
            who_opted_out_is_still_learned_of,
            a_forgotten_caller_leaves_what_was_decided_behind,
            what_was_forgotten_does_not_come_back,
            who_agreed_with_a_caller_is_kept_in_the_same_step,
            who_forgot_a_caller_is_kept_without_their_number,
        ]);
        $crate::contract_suite!(@area $fresh, run, accounts: [
            a_user_comes_back_as_they_were_written,
            users_stand_in_the_order_of_their_names,
            a_name_is_taken_once,
            there_is_one_first_administrator,
            the_last_administrator_stays,
            what_is_not_there_is_not_changed,
            two_who_change_a_user_at_once_are_told,
            who_changed_a_user_is_kept_with_the_change,
        ]);
        $crate::contract_suite!(@area $fresh, run, sessions: [
            a_session_comes_back_with_its_user,
            a_session_holds_as_long_as_it_is_used,
            a_session_ends_alone_or_with_the_others,
            sessions_end_with_their_user_and_with_the_password,
            old_sessions_are_removed_when_another_begins,
        ]);
        $crate::contract_suite!(@area $fresh, run, audit: [
            a_change_is_kept_with_who_made_it,
            who_changed_what_is_listed_by_key,
            who_changed_what_is_listed_by_what_it_is,
            who_changed_what_long_ago_is_pruned,
            what_is_changed_elsewhere_is_written_down_before,
        ]);
        $crate::contract_suite!(@area $fresh, run, api_tokens: [
            a_token_comes_back_as_it_was_made,
            a_name_is_taken_by_a_token_that_holds,
            a_revoked_token_does_not_hold,
            the_token_that_was_seen_is_revoked_and_none_of_its_name,
            tokens_outlive_their_maker_unless_they_are_revoked_with_them,
        ]);
        $crate::contract_suite!(@area $fresh, run, preferences: [
            what_is_preferred_comes_back_as_it_was_set,
            two_who_set_at_once_are_told,
        ]);
        $crate::contract_suite!(@area $fresh, run, keeping: [
            what_is_old_is_pruned,
            more_than_one_piece_is_pruned,
            what_is_up_is_never_pruned,
            a_healthy_store_makes_a_round_trip,
            steps_at_once_are_all_done,
        ]);
    };
    (@area $fresh:ident, $run:ident, $area:ident: [$($test:ident,)*]) => {
        mod $area {
            $(#[test]
            fn $test() {
                $crate::contract::$run(super::$fresh, $crate::contract::$area::$test);
            })*
        }
    };
}

/// Runs a test on a fresh store.
pub fn run<S: Store, G>(
    fresh: impl AsyncFnOnce() -> (S, G),
    test: impl for<'a> AsyncFnOnce(&'a S),
) {
    runtime().block_on(async {
        let (store, _guard) = fresh().await;
        test(&store).await;
    });
}

/// Runs a test that waits for the store by itself.
pub fn run_in<S: Store, G>(fresh: impl AsyncFnOnce() -> (S, G), test: impl FnOnce(&Runtime, &S)) {
    let runtime = runtime();
    let (store, _guard) = runtime.block_on(fresh());
    test(&runtime, &store);
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}
