//! Each step of the trait, handed to the thread that does it.

use super::thread::Lane::{Call, List, Page};
use super::{
    SqliteStore, account, api_token, audit, by_hand, configuration, conversation, decision, health,
    link, log_position, missed, module, newest_covered, preferences, prune, queue_member,
    remembered, report, session, standing, story,
};
use crate::account::{
    Account, ApiToken, AuditEntry, AuditFilter, AuditNumber, Audited, Session, SessionKey,
    SessionLimits, TokenKey, UserChange,
};
use crate::error::StoreError;
use crate::record::{
    Agreement, ConversationFilter, CoveredFilter, DecisionFilter, Forgotten, Health, LinkRecord,
    LogPosition, Missed, MissedFilter, Outdated, Pruned, Recalled,
};
use crate::store::Store;
use jiff::Timestamp;
use std::time::{Duration, Instant};
use vasl_domain::configuration::{Configuration, Step};
use vasl_domain::conversation::{Conversation, ConversationId};
use vasl_domain::decision::{Decision, DecisionId, Membership, Standing};
use vasl_domain::module::Module;
use vasl_domain::name::{Extension, ModuleCode, PbxName, QueueName, TimeConditionNumber, Uniqueid};
use vasl_domain::number::Caller;
use vasl_domain::preferences::Preferences;
use vasl_domain::report::{Hours, Report, ReportFilter};
use vasl_domain::story::{Settlement, Story};
use vasl_domain::user::{Author, User, UserName};

impl Store for SqliteStore {
    async fn modules(&self) -> Result<Vec<Module>, StoreError> {
        self.read(List, None, module::all).await
    }

    async fn module(&self, code: &ModuleCode) -> Result<Option<Module>, StoreError> {
        let code = code.clone();
        self.read(Call, None, move |tx| module::one(tx, &code)).await
    }

    async fn deactivate_modules_not_reapplied(
        &self,
        at: Timestamp,
    ) -> Result<Vec<ModuleCode>, StoreError> {
        self.write(move |tx| {
            let codes = module::deactivate_not_reapplied(tx)?;
            for code in &codes {
                audit::record(tx, &AuditEntry::of_deactivation(code, at))?;
            }
            Ok(codes)
        })
        .await
    }

    async fn configuration(&self) -> Result<Configuration, StoreError> {
        self.read(List, None, configuration::whole).await
    }

    async fn change_configuration(
        &self,
        steps: &[Step],
        agreements: &[Agreement],
        audit: &[AuditEntry],
    ) -> Result<(), StoreError> {
        let (steps, agreements, audit) = (steps.to_vec(), agreements.to_vec(), audit.to_vec());
        self.write(move |tx| {
            configuration::change(tx, &steps, &agreements)?;
            audit.iter().try_for_each(|entry| audit::record(tx, entry))
        })
        .await
    }

    async fn outdated_by_hand(&self) -> Result<Vec<TimeConditionNumber>, StoreError> {
        self.read(List, None, by_hand::outdated).await
    }

    async fn by_hand_taken_out(&self, number: &TimeConditionNumber) -> Result<(), StoreError> {
        let number = number.clone();
        self.write(move |tx| by_hand::taken_out(tx, &number)).await
    }

    async fn conversation_began(&self, conversation: &Conversation) -> Result<(), StoreError> {
        let conversation = conversation.clone();
        self.write(move |tx| conversation::began(tx, &conversation)).await
    }

    async fn conversation_ended(
        &self,
        id: &ConversationId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let id = id.clone();
        self.write(move |tx| conversation::ended(tx, &id, at)).await
    }

    async fn record_past(
        &self,
        conversations: &[Conversation],
        position: Option<&LogPosition>,
    ) -> Result<usize, StoreError> {
        let conversations = conversations.to_vec();
        let position = position.cloned();
        self.write(move |tx| conversation::record_past(tx, &conversations, position.as_ref())).await
    }

