//! Who would a caller reach now: from the very function that decides.

use jiff::Timestamp;
use std::time::Duration;
use vasl_domain::decision::{self, Candidate, Membership, Question};
use vasl_domain::hours::TimeGroup;
use vasl_domain::module::Module;
use vasl_domain::name::PbxName;
use vasl_domain::number::Caller;
use vasl_domain::operator::LiveOperator;
use vasl_store::{Recalled, Store, StoreError};
use vasl_web::service::Preview;

/// How long somebody who looks at a preview waits for the store.
const STORE_WITHIN: Duration = Duration::from_secs(5);

/// What is asked, and what is known.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The PBX.
    pub pbx: &'a PbxName,
    /// The module.
    pub module: &'a Module,
    /// Who would call; `None` without an identity.
    pub caller: Option<&'a Caller>,
    /// Who is a member of which queue.
    pub membership: &'a Membership,
    /// The time groups that an expiry may name.
    pub time_groups: &'a [TimeGroup],
    /// Until when a conversation that is up is known to be.
    pub still_up_at: Timestamp,
    /// The time.
    pub now: Timestamp,
}

/// Decides for a call that is not made. `live` asks the PBX how an operator stands.
///
/// # Errors
/// When the store fails.
pub async fn preview<S: Store, L>(
    store: &S,
    asked: Asked<'_>,
    live: impl FnOnce(Candidate) -> L,
) -> Result<Preview, StoreError>
where
    L: Future<Output = Result<Option<LiveOperator>, String>>,
{
    let Asked { pbx, module, caller, membership, time_groups, still_up_at, now } = asked;
    let Recalled { standing, newest } = match caller {
        Some(caller) => store.recall(pbx, caller, module, still_up_at, STORE_WITHIN).await?,
        None => Recalled::default(),
    };
    let question = Question {
        module,
        caller,
        standing: &standing,
        newest: newest.as_ref(),
        membership,
        tried: &[],
        time_groups,
        now,
    };
    let live = match decision::candidate(&question) {
        Ok(candidate) => live(candidate).await,
        Err(_) => Ok(None),
    };
    let (live, unasked) = match live {
        Ok(live) => (live, None),
        Err(unasked) => (None, Some(unasked)),
    };
    let verdict = decision::decide(&question, live.as_ref());
    Ok(Preview { verdict, standing, unasked })
}
