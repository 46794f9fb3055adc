//! That a page costs what a page holds, wherever in the list it is.

use crate::contract::sample::{at, caller, code, decided, extension, pbx, queue, spoke};
use crate::record::{ConversationCursor, ConversationFilter, DecisionFilter};
use crate::sqlite::{conversation, decision, migration, newest_covered::tests::plan};
use rusqlite::Connection;
use vasl_domain::outcome::Outcome;
use vasl_domain::reason::ReasonKind;
use vasl_domain::report::Period;

#[test]
fn a_page_is_read_in_the_order_of_an_index() {
    let mut connection = Connection::open_in_memory().unwrap();
    migration::run(&mut connection, "memory").unwrap();
    let conversations = |only: fn(&mut ConversationFilter)| {
        let mut filter = ConversationFilter {
            before: Some(ConversationCursor::from(&spoke(1, 0))),
            ..ConversationFilter::default()
        };
        only(&mut filter);
        plan(&connection, conversation::listing(&filter).sql())
    };
    let decisions = |only: fn(&mut DecisionFilter)| {
        let mut filter =
            DecisionFilter { before: Some(decided(1, 0).id), ..DecisionFilter::default() };
        only(&mut filter);
        plan(&connection, decision::listing(&filter).sql())
    };
    for (plan, index) in [
        (conversations(|_| {}), "conversation_listed "),
        (conversations(|filter| filter.pbx = Some(pbx())), "conversation_listed "),
        (conversations(|filter| filter.queue = Some(queue("99"))), "conversation_listed "),
        (
            conversations(|filter| {
                filter.pbx = Some(pbx());
                filter.caller = Some(caller());
            }),
            "conversation_listed_by_caller ",
        ),
        (
            conversations(|filter| filter.operator = Some(extension("5050"))),
            "conversation_listed_by_operator ",
        ),
        (decisions(|_| {}), "decision_listed "),
        (decisions(|filter| filter.pbx = Some(pbx())), "decision_listed "),
        (decisions(|filter| filter.module = Some(code("*5003"))), "decision_listed_by_module "),
        (
            decisions(|filter| {
                filter.pbx = Some(pbx());
                filter.caller = Some(caller());
            }),
            "decision_listed_by_caller ",
        ),
        (
            decisions(|filter| filter.operator = Some(extension("5050"))),
            "decision_listed_by_operator ",
        ),
        (
            decisions(|filter| {
                filter.operator = Some(extension("5050"));
                filter.module = Some(code("*5003"));
                filter.reason = Some(ReasonKind::OperatorFree);
                filter.outcome = Some(Outcome::NoAnswer);
            }),
            "decision_listed_by_operator ",
        ),
        (
            decisions(|filter| filter.reason = Some(ReasonKind::Expired)),
            "decision_listed_by_reason ",
        ),
        (
            decisions(|filter| {
                filter.reason = Some(ReasonKind::Expired);
                filter.module = Some(code("*5003"));
                filter.outcome = Some(Outcome::StraightToFailure);
            }),
            "decision_listed_by_module_and_reason ",
        ),
        (
            decisions(|filter| {
                filter.reason = Some(ReasonKind::OperatorFree);
                filter.outcome = Some(Outcome::Declined);
            }),
            "decision_listed_by_outcome ",
        ),
        (
            decisions(|filter| {
                filter.module = Some(code("*5003"));
                filter.outcome = Some(Outcome::Declined);
                filter.period = Some(Period::new(at(0), at(9)));
            }),
            "decision_listed_by_module_and_outcome ",
        ),
    ] {
        let found = plan.replace("COVERING ", "");
        assert!(found.contains(&format!("USING INDEX {index}")), "{plan}");
        assert!(!plan.contains("SCAN"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}
