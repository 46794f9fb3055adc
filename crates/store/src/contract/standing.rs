//! What holds for what is agreed with callers, and for callers who are forgotten.

use super::sample::{
    at, caller, decided, extension, other_pbx, outdated, pbx, refused, settled, spoke, support,
    uniqueid,
};
use crate::{
    Agreement, AuditFilter, AuditKind, AuditVerb, ConversationFilter, DecisionFilter, Forgotten,
    Recalled, Store, StoreError,
};
use std::time::Duration;
use vasl_domain::conversation::{Conversation, ConversationId};
use vasl_domain::decision::{Decision, Standing};
use vasl_domain::number::Caller;
use vasl_domain::outcome::Outcome;
use vasl_domain::user::Author;

/// Long enough for a machine that does much else.
const PATIENT: Duration = Duration::from_secs(10);

fn another() -> Caller {
    Caller::from_canonical("+982188776655").unwrap()
}

fn author() -> Author {
    Author::CommandLine
}

fn pinned(number: &str) -> Standing {
    Standing::Pinned(extension(number))
}

async fn known<S: Store>(store: &S) -> Vec<Conversation> {
    store.conversations(&ConversationFilter::default()).await.unwrap()
}

pub async fn what_is_agreed_comes_back_as_it_was_agreed<S: Store>(store: &S) {
    let mut before = Standing::Ordinary;
    for standing in [Standing::OptedOut, pinned("5050"), Standing::Shared, pinned("6065")] {
        let was = store.set_standing(&caller(), &standing, at(1), &author()).await.unwrap();
        assert_eq!(was, before);
        let agreement = Agreement { caller: caller(), standing: standing.clone(), since: at(1) };
        assert_eq!(store.agreement(&caller()).await.unwrap(), Some(agreement.clone()));
        assert_eq!(store.agreements().await.unwrap(), [agreement]);
        before = standing;
    }
    let was = store.set_standing(&caller(), &Standing::Ordinary, at(2), &author()).await.unwrap();
    assert_eq!(was, before);
    assert_eq!(store.agreement(&caller()).await.unwrap(), None);
    assert_eq!(store.agreements().await.unwrap(), []);
}

pub async fn agreeing_twice_is_agreeing_once<S: Store>(store: &S) {
    for (when, was) in [(1, Standing::Ordinary), (2, pinned("5050"))] {
        let before =
            store.set_standing(&caller(), &pinned("5050"), at(when), &author()).await.unwrap();
        assert_eq!(before, was);
        assert_eq!(store.agreement(&caller()).await.unwrap().unwrap().since, at(1));
    }
    store.set_standing(&caller(), &pinned("6065"), at(3), &author()).await.unwrap();
    assert_eq!(store.agreement(&caller()).await.unwrap().unwrap().since, at(3));
    for _ in 0..2 {
        store.set_standing(&caller(), &Standing::Ordinary, at(4), &author()).await.unwrap();
    }
}

pub async fn agreements_stand_in_the_order_of_the_callers<S: Store>(store: &S) {
    for unordered in ["5050", "+989121234567", "0912", "+982188776655"] {
        let caller = Caller::from_canonical(unordered).unwrap();
        store.set_standing(&caller, &Standing::OptedOut, at(1), &author()).await.unwrap();
    }
    let callers: Vec<String> =
        store.agreements().await.unwrap().into_iter().map(|a| a.caller.to_string()).collect();
    assert_eq!(callers, ["+982188776655", "+989121234567", "0912", "5050"]);
}

pub async fn a_call_learns_the_agreement_or_the_newest_conversation<S: Store>(store: &S) {
    store.record_past(&[spoke(1, 0)], None).await.unwrap();
    let recall =
        async |who: &Caller| store.recall(&pbx(), who, &support(), at(99), PATIENT).await.unwrap();
    let ordinary = Recalled { standing: Standing::Ordinary, newest: Some(spoke(1, 0)) };
    assert_eq!(recall(&caller()).await, ordinary);
    assert_eq!(recall(&another()).await, Recalled::default());
    for standing in [Standing::OptedOut, pinned("7070"), Standing::Shared] {
        store.set_standing(&caller(), &standing, at(5), &author()).await.unwrap();
        assert_eq!(recall(&caller()).await, Recalled { standing, newest: None });
    }
    store.set_standing(&caller(), &Standing::Ordinary, at(6), &author()).await.unwrap();
    assert_eq!(recall(&caller()).await, ordinary);
    let late = store.recall(&pbx(), &caller(), &support(), at(99), Duration::ZERO).await;
    assert_eq!(late, Err(StoreError::Deadline));
}

pub async fn nothing_is_learned_of_who_shares_a_number<S: Store>(store: &S) {
    store.conversation_began(&spoke(1, 0)).await.unwrap();
    store.set_standing(&caller(), &Standing::Shared, at(1), &author()).await.unwrap();
    store.conversation_began(&spoke(2, 2)).await.unwrap();
    assert!(!store.conversation_ended(&spoke(2, 2).id, at(62)).await.unwrap());
    // What was known before stays, and comes to its end.
    let made_up = store.record_past(&[spoke(1, 0), spoke(3, 3)], None).await.unwrap();
    assert_eq!(made_up, 0);
    assert_eq!(known(store).await, [spoke(1, 0)]);
    let of_another = Conversation { caller: another(), ..spoke(4, 4) };
    assert_eq!(store.record_past(&[of_another], None).await.unwrap(), 1);
    store.set_standing(&caller(), &Standing::Ordinary, at(5), &author()).await.unwrap();
    assert_eq!(store.record_past(&[spoke(5, 5)], None).await.unwrap(), 1);
}