    async fn open_conversations(&self, pbx: &PbxName) -> Result<Vec<Conversation>, StoreError> {
        let pbx = pbx.clone();
        self.read(List, None, move |tx| conversation::open(tx, &pbx)).await
    }

    async fn end_open_conversations(
        &self,
        pbx: &PbxName,
        except: &[ConversationId],
        at: Timestamp,
    ) -> Result<usize, StoreError> {
        let pbx = pbx.clone();
        let except = except.to_vec();
        self.write(move |tx| conversation::end_open(tx, &pbx, &except, at)).await
    }

    async fn newest_covered(
        &self,
        pbx: &PbxName,
        caller: &Caller,
        module: &Module,
        still_up_at: Timestamp,
        within: Duration,
    ) -> Result<Option<Conversation>, StoreError> {
        let (pbx, caller, module) = (pbx.clone(), caller.clone(), module.clone());
        self.read(Call, Some(within), move |tx| {
            newest_covered::newest_covered(tx, &pbx, &caller, &module, still_up_at)
        })
        .await
    }

    async fn recall(
        &self,
        pbx: &PbxName,
        caller: &Caller,
        module: &Module,
        still_up_at: Timestamp,
        within: Duration,
    ) -> Result<Recalled, StoreError> {
        let (pbx, caller, module) = (pbx.clone(), caller.clone(), module.clone());
        self.read(Call, Some(within), move |tx| {
            let standing = standing::of(tx, &caller)?;
            let newest = match standing {
                Standing::Ordinary => {
                    newest_covered::newest_covered(tx, &pbx, &caller, &module, still_up_at)?
                }
                Standing::OptedOut | Standing::Pinned(_) | Standing::Shared => None,
            };
            Ok(Recalled { standing, newest })
        })
        .await
    }

    async fn remembered_callers(
        &self,
        filter: &CoveredFilter,
    ) -> Result<Vec<Conversation>, StoreError> {
        let filter = filter.clone();
        self.read(List, None, move |tx| remembered::list(tx, &filter)).await
    }

    async fn conversations(
        &self,
        filter: &ConversationFilter,
    ) -> Result<Vec<Conversation>, StoreError> {
        let filter = filter.clone();
        self.read(List, None, move |tx| conversation::list(tx, &filter)).await
    }

    async fn set_standing(
        &self,
        caller: &Caller,
        standing: &Standing,
        at: Timestamp,
        author: &Author,
    ) -> Result<Standing, StoreError> {
        let (caller, standing, author) = (caller.clone(), standing.clone(), author.clone());
        self.write(move |tx| {
            let before = standing::set(tx, &caller, &standing, at)?;
            if before != standing {
                let entry = AuditEntry::of_agreement(&caller, &before, &standing, &author, at);
                audit::record(tx, &entry)?;
            }
            Ok(before)
        })
        .await
    }

    async fn agreement(&self, caller: &Caller) -> Result<Option<Agreement>, StoreError> {
        let caller = caller.clone();
        self.read(List, None, move |tx| standing::one(tx, &caller)).await
    }

    async fn agreements(&self) -> Result<Vec<Agreement>, StoreError> {
        self.read(List, None, standing::all).await
    }

    async fn forget_caller(
        &self,
        caller: &Caller,
        at: Timestamp,
        author: &Author,
    ) -> Result<Forgotten, StoreError> {
        let (caller, author) = (caller.clone(), author.clone());
        self.write(move |tx| {
            let forgotten = standing::forget(tx, &caller, at)?;
            if forgotten != Forgotten::default() {
                audit::record(tx, &AuditEntry::of_forgotten(&caller, forgotten, &author, at))?;
            }
            Ok(forgotten)
        })
        .await
    }

    async fn link_seen(&self, pbx: &PbxName, at: Timestamp) -> Result<(), StoreError> {
        let pbx = pbx.clone();
        self.write(move |tx| link::seen(tx, &pbx, at)).await
    }

