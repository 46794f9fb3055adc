//! The panel's own threads, from its start to its end.
//!
//! All that a page takes it takes there: its connections, its tasks, what it hands to threads that
//! may wait, and a session with the PBX of its own. With the calls it shares what is known
//! ([`SharedState`]), the task that changes the configuration, and the store, whose reader for calls
//! is another than that for pages. A panic ends one request; where its threads are stuck, the
//! watchdog says so, and calls are answered.
//!
//! [`SharedState`]: crate::serve::state::SharedState

use super::PanelService;
use crate::serve::apart::Apart;
use crate::serve::watchdog::Pulse;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};
use vasl_ami::session::{Link, LinkSettings};
use vasl_asterisk::manager::Manager;
use vasl_domain::user::Role;
use vasl_store::{SqliteStore, Store as _};
use vasl_web::App;
use vasl_web::http::{Proxies, Server};
use vasl_web::service::Settings;

/// How many threads answer pages. One that computes for long leaves the other.
const FOR_PAGES: usize = 2;

/// How many threads do for pages what takes long: passwords, files, large configurations.
const FOR_LONG_WORK: usize = 4;

/// How long what goes on there may take when the service stops. Pages have had their time then.
const STOP_WITHIN: Duration = Duration::from_secs(1);

/// How long the service waits for a panel that is to stop. One that is stuck ends with the process.
const GIVE_UP_AFTER: Duration = Duration::from_secs(8);

/// Starts the panel on threads of its own. Calls are answered without it, so whatever is in its way
/// is said and stops nothing else. The future ends when the panel has, or is given up.
pub fn start(
    apart: Apart,
    link: LinkSettings,
    service: impl FnOnce(Manager) -> PanelService + Send + 'static,
    pulse: Pulse,
    cancel: CancellationToken,
) -> impl Future<Output = ()> + Send + 'static {
    let ends = cancel.clone();
    let ended = apart.start("panel", move || {
        let runtime = match apart.runtime("panel", FOR_PAGES, FOR_LONG_WORK) {
            Ok(runtime) => runtime,
            Err(error) => {
                warn!(%error, "there is no panel until the next start: it gets no threads");
                return;
            }
        };
        runtime.spawn(pulse.beat(cancel.clone()));
        runtime.block_on(async move {
            let link = Link::start(link, &cancel);
            let service = service(Manager::new(link.actions()));
            tokio::join!(serve(service, cancel), link.keep());
        });
        runtime.shutdown_timeout(STOP_WITHIN);
    });
    async move {
        match ended {
            Ok(ended) => {
                ends.run_until_cancelled(std::future::pending::<()>()).await;
                if timeout(GIVE_UP_AFTER, ended).await.is_err() {
                    warn!("the panel does not stop, and ends with the service");
                }
            }
            Err(error) => {
                warn!(%error, "there is no panel until the next start: it gets no thread");
            }
        }
    }
}

async fn serve(service: PanelService, cancel: CancellationToken) {
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
        behind_tls: panel.behind_tls,
        proxies: Proxies::new(panel.proxies.clone()),
    };
    let store = Arc::clone(&service.store);
    let app = App::new(Arc::new(service), Arc::clone(&store), settings);
    info!(panel = %format_args!("http://{address}/"), "the panel is there");
    invite(&app, &store, address).await;
    server.run(app, cancel).await;
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
