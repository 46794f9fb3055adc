//! What every page has at hand.

use crate::api::Rates;
use crate::http::Problem;
use crate::security::throttle::Throttle;
use crate::security::{FirstRun, Passwords};
use crate::service::{Service, Settings};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use vasl_domain::preferences::Preferences;
use vasl_store::SqliteStore;

/// The store of the installation. Pages use what the trait `Store` has; another adapter is another
/// line here.
pub type PanelStore = SqliteStore;

/// So many answers at once may go on without an end in sight: a browser holds one for a page that it
/// keeps up to date. The server's other connections are left for whoever only asks for a page.
const LASTING: usize = 320;

/// What every page has at hand. Clones are one.
#[derive(Clone)]
pub struct App(Arc<Parts>);

struct Parts {
    service: Arc<dyn Service>,
    store: Arc<PanelStore>,
    settings: Settings,
    passwords: Passwords,
    throttle: Mutex<Throttle>,
    api_rates: Mutex<Rates>,
    first_run: FirstRun,
    lasting: Arc<Semaphore>,
    sheets: Arc<Semaphore>,
    stopping: CancellationToken,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}

impl App {
    /// A panel of a service.
    #[must_use]
    pub fn new(service: Arc<dyn Service>, store: Arc<PanelStore>, settings: Settings) -> Self {
        Self(Arc::new(Parts {
            service,
            store,
            settings,
            passwords: Passwords::default(),
            throttle: Mutex::default(),
            api_rates: Mutex::default(),
            first_run: FirstRun::default(),
            lasting: Arc::new(Semaphore::new(LASTING)),
            sheets: Arc::new(Semaphore::new(1)),
            stopping: CancellationToken::new(),
        }))
    }

    /// The running service.
    #[must_use]
    pub fn service(&self) -> &dyn Service {
        self.0.service.as_ref()
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &PanelStore {
        &self.0.store
    }

    /// What is set.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// What the installation prefers.
    #[must_use]
    pub fn preferences(&self) -> Arc<Preferences> {
        self.0.service.preferences()
    }

    /// Where passwords are hashed.
    #[must_use]
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// The first administrator's token.
    #[must_use]
    pub fn first_run(&self) -> &FirstRun {
        &self.0.first_run
    }

    /// A place for an answer that goes on; `None` where as many go on as may.
    pub(crate) fn lasting_answer(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0.lasting).try_acquire_owned().ok()
    }

    /// The turn of a sheet to be made: one core is left for whoever calls meanwhile.
    pub(crate) async fn sheet_turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let turn = Arc::clone(&self.0.sheets).acquire_owned().await;
        turn.map_err(|error| Problem::Fault(error.to_string()))
    }

    /// Cancelled once the panel stops: answers that go on end then.
    #[must_use]
    pub fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }

    pub(crate) fn api_rates(&self) -> MutexGuard<'_, Rates> {
        self.0.api_rates.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn throttle(&self) -> MutexGuard<'_, Throttle> {
        self.0.throttle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
