//! What every page has at hand.

use crate::api::Rates;
use crate::http::{Place, Places, Problem, Visitor};
use crate::panel::Drawings;
use crate::security::throttle::Throttle;
use crate::security::{FirstRun, Passwords};
use crate::service::{Service, Settings};
use jiff::{SignedDuration, Timestamp};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use vasl_domain::preferences::Preferences;
use vasl_domain::user::{Author, UserName};
use vasl_store::SqliteStore;

/// The store of the installation. Pages use what the trait `Store` has; another adapter is another
/// line here.
pub type PanelStore = SqliteStore;

/// So many answers at once may go on without an end in sight: a browser holds one for a page that it
/// keeps up to date. The server's other connections are left for whoever only asks for a page.
const LASTING: usize = 320;

/// So many questions of one token at once, and then one after this.
const ASKED_AT_ONCE: i32 = 50;
const ASKED_AFTER: SignedDuration = SignedDuration::from_millis(50);

/// So many acts of operators in one name at once, and then one after this: for each of them the PBX
/// is asked. A shift that begins is logged in by one program.
const DONE_AT_ONCE: i32 = 50;
const DONE_AFTER: SignedDuration = SignedDuration::from_millis(250);

/// So many of one session's: a browser with some windows.
const LASTING_OF_SESSION: usize = 8;

/// So many of one user's, who may be logged in with several browsers.
const LASTING_OF_USER: usize = 32;

/// What every page has at hand. Clones are one.
#[derive(Clone)]
pub struct App(Arc<Parts>);

struct Parts {
    service: Arc<dyn Service>,
    store: Arc<PanelStore>,
    settings: Settings,
    passwords: Passwords,
    throttle: Mutex<Throttle>,
    api_rates: Mutex<Rates<[u8; 32]>>,
    act_rates: Mutex<Rates<Author>>,
    first_run: FirstRun,
    lasting: Lasting,
    sheets: Arc<Semaphore>,
    drawings: Drawings,
    stopping: CancellationToken,
}

/// The places for answers that go on.
struct Lasting {
    all: Arc<Semaphore>,
    of_session: Places<[u8; 32]>,
    of_user: Places<UserName>,
}

impl Default for Lasting {
    fn default() -> Self {
        Self {
            all: Arc::new(Semaphore::new(LASTING)),
            of_session: Places::new(LASTING_OF_SESSION),
            of_user: Places::new(LASTING_OF_USER),
        }
    }
}

/// A place for an answer that goes on, until it is dropped.
#[derive(Debug)]
pub(crate) struct LastingAnswer {
    _of_session: Place<[u8; 32]>,
    _of_user: Place<UserName>,
    _of_all: OwnedSemaphorePermit,
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
            api_rates: Mutex::new(Rates::new(ASKED_AT_ONCE, ASKED_AFTER)),
            act_rates: Mutex::new(Rates::new(DONE_AT_ONCE, DONE_AFTER)),
            first_run: FirstRun::default(),
            lasting: Lasting::default(),
            sheets: Arc::new(Semaphore::new(1)),
            drawings: Drawings::default(),
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

    /// A place for an answer that goes on; `None` where as many go on as may, of all or of theirs.
    pub(crate) fn lasting_answer(&self, visitor: &Visitor) -> Option<LastingAnswer> {
        let (user, session) = visitor.logged_in.as_ref()?;
        let Lasting { all, of_session, of_user } = &self.0.lasting;
        Some(LastingAnswer {
            _of_session: of_session.take(session.key.0)?,
            _of_user: of_user.take(user.name.clone())?,
            _of_all: Arc::clone(all).try_acquire_owned().ok()?,
        })
    }

    /// What was drawn of how things stand.
    pub(crate) fn drawings(&self) -> &Drawings {
        &self.0.drawings
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

    /// Whether somebody may have an operator log in or out, pause or go on, now.
    ///
    /// # Errors
    /// When they did so too often, with how long to wait.
    pub(crate) fn may_act(&self, author: &Author) -> Result<(), SignedDuration> {
        let mut rates = self.0.act_rates.lock().unwrap_or_else(PoisonError::into_inner);
        rates.take(author.clone(), Timestamp::now())
    }

    pub(crate) fn api_rates(&self) -> MutexGuard<'_, Rates<[u8; 32]>> {
        self.0.api_rates.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn throttle(&self) -> MutexGuard<'_, Throttle> {
        self.0.throttle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
