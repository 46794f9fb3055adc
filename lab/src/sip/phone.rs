//! A telephone's socket: sends requests and repeats them until they are answered, and hands what
//! comes in to the call that it belongs to.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::digest::Credentials;
use super::leg::Leg;
use super::message::{Message, Start, parameter};
use super::registrar::Registrar;
use super::request::{ALLOW, Request};
use crate::error::{Doing, Result};
use crate::rtp::{Speech, udp_socket};

/// First pause before a repetition (T1); doubled each time up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);
/// How long an unanswered message is repeated (64 × T1).
pub(crate) const GIVE_UP: Duration = Duration::from_secs(32);
/// Replies kept to answer repetitions; the oldest go first.
const KEPT_REPLIES: usize = 256;
/// Responses that wait for their request; more are dropped, as the network would.
const WAITING_RESPONSES: usize = 16;

pub(crate) struct Phone {
    socket: UdpSocket,
    /// The same socket: sending at once, also before the runtime knows that it may.
    sender: std::net::UdpSocket,
    local: SocketAddr,
    asterisk: SocketAddr,
    user: String,
    credentials: Option<Credentials>,
    state: Mutex<State>,
    /// Where calls that come in are announced; `None` for a telephone that takes none.
    incoming: Option<mpsc::Sender<Arc<Leg>>>,
    stopped: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

struct State {
    speech: Speech,
    pending: HashMap<(String, String), mpsc::Sender<Message>>,
    legs: HashMap<String, Arc<Leg>>,
    replies: VecDeque<((String, String), Vec<u8>)>,
    /// For a telephone that is a provider's.
    registrar: Option<Arc<Registrar>>,
}

impl Phone {
    /// Opens a telephone on a free port of `ip`; it runs until [`Phone::stop`].
    pub(crate) fn open(
        ip: IpAddr,
        asterisk: SocketAddr,
        user: &str,
        credentials: Option<Credentials>,
        speech: Speech,
        incoming: Option<mpsc::Sender<Arc<Leg>>>,
    ) -> Result<Arc<Self>> {
        let socket = udp_socket(ip).doing("open a socket for SIP")?;
        let sender = duplicate(&socket).doing("open a socket for SIP")?;
        let local = socket.local_addr().doing("open a socket for SIP")?;
        let state = State {
            speech,
            pending: HashMap::new(),
            legs: HashMap::new(),
            replies: VecDeque::new(),
            registrar: None,
        };
        let phone = Arc::new(Self {
            socket,
            sender,
            local,
            asterisk,
            user: user.to_owned(),
            credentials,
            state: Mutex::new(state),
            incoming,
            stopped: CancellationToken::new(),
            tasks: TaskTracker::new(),
        });
        phone.tasks.spawn(Arc::clone(&phone).receive());
        Ok(phone)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn local(&self) -> SocketAddr {
        self.local
    }

    pub(crate) fn asterisk(&self) -> SocketAddr {
        self.asterisk
    }

    pub(crate) fn stopped(&self) -> &CancellationToken {
        &self.stopped
    }

    /// Takes calls and registrations only from who shows the secret, from now on.
    pub(crate) fn keep_registrar(&self, registrar: Arc<Registrar>) {
        self.state().registrar = Some(registrar);
    }

    pub(crate) fn registrar(&self) -> Option<Arc<Registrar>> {
        self.state().registrar.clone()
    }

    /// Falls silent: nothing is sent or read any more, as if the cable were cut. The port stays
    /// taken for as long as a call is held, so that nobody answers in its place.
    pub(crate) fn stop(&self) {
        self.stopped.cancel();
        let mut state = self.state();
        state.legs.clear();
        state.pending.clear();
    }

    pub(crate) fn speech(&self) -> Speech {
        self.state().speech
    }

    pub(crate) fn set_speech(&self, speech: Speech) {
        self.state().speech = speech;
    }

    pub(super) fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    pub(crate) fn contact(&self) -> String {
        format!("<sip:{}@{}>", self.user, self.local)
    }

    pub(crate) fn keep(&self, leg: &Arc<Leg>) {
        if !self.stopped.is_cancelled() {
            let mut state = self.state();
            // One that has ended may still be asked about for a while.
            state.legs.retain(|_, known| {
                known.progress().ended.is_none_or(|ended| ended.at.elapsed() < GIVE_UP)
            });
            state.legs.insert(leg.call_id().to_owned(), Arc::clone(leg));
        }
    }

    pub(crate) fn transmit(&self, datagram: &[u8]) {
        if !self.stopped.is_cancelled() {
            // A full socket is a lost datagram: it is repeated.
            let _ = self.sender.send_to(datagram, self.asterisk);
        }
    }

    /// Replies to a request, and to its repetitions.
    pub(crate) fn reply(&self, request: &Message, datagram: Vec<u8>) {
        self.transmit(&datagram);
        let key = (request.branch(), request.cseq().1);
        let mut state = self.state();
        state.replies.retain(|(known, _)| *known != key);
        state.replies.push_back((key, datagram));
        if state.replies.len() > KEPT_REPLIES {
            state.replies.pop_front();
        }
    }

    /// Sends a request, repeating it, and gives the final response; `None` when there was none or
    /// the telephone stopped.
    pub(crate) async fn send(
        &self,
        request: &Request,
        cseq: u32,
        branch: &str,
        authorization: Option<&str>,
        mut provisional: impl FnMut(&Message),
    ) -> Option<Message> {
        let datagram = self.datagram(request, cseq, branch, authorization);
        let (respond, mut responses) = mpsc::channel(WAITING_RESPONSES);
        let key = (branch.to_owned(), request.method.to_owned());
        self.state().pending.insert(key.clone(), respond);
        let give_up = Instant::now() + GIVE_UP;
        let mut pause = FIRST_PAUSE;
        let mut proceeding = false;
        let outcome = loop {
            if !proceeding {
                self.transmit(&datagram);
            }
            // An INVITE that proceeds is a telephone that rings: that has no limit here.
            let next = Instant::now() + pause;
            let until = if proceeding { next } else { next.min(give_up) };
            pause = (pause * 2).min(LONGEST_PAUSE);
            let response = tokio::select! {
                () = self.stopped.cancelled() => break None,
                response = timeout_at(until, responses.recv()) => response,
            };
            match response {
                Ok(Some(response)) if response.status() >= 200 => break Some(response),
                Ok(Some(response)) => {
                    proceeding = request.method == "INVITE";
                    provisional(&response);
                }
                Ok(None) => break None,
                Err(_) if !proceeding && Instant::now() >= give_up => break None,
                Err(_) => {}
            }
        };
        self.state().pending.remove(&key);
        let refused = outcome.as_ref().filter(|response| response.status() >= 300);
        if let Some(response) = refused.filter(|_| request.method == "INVITE") {
            self.acknowledge_refusal(request.uri.clone(), response);
        }
        outcome
    }

    /// The ACK of a final response other than 2xx is part of the INVITE's own transaction.
    fn acknowledge_refusal(&self, uri: Vec<u8>, response: &Message) {
        let raw = |name| response.raw(name).unwrap_or_default().to_vec();
        let request = Request {
            method: "ACK",
            uri,
            from: raw("from"),
            to: raw("to"),
            call_id: response.header("call-id").into_owned(),
            extra: Vec::new(),
            body: None,
        };
        self.transmit(&self.datagram(&request, response.cseq().0, &response.branch(), None));
    }

    /// Repeats a datagram until `done` or [`GIVE_UP`]; says whether it was done.
    pub(crate) async fn repeat(&self, datagram: &[u8], done: impl Future<Output = ()>) -> bool {
        let give_up = Instant::now() + GIVE_UP;
        let mut pause = FIRST_PAUSE;
        let mut next = Instant::now() + pause;
        tokio::pin!(done);
        loop {
            tokio::select! {
                () = &mut done => return true,
                () = self.stopped.cancelled() => return false,
                () = sleep_until(next) => {}
            }
            if Instant::now() >= give_up {
                return false;
            }
            self.transmit(datagram);
            pause = (pause * 2).min(LONGEST_PAUSE);
            next = Instant::now() + pause;
        }
    }

    async fn receive(self: Arc<Self>) {
        let mut datagram = vec![0; 65_536];
        loop {
            let received = tokio::select! {
                () = self.stopped.cancelled() => return,
                received = self.socket.recv_from(&mut datagram) => received,
            };
            if let Ok((length, from)) = received
                && from == self.asterisk
                && let Some(message) = Message::parse(datagram.get(..length).unwrap_or_default())
            {
                self.handle(message);
            }
        }
    }

    fn handle(self: &Arc<Self>, message: Message) {
        let leg = self.state().legs.get(&*message.header("call-id")).cloned();
        if let Some(leg) = &leg {
            leg.note('<', &message.first_line());
        }
        match &message.start {
            Start::Response(..) => self.handle_response(message, leg),
            Start::Request(method, _) => {
                let method = method.clone();
                self.handle_request(&method, message, leg);
            }
        }
    }

    fn handle_response(&self, message: Message, leg: Option<Arc<Leg>>) {
        let (status, (_, method)) = (message.status(), message.cseq());
        let key = (message.branch(), method);
        let waiting = self.state().pending.get(&key).cloned();
        match (waiting, leg) {
            (Some(waiting), _) => {
                let _ = waiting.try_send(message);
            }
            // The final response again: its ACK was lost.
            (None, Some(leg)) if key.1 == "INVITE" && (200..300).contains(&status) => {
                leg.acknowledge_again();
            }
            (None, _) if key.1 == "INVITE" && status >= 300 => {
                self.acknowledge_refusal(format!("sip:{}", self.asterisk).into(), &message);
            }
            _ => {}
        }
    }

    fn handle_request(self: &Arc<Self>, method: &str, request: Message, leg: Option<Arc<Leg>>) {
        if method == "ACK" {
            if let Some(leg) = leg {
                leg.acknowledged();
            }
            return;
        }
        let key = (request.branch(), request.cseq().1);
        let known = self.state().replies.iter().find(|(k, _)| *k == key).map(|(_, d)| d.clone());
        if let Some(datagram) = known {
            self.transmit(&datagram);
            return;
        }
        let registrar = if leg.is_none() { self.registrar() } else { None };
        match (leg, method) {
            (Some(leg), _) => leg.handle_request(method, &request),
            (None, "REGISTER") if let Some(registrar) = &registrar => {
                self.reply(&request, registrar.register(&request).bytes());
            }
            (None, "INVITE")
                if let Some(refusal) =
                    registrar.as_ref().and_then(|known| known.refuses(method, &request)) =>
            {
                self.reply(&request, refusal.bytes());
            }
            (None, "INVITE") if parameter(&request.header("to"), "tag").is_none() => {
                self.take_call(request);
            }
            (None, "OPTIONS") => {
                let reply = request.response(200, "OK", "lab").header("Allow", ALLOW);
                self.reply(&request, reply.bytes());
            }
            (None, _) => {
                let reply = request.response(481, "Call Does Not Exist", "lab");
                self.reply(&request, reply.bytes());
            }
        }
    }

    fn take_call(self: &Arc<Self>, invite: Message) {
        let refuse = |reason: &str| {
            self.reply(&invite, invite.response(503, reason, "lab").bytes());
        };
        let Some(incoming) = &self.incoming else {
            return refuse("Takes No Calls");
        };
        match Leg::incoming(self, invite.clone()) {
            Ok(leg) => {
                if incoming.try_send(Arc::clone(&leg)).is_ok() {
                    self.keep(&leg);
                } else {
                    refuse("Too Many Calls");
                }
            }
            Err(_) => refuse("No Socket For Audio"),
        }
    }
}

fn duplicate(socket: &UdpSocket) -> std::io::Result<std::net::UdpSocket> {
    use std::os::fd::AsFd as _;
    Ok(std::net::UdpSocket::from(socket.as_fd().try_clone_to_owned()?))
}
