//! The panel of the running service: what it is told, and what it may change.

use super::applying::Applying;
use super::state::{LinkKnowledge, SharedState, State};
use crate::change::{Change, ChangeError};
use crate::config::Config;
use crate::preview::{Asked, preview};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};
use vasl_asterisk::manager::Manager;
use vasl_asterisk::probe::Probes;
use vasl_domain::callflow::{CallFlow, Ivr};
use vasl_domain::decision::Candidate;
use vasl_domain::destination::Destination;
use vasl_domain::module::Module;
use vasl_domain::name::{Extension, IvrNumber, ModuleCode, QueueName};
use vasl_domain::number::Caller;
use vasl_domain::operator::LiveOperator;
use vasl_domain::user::{Author, Role};
use vasl_store::{SqliteStore, Store, StoreError};
use vasl_web::App;
use vasl_web::http::Server;
use vasl_web::service::{
    Answer, Directory, DirectoryQueue, Link, ModuleChange, Named, Picture, Pointer, Preview,
    Refused, Service, Settings,
};

/// The service, as the panel sees it.
pub struct PanelService {
    /// All settings.
    pub config: Arc<Config>,
    /// What is known.
    pub state: SharedState,
    /// Where changes go.
    pub applying: Applying,
    /// Where the PBX is asked.
    pub manager: Manager,
    /// Where the conversations are.
    pub store: Arc<SqliteStore>,
}

/// Starts the panel, where there is to be one. Calls are answered without it, so whatever is in its
/// way is said and stops nothing else.
pub async fn start(service: PanelService, tasks: &TaskTracker, cancel: CancellationToken) {
    let config = Arc::clone(&service.config);
    let Some(panel) = &config.panel else { return };
    let server = match Server::bind(panel.listen).await {
        Ok(server) => server,
        Err(error) => {
            warn!(
                address = %panel.listen, %error,
                "the panel cannot listen, and there is none until the next start; set another \
                 address with listen under [panel]"
            );
            return;
        }
    };
    let address = server.local_addr().unwrap_or(panel.listen);
    let settings = Settings {
        pbx: config.asterisk.pbx.clone(),
        time_zone: config.time_zone.clone(),
        numbers: config.numbers.clone(),
        behind_tls: panel.behind_tls,
    };
    let store = Arc::clone(&service.store);
    let app = App::new(Arc::new(service), Arc::clone(&store), settings);
    info!(panel = %format_args!("http://{address}/"), "the panel is there");
    invite(&app, &store, address).await;
    tasks.spawn(server.run(app, cancel));
}

/// Prints how the first administrator is made, as long as there is none.
async fn invite(app: &App, store: &SqliteStore, address: SocketAddr) {
    match store.users().await {
        Ok(users) if users.iter().any(|user| user.role == Role::Administrator) => {}
        Ok(_) => {
            let Some(token) = app.first_run().open() else { return };
            // Not a line of the log: it is for whoever started the service, and good once.
            let _ = writeln!(
                std::io::stderr(),
                "The panel has no administrator yet. Make one at \
                 http://{address}/first-run?token={token}"
            );
        }
        Err(error) => warn!(%error, "whether the panel has an administrator is not known"),
    }
}

impl Service for PanelService {
    fn picture(&self) -> Picture {
        let state = self.state.now();
        Picture {
            modules: state.modules.values().cloned().collect(),
            directory: directory(&state, &self.config.call_flow),
            time_groups: self.config.time_groups.clone(),
            link: match state.link {
                LinkKnowledge::Up => Link::Up,
                LinkKnowledge::LastSeen(at) => {
                    Link::Down { last_seen: (at > Timestamp::UNIX_EPOCH).then_some(at) }
                }
            },
        }
    }

    fn pointers_to(&self, code: &ModuleCode) -> Vec<Pointer> {
        let flow = &self.config.call_flow;
        let points = |destination: &Destination| *destination == Destination::Misc(code.clone());
        let mut pointers = Vec::new();
        for ivr in &flow.ivrs {
            let keys = ivr.entries.iter().filter(|entry| points(&entry.destination));
            pointers.extend(keys.map(|entry| Pointer::IvrKey {
                ivr: named(ivr),
                key: entry.key.as_str().to_owned(),
            }));
            if points(&ivr.failure_destination) {
                pointers.push(Pointer::IvrFailure { ivr: named(ivr) });
            }
        }
        let routes = flow.inbound_routes.iter().filter(|route| points(&route.destination));
        pointers.extend(routes.map(|route| Pointer::InboundRoute {
            did: route.did.as_ref().map(|did| did.as_str().to_owned()),
        }));
        pointers
    }