pub async fn who_opted_out_is_still_learned_of<S: Store>(store: &S) {
    store.set_standing(&caller(), &Standing::OptedOut, at(0), &author()).await.unwrap();
    store.conversation_began(&spoke(1, 1)).await.unwrap();
    assert!(store.conversation_ended(&spoke(1, 1).id, at(61)).await.unwrap());
    assert_eq!(known(store).await, [spoke(1, 1)]);
}

pub async fn a_forgotten_caller_leaves_what_was_decided_behind<S: Store>(store: &S) {
    let elsewhere =
        Conversation { id: ConversationId { pbx: other_pbx(), ..spoke(2, 2).id }, ..spoke(2, 2) };
    let of_another = Conversation { caller: another(), ..spoke(3, 3) };
    store.record_past(&[spoke(1, 1), elsewhere, of_another.clone()], None).await.unwrap();
    let about_another = Decision { caller: Some(another()), ..decided(12, 12) };
    for decision in [decided(10, 10), refused(11, 11), about_another.clone()] {
        store.record_decision(&decision).await.unwrap();
    }
    store.set_standing(&caller(), &Standing::OptedOut, at(20), &author()).await.unwrap();

    let forgotten = store.forget_caller(&caller(), at(30), &author()).await.unwrap();
    assert_eq!(forgotten, Forgotten { conversations: 2, decisions: 1 });
    assert_eq!(known(store).await, [of_another]);
    let without = Decision { caller: None, ..decided(10, 10) };
    let decisions = store.decisions(&DecisionFilter::default()).await.unwrap();
    assert_eq!(decisions, [about_another, refused(11, 11), without]);
    // Its call goes on.
    let connected = settled(&decided(10, 10), Outcome::Connected, 40);
    assert!(store.record_outcome(&connected).await.unwrap());
    assert_eq!(store.agreement(&caller()).await.unwrap().unwrap().standing, Standing::OptedOut);
    let again = store.forget_caller(&caller(), at(31), &author()).await.unwrap();
    assert_eq!(again, Forgotten::default());
}

pub async fn what_was_forgotten_does_not_come_back<S: Store>(store: &S) {
    store.conversation_began(&spoke(1, 0)).await.unwrap();
    store.record_past(&[spoke(2, 1)], None).await.unwrap();
    store.forget_caller(&caller(), at(10), &author()).await.unwrap();
    assert_eq!(store.open_conversations(&pbx()).await.unwrap(), []);
    // The call goes on and ends, a snapshot finds it up, the logs are read once more.
    store.conversation_began(&spoke(1, 0)).await.unwrap();
    assert!(!store.conversation_ended(&spoke(1, 0).id, at(60)).await.unwrap());
    assert_eq!(store.record_past(&[spoke(1, 0), spoke(2, 1)], None).await.unwrap(), 0);
    assert_eq!(known(store).await, []);
    // The same call, with somebody else; and another call of the same caller.
    let transferred = ConversationId { operator_uniqueid: uniqueid(99), ..spoke(1, 0).id };
    store.conversation_began(&Conversation { id: transferred, ..spoke(1, 20) }).await.unwrap();
    store.conversation_began(&spoke(3, 30)).await.unwrap();
    assert_eq!(known(store).await.len(), 2);
    // What is older than anything that could be told again is not kept.
    store.prune(&outdated(11, 0)).await.unwrap();
    assert_eq!(store.record_past(&[spoke(2, 1)], None).await.unwrap(), 1);
}

pub async fn who_agreed_with_a_caller_is_kept_in_the_same_step<S: Store>(store: &S) {
    let sara = Author::User("sara".to_owned().try_into().unwrap());
    store.set_standing(&caller(), &pinned("5050"), at(1), &sara).await.unwrap();
    // What holds already is no change.
    store.set_standing(&caller(), &pinned("5050"), at(2), &author()).await.unwrap();
    store.set_standing(&caller(), &Standing::Ordinary, at(3), &author()).await.unwrap();
    let kept = store.audit(&AuditFilter::default()).await.unwrap();
    let kept: Vec<_> = kept
        .into_iter()
        .map(|kept| {
            let entry = kept.entry;
            assert_eq!((entry.kind, entry.subject), (AuditKind::Caller, caller().to_string()));
            let standing = |fields: &crate::AuditFields| fields["standing"].clone();
            (entry.at, entry.author, standing(&entry.before), standing(&entry.after))
        })
        .collect();
    let (ordinary, pinned) = (Standing::Ordinary.sentence(), pinned("5050").sentence());
    assert_eq!(
        kept,
        [(at(3), author(), pinned.clone(), ordinary.clone()), (at(1), sara, ordinary, pinned),]
    );
}

pub async fn who_forgot_a_caller_is_kept_without_their_number<S: Store>(store: &S) {
    store.forget_caller(&caller(), at(1), &author()).await.unwrap();
    assert_eq!(store.audit(&AuditFilter::default()).await.unwrap(), [], "nothing was known");
    store.record_past(&[spoke(1, 0), spoke(2, 1)], None).await.unwrap();
    store.forget_caller(&caller(), at(9), &author()).await.unwrap();
    let kept = store.audit(&AuditFilter::default()).await.unwrap();
    let [kept] = &kept[..] else { panic!("{kept:?}") };
    let entry = &kept.entry;
    assert_eq!((entry.at, &entry.author, entry.verb), (at(9), &author(), AuditVerb::Forgotten));
    assert_eq!((&*entry.before["conversations"], &*entry.after["conversations"]), ("2", "0"));
    assert_eq!(entry.subject, caller().masked());
    assert!(!format!("{entry:?}").contains(caller().as_str()), "{entry:?}");
}
