//! The trait that every adapter implements.

use crate::account::{
    Account, ApiToken, AuditEntry, AuditFilter, AuditNumber, Audited, Session, SessionKey,
    SessionLimits, TokenKey, UserChange,
};
use crate::error::StoreError;
use crate::record::{
    Agreement, ConversationFilter, CoveredFilter, DecisionFilter, Forgotten, Health, LinkRecord,
    LogPosition, Missed, MissedFilter, Outdated, Pruned, Recalled,
};
use jiff::Timestamp;
use std::time::Duration;
use vasl_domain::configuration::{Configuration, Step};
use vasl_domain::conversation::{Conversation, ConversationId};
use vasl_domain::decision::{Decision, DecisionId, Membership, Standing};
use vasl_domain::module::Module;
use vasl_domain::name::{Extension, ModuleCode, PbxName, QueueName, TimeConditionNumber, Uniqueid};
use vasl_domain::number::Caller;
use vasl_domain::preferences::Preferences;
use vasl_domain::report::{Hours, Report, ReportFilter};
use vasl_domain::story::{Settlement, Story};
use vasl_domain::user::{Author, Login, OperatorLogin, Role, User, UserName};

/// Everything that Vasl keeps, in whole steps of its use cases.
///
/// Each method is atomic by itself, but for [`prune`](Store::prune). Dropping the future of a read
/// stops the read. Dropping the future of a write leaves it done or not done, never in part.
pub trait Store: Send + Sync + 'static {
    // Modules.

    /// All modules, in the order of their codes.
    fn modules(&self) -> impl Future<Output = Result<Vec<Module>, StoreError>> + Send;

    /// The module with this code.
    fn module(
        &self,
        code: &ModuleCode,
    ) -> impl Future<Output = Result<Option<Module>, StoreError>> + Send;

    /// After a restart: takes the active modules that are not to be re-applied at start-up out of
    /// service, keeps that the service did, and tells which those were, in the order of their codes.
    fn deactivate_modules_not_reapplied(
        &self,
        at: Timestamp,
    ) -> impl Future<Output = Result<Vec<ModuleCode>, StoreError>> + Send;

    // The whole configuration.

    /// The modules and the call flow, in the order of their names.
    fn configuration(&self) -> impl Future<Output = Result<Configuration, StoreError>> + Send;

    /// Carries out steps, one after the other, agrees with callers, and keeps who changed what; all
    /// of it or nothing. A thing that is not there is removed already; who is to be ordinary has no
    /// agreement any more. A time condition that is new, is gone, or is overridden otherwise than
    /// before is among [`outdated_by_hand`](Store::outdated_by_hand) from then on.
    fn change_configuration(
        &self,
        steps: &[Step],
        agreements: &[Agreement],
        audit: &[AuditEntry],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The time conditions of which something else was configured than when somebody last set them by
    /// hand: what was set does not hold any more, and is to be taken out of where it is kept.
    fn outdated_by_hand(
        &self,
    ) -> impl Future<Output = Result<Vec<TimeConditionNumber>, StoreError>> + Send;

    /// It was taken out.
    fn by_hand_taken_out(
        &self,
        number: &TimeConditionNumber,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    // Conversations.

    /// A conversation began, or goes on: it is up from now on, whatever its `ending` says. One
    /// that is known keeps its path, caller and operator, and the earlier of both answers.
    fn conversation_began(
        &self,
        conversation: &Conversation,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A conversation ended. An end that is known only ever moves later. `false` for a
    /// conversation that is not known.
    fn conversation_ended(
        &self,
        id: &ConversationId,
        at: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Keeps what is made up from logs, and how far they have been read, in one step. A known
    /// conversation gets its end, or a later one, and is never reopened. Tells how many were not
    /// known before.
    fn record_past(
        &self,
        conversations: &[Conversation],
        position: Option<&LogPosition>,
    ) -> impl Future<Output = Result<usize, StoreError>> + Send;

    /// The conversations that are up, each still up at the time when the PBX was last seen.
    fn open_conversations(
        &self,
        pbx: &PbxName,
    ) -> impl Future<Output = Result<Vec<Conversation>, StoreError>> + Send;

    /// Ends the conversations that are up, but for `except`, at `at`. Tells how many.
    fn end_open_conversations(
        &self,
        pbx: &PbxName,
        except: &[ConversationId],
        at: Timestamp,
    ) -> impl Future<Output = Result<usize, StoreError>> + Send;

    /// The caller's newest conversation that the module covers, as `Module::covers` and
    /// `Conversation::newness` have it. One that is up is still up at `still_up_at`, up to which
    /// its talk counts. [`StoreError::Deadline`] where it takes longer than `within`: a call waits
    /// for this.
    fn newest_covered(
        &self,
        pbx: &PbxName,
        caller: &Caller,
        module: &Module,
        still_up_at: Timestamp,
        within: Duration,
    ) -> impl Future<Output = Result<Option<Conversation>, StoreError>> + Send;

    /// What a call waits for, in one step: what was agreed with the caller and, where that is
    /// nothing, what [`newest_covered`](Store::newest_covered) gives. [`StoreError::Deadline`] where
    /// it takes longer than `within`.
    fn recall(
        &self,
        pbx: &PbxName,
        caller: &Caller,
        module: &Module,
        still_up_at: Timestamp,
        within: Duration,
    ) -> impl Future<Output = Result<Recalled, StoreError>> + Send;

    /// For each caller what [`recall`](Store::recall) would give, where that is a conversation that
    /// was answered lately; the one that was answered last first.
    fn remembered_callers(
        &self,
        filter: &CoveredFilter,
    ) -> impl Future<Output = Result<Vec<Conversation>, StoreError>> + Send;

    /// Conversations, the one that was answered last first.
    fn conversations(
        &self,
        filter: &ConversationFilter,
    ) -> impl Future<Output = Result<Vec<Conversation>, StoreError>> + Send;

    // Callers.

    /// Something was agreed with a caller; [`Standing::Ordinary`] takes it back. Tells what held
    /// before, and keeps who did it. What held already holds since when it did, and nobody did
    /// anything.
    ///
    /// The conversations of a number that is [`Standing::Shared`] are not kept from then on: who
    /// began or is made up, and is not known, stays unknown. Those of who opted out are: they ask
    /// not to be reconnected, not to be forgotten, and reports count them.
    fn set_standing(
        &self,
        caller: &Caller,
        standing: &Standing,
        at: Timestamp,
        author: &Author,
    ) -> impl Future<Output = Result<Standing, StoreError>> + Send;

    /// What was agreed with a caller; `None` where nothing was.
    fn agreement(
        &self,
        caller: &Caller,
    ) -> impl Future<Output = Result<Option<Agreement>, StoreError>> + Send;

    /// All that was agreed with callers, in the order of the callers.
    fn agreements(&self) -> impl Future<Output = Result<Vec<Agreement>, StoreError>> + Send;

    /// Forgets a caller: their conversations are removed, those that are up too, and are not kept
    /// when something tells of them again; decisions and their outcomes stay without the caller.
    /// What was agreed with them stays. Who forgot them is kept, and whom only so far that nobody
    /// finds their number by it; where nothing was known of them, nothing is kept.
    fn forget_caller(
        &self,
        caller: &Caller,
        at: Timestamp,
        author: &Author,
    ) -> impl Future<Output = Result<Forgotten, StoreError>> + Send;

    // The link to a PBX.

    /// The PBX was heard.
    fn link_seen(
        &self,
        pbx: &PbxName,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The PBX said when it was started.
    fn set_booted(
        &self,
        pbx: &PbxName,
        booted_at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// What is known of the link to a PBX; `None` for one that was never heard.
    fn link(
        &self,
        pbx: &PbxName,
    ) -> impl Future<Output = Result<Option<LinkRecord>, StoreError>> + Send;

    /// How far a log has been read.
    fn log_position(
        &self,
        pbx: &PbxName,
        file: &str,
    ) -> impl Future<Output = Result<Option<LogPosition>, StoreError>> + Send;

    // Queue members.

    /// An operator was seen as a member of a queue.
    fn member_seen(
        &self,
        pbx: &PbxName,
        queue: &QueueName,
        extension: &Extension,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send {
        let member = [(queue.clone(), extension.clone())];
        let pbx = pbx.clone();
        async move { self.members_seen(&pbx, &member, at).await }
    }

    /// Operators were seen as members of queues, all at once.
    fn members_seen(
        &self,
        pbx: &PbxName,
        members: &[(QueueName, Extension)],
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Who was seen as a member of which queue at `since` or later.
    fn membership(
        &self,
        pbx: &PbxName,
        since: Timestamp,
    ) -> impl Future<Output = Result<Membership, StoreError>> + Send;

    // Decisions.

    /// Keeps a decision. One that is known stays as it is.
    fn record_decision(
        &self,
        decision: &Decision,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Keeps what became of a decision. The first outcome stays; `false` where there was one, or
    /// the decision is not known.
    fn record_outcome(
        &self,
        settlement: &Settlement,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The newest decision for a call.
    fn decision_of_call(
        &self,
        pbx: &PbxName,
        caller_uniqueid: &Uniqueid,
    ) -> impl Future<Output = Result<Option<Decision>, StoreError>> + Send;

    /// The decisions since a time that sent a call to an operator and have no outcome, the oldest
    /// first.
    fn unsettled_decisions(
        &self,
        pbx: &PbxName,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<Decision>, StoreError>> + Send;

    /// Decisions, the newest first.
    fn decisions(
        &self,
        filter: &DecisionFilter,
    ) -> impl Future<Output = Result<Vec<Decision>, StoreError>> + Send;

    /// The stories of calls, those of the newest decisions first.
    fn stories(
        &self,
        filter: &DecisionFilter,
    ) -> impl Future<Output = Result<Vec<Story>, StoreError>> + Send;

    /// The story of the call about which this was decided; `None` where that is not known.
    fn story(
        &self,
        id: &DecisionId,
    ) -> impl Future<Output = Result<Option<Story>, StoreError>> + Send;

    /// The customers who had an operator to go back to and whose decision ended otherwise than
    /// connected, the newest first.
    fn missed(
        &self,
        filter: &MissedFilter,
    ) -> impl Future<Output = Result<Vec<Missed>, StoreError>> + Send;

    /// Counts decisions. What was counted stays so when decisions are pruned or a caller is
    /// forgotten, so a report may reach further back than any list.
    fn report(
        &self,
        pbx: &PbxName,
        filter: &ReportFilter,
    ) -> impl Future<Output = Result<Report, StoreError>> + Send;

    /// The hours of a report alone: for a day, few rows however many calls and parties it had.
    fn hours(
        &self,
        pbx: &PbxName,
        filter: &ReportFilter,
    ) -> impl Future<Output = Result<Hours, StoreError>> + Send;

    // Users of the panel.

    /// All users, in the order of their names.
    fn users(&self) -> impl Future<Output = Result<Vec<User>, StoreError>> + Send;

    /// The account of a user.
    fn account(
        &self,
        name: &UserName,
    ) -> impl Future<Output = Result<Option<Account>, StoreError>> + Send;

    /// Adds the first administrator, and keeps who did; `false`, and nothing, where there is one, or
    /// the name is taken.
    fn insert_first_administrator(
        &self,
        account: &Account,
        audit: &AuditEntry,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Adds a user, and keeps who did; `false`, and nothing, where the name is taken.
    fn insert_user(
        &self,
        account: &Account,
        audit: &AuditEntry,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Puts another role and language in the place of those of the user who was `seen`, and keeps
    /// who did. The last administrator stays one.
    fn replace_user(
        &self,
        seen: &User,
        user: &User,
        audit: &AuditEntry,
    ) -> impl Future<Output = Result<UserChange, StoreError>> + Send;

    /// Gives a user another password, ends all their sessions, and keeps who did; `false`, and
    /// nothing, where there is no such user.
    fn set_password(
        &self,
        name: &UserName,
        password_hash: &str,
        audit: &AuditEntry,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Removes the user who was `seen` with all their sessions, revokes these tokens, as far as they
    /// hold, and keeps who did. The last administrator stays.
    fn remove_user(
        &self,
        seen: &User,
        revoked: &[ApiToken],
        audit: &AuditEntry,
    ) -> impl Future<Output = Result<UserChange, StoreError>> + Send;

    /// A user logged in by the password behind this hash; `false`, and nothing, where there is none
    /// of that name and password any more. Sessions that do not hold any more are removed.
    fn begin_session(
        &self,
        session: &Session,
        password_hash: &str,
        limits: SessionLimits,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The session of a key, and whose it is; `None` where it does not hold.
    fn session(
        &self,
        key: SessionKey,
        limits: SessionLimits,
    ) -> impl Future<Output = Result<Option<(User, Session)>, StoreError>> + Send;

    /// A session was used.
    fn session_seen(
        &self,
        key: SessionKey,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The sessions of a user that hold, the one that was begun last first.
    fn sessions(
        &self,
        user: &UserName,
        limits: SessionLimits,
    ) -> impl Future<Output = Result<Vec<Session>, StoreError>> + Send;

    /// Ends one session of a user, and keeps who did, where that is to be kept; `false`, and
    /// nothing, where there is none of that key.
    fn end_session(
        &self,
        user: &UserName,
        key: SessionKey,
        audit: Option<&AuditEntry>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Ends all sessions of a user, but for `except`, and keeps who did where there was one. Tells
    /// how many.
    fn end_sessions(
        &self,
        user: &UserName,
        except: Option<SessionKey>,
        audit: &AuditEntry,
    ) -> impl Future<Output = Result<usize, StoreError>> + Send;

    /// Keeps that somebody changed something that is no part of the configuration.
    fn record_audit(
        &self,
        entry: &AuditEntry,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Keeps that somebody is about to change something that the store has no part in, before they
    /// do. What became of it is not known until [`settle_audit`](Store::settle_audit) tells.
    fn begin_audit(
        &self,
        entry: &AuditEntry,
    ) -> impl Future<Output = Result<AuditNumber, StoreError>> + Send;

    /// Keeps what became of a change that was begun. What is known of it stays.
    fn settle_audit(
        &self,
        number: AuditNumber,
        done: bool,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Who changed what, the newest first.
    fn audit(
        &self,
        filter: &AuditFilter,
    ) -> impl Future<Output = Result<Vec<Audited>, StoreError>> + Send;

    // Tokens of the API.

    /// All tokens, also those that were revoked, the one that was made last first.
    fn api_tokens(&self) -> impl Future<Output = Result<Vec<ApiToken>, StoreError>> + Send;

    /// The users and the tokens that are for one operator each, and hold.
    fn operator_logins(
        &self,
    ) -> impl Future<Output = Result<Vec<OperatorLogin>, StoreError>> + Send {
        async move {
            let users = self.users().await?.into_iter();
            let users = users.map(|user| (user.role, Login::User(user.name)));
            let tokens = self.api_tokens().await?.into_iter();
            let tokens = tokens.filter(|token| token.revoked_at.is_none());
            let tokens = tokens.map(|token| (token.role, Login::Token(token.name)));
            let of_one = |(role, login): (Role, Login)| {
                let operator = role.only()?.clone();
                Some(OperatorLogin { operator, login })
            };
            Ok(users.chain(tokens).filter_map(of_one).collect())
        }
    }

    /// Adds a token, and keeps who did; `false`, and nothing, where one that holds has its name.
    fn insert_api_token(
        &self,
        token: &ApiToken,
        audit: &AuditEntry,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The token of a key; `None` where there is none that holds.
    fn api_token(
        &self,
        key: TokenKey,
    ) -> impl Future<Output = Result<Option<ApiToken>, StoreError>> + Send;

    /// A token was used from an address.
    fn api_token_used(
        &self,
        key: TokenKey,
        at: Timestamp,
        from: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Revokes the token of a key, and keeps who did; `false`, and nothing, where there is none that
    /// holds.
    fn revoke_api_token(
        &self,
        key: TokenKey,
        audit: &AuditEntry,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    // What the installation prefers.

    /// What was set; `None` where nothing was yet.
    fn preferences(&self) -> impl Future<Output = Result<Option<Preferences>, StoreError>> + Send;

    /// Sets it in the place of what was `seen`, and keeps who did; `false`, and nothing, where it is
    /// another by now.
    fn set_preferences(
        &self,
        seen: Option<&Preferences>,
        preferences: &Preferences,
        audit: &[AuditEntry],
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    // The store itself.

    /// Removes conversations that ended or were forgotten, decisions that were made, what was
    /// counted and who changed what, before these times. A conversation that is up stays, and so does the count of a
    /// stretch of time that is not over at the time. Done in small pieces, between which other
    /// steps get their turn; what was removed before a failure stays removed.
    fn prune(&self, outdated: &Outdated)
    -> impl Future<Output = Result<Pruned, StoreError>> + Send;

    /// Writes something down and reads it back.
    fn health(&self) -> impl Future<Output = Result<Health, StoreError>> + Send;
}