    async fn set_booted(&self, pbx: &PbxName, booted_at: Timestamp) -> Result<(), StoreError> {
        let pbx = pbx.clone();
        self.write(move |tx| link::booted(tx, &pbx, booted_at)).await
    }

    async fn link(&self, pbx: &PbxName) -> Result<Option<LinkRecord>, StoreError> {
        let pbx = pbx.clone();
        self.read(List, None, move |tx| link::link(tx, &pbx)).await
    }

    async fn log_position(
        &self,
        pbx: &PbxName,
        file: &str,
    ) -> Result<Option<LogPosition>, StoreError> {
        let (pbx, file) = (pbx.clone(), file.to_owned());
        self.read(List, None, move |tx| log_position::log_position(tx, &pbx, &file)).await
    }

    async fn members_seen(
        &self,
        pbx: &PbxName,
        members: &[(QueueName, Extension)],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (pbx, members) = (pbx.clone(), members.to_vec());
        self.write(move |tx| queue_member::seen(tx, &pbx, &members, at)).await
    }

    async fn membership(&self, pbx: &PbxName, since: Timestamp) -> Result<Membership, StoreError> {
        let pbx = pbx.clone();
        self.read(Call, None, move |tx| queue_member::membership(tx, &pbx, since)).await
    }

    async fn record_decision(&self, decision: &Decision) -> Result<(), StoreError> {
        let decision = decision.clone();
        self.write(move |tx| decision::record(tx, &decision)).await
    }

    async fn record_outcome(&self, settlement: &Settlement) -> Result<bool, StoreError> {
        let settlement = settlement.clone();
        self.write(move |tx| decision::record_outcome(tx, &settlement)).await
    }

    async fn decision_of_call(
        &self,
        pbx: &PbxName,
        caller_uniqueid: &Uniqueid,
    ) -> Result<Option<Decision>, StoreError> {
        let (pbx, caller_uniqueid) = (pbx.clone(), caller_uniqueid.clone());
        self.read(Call, None, move |tx| decision::of_call(tx, &pbx, &caller_uniqueid)).await
    }

    async fn unsettled_decisions(
        &self,
        pbx: &PbxName,
        since: Timestamp,
    ) -> Result<Vec<Decision>, StoreError> {
        let pbx = pbx.clone();
        self.read(List, None, move |tx| decision::unsettled(tx, &pbx, since)).await
    }

    async fn decisions(&self, filter: &DecisionFilter) -> Result<Vec<Decision>, StoreError> {
        let filter = filter.clone();
        self.read(List, None, move |tx| decision::list(tx, &filter)).await
    }

    async fn stories(&self, filter: &DecisionFilter) -> Result<Vec<Story>, StoreError> {
        let filter = filter.clone();
        self.read(List, None, move |tx| story::list(tx, &filter)).await
    }

    async fn story(&self, id: &DecisionId) -> Result<Option<Story>, StoreError> {
        let id = id.clone();
        self.read(List, None, move |tx| story::one(tx, &id)).await
    }

    async fn missed(&self, filter: &MissedFilter) -> Result<Vec<Missed>, StoreError> {
        let filter = filter.clone();
        self.read(List, None, move |tx| missed::list(tx, &filter)).await
    }

    async fn report(&self, pbx: &PbxName, filter: &ReportFilter) -> Result<Report, StoreError> {
        let (pbx, filter) = (pbx.clone(), filter.clone());
        self.read(List, None, move |tx| report::report(tx, &pbx, &filter)).await
    }

    async fn hours(&self, pbx: &PbxName, filter: &ReportFilter) -> Result<Hours, StoreError> {
        let (pbx, filter) = (pbx.clone(), filter.clone());
        self.read(Page, None, move |tx| report::hours(tx, &pbx, &filter)).await
    }

    async fn users(&self) -> Result<Vec<User>, StoreError> {
        self.read(Page, None, account::users).await
    }