    fn change(&self, change: ModuleChange, author: Author) -> Answer<'_, Result<(), Refused>> {
        let (change, seen) = match change {
            ModuleChange::Add { after } => (Change::Add(after), None),
            ModuleChange::Edit { before, after } => (Change::Edit(after), Some(before)),
            ModuleChange::Remove { before } => (Change::Remove(before.code.clone()), Some(before)),
        };
        Box::pin(async move {
            let changed = self.applying.change(change, author, seen).await;
            changed.map(drop).map_err(refused)
        })
    }

    fn preview<'a>(
        &'a self,
        module: &'a Module,
        caller: Option<&'a Caller>,
    ) -> Answer<'a, Result<Preview, StoreError>> {
        Box::pin(async move {
            let (state, now) = (self.state.now(), Timestamp::now());
            let asked = Asked {
                pbx: &self.config.asterisk.pbx,
                module,
                caller,
                membership: &state.membership,
                time_groups: &self.config.time_groups,
                still_up_at: state.link.still_up_at(now),
                now,
            };
            let state = &state;
            preview(self.store.as_ref(), asked, |candidate| self.live(state, module, candidate))
                .await
        })
    }
}

impl PanelService {
    async fn live(
        &self,
        state: &State,
        module: &Module,
        candidate: Candidate,
    ) -> Result<Option<LiveOperator>, String> {
        let Some(line) = state.lines.get(&candidate.operator) else { return Ok(None) };
        let probes = Probes::new(line, candidate.queues(&state.membership, module));
        self.manager.live_operator(&probes).await.map_err(|error| error.to_string())
    }
}

fn refused(error: ChangeError) -> Refused {
    match error {
        ChangeError::CodeTaken { .. } => Refused::CodeTaken,
        ChangeError::NoSuchModule(_) => Refused::NoSuchModule,
        ChangeError::NoSuchDestination(destination) => Refused::NoSuchDestination(destination),
        ChangeError::NoSuchQueue(queue) => Refused::NoSuchQueue(queue),
        ChangeError::NoSuchTimeGroup(group) => Refused::NoSuchTimeGroup(group),
        ChangeError::InUse { .. } => Refused::InUse,
        ChangeError::ChangedMeanwhile(_) => Refused::ChangedMeanwhile,
        ChangeError::Apply(error) => Refused::Apply(error.to_string()),
        ChangeError::Store(error) => Refused::Store(error),
        ChangeError::Stopping => Refused::Stopping,
    }
}

fn named(ivr: &Ivr) -> Named<IvrNumber> {
    Named { number: ivr.number.clone(), title: ivr.name.as_str().to_owned() }
}

/// What the PBX has, with the names that Vasl's own call flow gives.
fn directory(state: &State, flow: &CallFlow) -> Directory {
    let mut extensions: BTreeMap<Extension, String> = BTreeMap::new();
    let mut queues: BTreeMap<QueueName, DirectoryQueue> = BTreeMap::new();
    let queue = |number: &QueueName, title: &str| DirectoryQueue {
        number: number.clone(),
        title: title.to_owned(),
        members: Vec::new(),
    };
    for known in &flow.extensions {
        extensions.insert(known.number.clone(), known.name.as_str().to_owned());
    }
    for known in &flow.queues {
        let mut queue = queue(&known.number, known.name.as_str());
        queue.members.clone_from(&known.members);
        queues.insert(known.number.clone(), queue);
    }
    for number in &state.inventory.queues {
        queues.entry(number.clone()).or_insert_with(|| queue(number, ""));
    }
    let seen = state.inventory.members.iter().map(|member| (&member.extension, &member.queue));
    for (operator, number) in seen.chain(state.membership.pairs()) {
        extensions.entry(operator.clone()).or_default();
        if let Some(queue) = queues.get_mut(number)
            && !queue.members.contains(operator)
        {
            queue.members.push(operator.clone());
        }
    }
    for queue in queues.values_mut() {
        queue.members.sort();
    }
    Directory {
        extensions: extensions.into_iter().map(|(number, title)| Named { number, title }).collect(),
        queues: queues.into_values().collect(),
        ivrs: flow.ivrs.iter().map(named).collect(),
    }
}