    async fn account(&self, name: &UserName) -> Result<Option<Account>, StoreError> {
        let name = name.clone();
        self.read(Page, None, move |tx| account::one(tx, &name)).await
    }

    async fn insert_first_administrator(
        &self,
        account: &Account,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let account = account.clone();
        self.write_down(audit, |done| *done, move |tx| account::insert_first(tx, &account)).await
    }

    async fn insert_user(&self, account: &Account, audit: &AuditEntry) -> Result<bool, StoreError> {
        let account = account.clone();
        self.write_down(audit, |done| *done, move |tx| account::insert(tx, &account)).await
    }

    async fn replace_user(
        &self,
        seen: &User,
        user: &User,
        audit: &AuditEntry,
    ) -> Result<UserChange, StoreError> {
        let (seen, user) = (seen.clone(), user.clone());
        let done = |change: &UserChange| *change == UserChange::Done;
        self.write_down(audit, done, move |tx| account::replace(tx, &seen, &user)).await
    }

    async fn set_password(
        &self,
        name: &UserName,
        password_hash: &str,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let (name, password_hash) = (name.clone(), password_hash.to_owned());
        let done = |done: &bool| *done;
        self.write_down(audit, done, move |tx| account::set_password(tx, &name, &password_hash))
            .await
    }

    async fn remove_user(
        &self,
        seen: &User,
        revoked: &[ApiToken],
        audit: &AuditEntry,
    ) -> Result<UserChange, StoreError> {
        let (seen, revoked, entry) = (seen.clone(), revoked.to_vec(), audit.clone());
        self.write(move |tx| {
            let change = account::remove(tx, &seen)?;
            if change == UserChange::Done {
                audit::record(tx, &entry)?;
                for token in revoked {
                    let of_token =
                        AuditEntry::token_revoked(&token, entry.author.clone(), entry.at);
                    if api_token::revoke(tx, token.key, entry.at)? {
                        audit::record(tx, &of_token)?;
                    }
                }
            }
            Ok(change)
        })
        .await
    }

    async fn begin_session(
        &self,
        session: &Session,
        password_hash: &str,
        limits: SessionLimits,
    ) -> Result<bool, StoreError> {
        let (session, password_hash) = (session.clone(), password_hash.to_owned());
        self.write(move |tx| session::begin(tx, &session, &password_hash, limits)).await
    }

    async fn session(
        &self,
        key: SessionKey,
        limits: SessionLimits,
    ) -> Result<Option<(User, Session)>, StoreError> {
        self.read(Page, None, move |tx| session::one(tx, key, limits)).await
    }

    async fn session_seen(&self, key: SessionKey, at: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| session::seen(tx, key, at)).await
    }

    async fn sessions(
        &self,
        user: &UserName,
        limits: SessionLimits,
    ) -> Result<Vec<Session>, StoreError> {
        let user = user.clone();
        self.read(Page, None, move |tx| session::of_user(tx, &user, limits)).await
    }

    async fn end_session(
        &self,
        user: &UserName,
        key: SessionKey,
        audit: Option<&AuditEntry>,
    ) -> Result<bool, StoreError> {
        let user = user.clone();
        match audit {
            Some(audit) => {
                let done = |ended: &bool| *ended;
                self.write_down(audit, done, move |tx| session::end(tx, &user, key)).await
            }
            None => self.write(move |tx| session::end(tx, &user, key)).await,
        }
    }

    async fn end_sessions(
        &self,
        user: &UserName,
        except: Option<SessionKey>,
        audit: &AuditEntry,
    ) -> Result<usize, StoreError> {
        let user = user.clone();
        let done = |ended: &usize| *ended > 0;
        self.write_down(audit, done, move |tx| session::end_all(tx, &user, except)).await
    }

    async fn record_audit(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        let entry = entry.clone();
        self.write(move |tx| audit::record(tx, &entry)).await
    }

    async fn begin_audit(&self, entry: &AuditEntry) -> Result<AuditNumber, StoreError> {
        let entry = entry.clone();
        self.write(move |tx| audit::begin(tx, &entry)).await
    }

    async fn settle_audit(&self, number: AuditNumber, done: bool) -> Result<(), StoreError> {
        self.write(move |tx| audit::settle(tx, number, done)).await
    }

    async fn audit(&self, filter: &AuditFilter) -> Result<Vec<Audited>, StoreError> {
        let filter = filter.clone();
        self.read(List, None, move |tx| audit::list(tx, &filter)).await
    }

    async fn api_tokens(&self) -> Result<Vec<ApiToken>, StoreError> {
        self.read(Page, None, api_token::list).await
    }

    async fn insert_api_token(
        &self,
        token: &ApiToken,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let token = token.clone();
        self.write_down(audit, |done| *done, move |tx| api_token::insert(tx, &token)).await
    }

    async fn api_token(&self, key: TokenKey) -> Result<Option<ApiToken>, StoreError> {
        self.read(Page, None, move |tx| api_token::one(tx, key)).await
    }

    async fn api_token_used(
        &self,
        key: TokenKey,
        at: Timestamp,
        from: &str,
    ) -> Result<(), StoreError> {
        let from = from.to_owned();
        self.write(move |tx| api_token::used(tx, key, at, &from)).await
    }

    async fn revoke_api_token(
        &self,
        key: TokenKey,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let at = audit.at;
        self.write_down(audit, |done| *done, move |tx| api_token::revoke(tx, key, at)).await
    }

    async fn preferences(&self) -> Result<Option<Preferences>, StoreError> {
        self.read(Page, None, preferences::get).await
    }

    async fn set_preferences(
        &self,
        seen: Option<&Preferences>,
        preferences: &Preferences,
        audit: &[AuditEntry],
    ) -> Result<bool, StoreError> {
        let (seen, preferences) = (seen.cloned(), preferences.clone());
        let audit = audit.to_vec();
        self.write(move |tx| {
            let set = preferences::set(tx, seen.as_ref(), &preferences)?;
            if set {
                audit.iter().try_for_each(|entry| audit::record(tx, entry))?;
            }
            Ok(set)
        })
        .await
    }

    async fn prune(&self, outdated: &Outdated) -> Result<Pruned, StoreError> {
        let Outdated { conversations_before, decisions_before, counts_before, audit_before } =
            *outdated;
        let mut pruned = Pruned::default();
        self.write(move |tx| prune::forgotten(tx, conversations_before)).await?;
        loop {
            let removed =
                self.write(move |tx| prune::conversations(tx, conversations_before)).await?;
            pruned.conversations += removed;
            if removed < usize::from(prune::AT_ONCE) {
                break;
            }
        }
        loop {
            let removed = self.write(move |tx| prune::decisions(tx, decisions_before)).await?;
            pruned.decisions += removed;
            if removed < usize::from(prune::AT_ONCE) {
                break;
            }
        }
        loop {
            let removed = self.write(move |tx| report::prune(tx, counts_before)).await?;
            pruned.counts += removed;
            if removed < usize::from(prune::AT_ONCE) {
                break;
            }
        }
        loop {
            let removed = self.write(move |tx| prune::audit(tx, audit_before)).await?;
            pruned.audit += removed;
            if removed < usize::from(prune::AT_ONCE) {
                return Ok(pruned);
            }
        }
    }

    async fn health(&self) -> Result<Health, StoreError> {
        let began = Instant::now();
        let written = self.write(health::write).await?;
        let wrote_in = began.elapsed();
        let (seen, schema) = self.read(Call, None, health::read).await?;
        let read_in = began.elapsed().saturating_sub(wrote_in);
        let place = self.0.place.clone();
        // More than was written, where another process did the same meanwhile.
        if seen < written {
            let why = "what was just written is not what is read".to_owned();
            return Err(StoreError::Failed { place, why });
        }
        Ok(Health { place, schema, wrote_in, read_in })
    }
}
