//! A call's audio: sends a frame every 20 ms and measures every frame that it hears.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::net::UdpSocket;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::error::{Doing, Result};
use crate::sound::{self, FRAME, Frame, Heard};

/// What is said into a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speech {
    /// A tone of so many hertz.
    Tone(u32),
    /// Packets of silence.
    Silence,
    /// No packets at all.
    Nothing,
}

/// The audio of one call.
pub(crate) struct Media {
    local: SocketAddr,
    state: Mutex<State>,
}

struct State {
    remote: Option<SocketAddr>,
    speech: Speech,
    /// One second of what is said.
    second: Arc<[u8]>,
    sequence: u16,
    timestamp: u32,
    heard: Vec<(Instant, Frame)>,
    last_sign: bool,
}

impl Media {
    /// Opens a socket for audio; it belongs to [`Media::run`], and closes when that ends.
    pub(crate) fn open(ip: IpAddr, speech: Speech) -> Result<(Self, UdpSocket)> {
        let socket = udp_socket(ip).doing("open a socket for audio")?;
        let local = socket.local_addr().doing("open a socket for audio")?;
        let state = Mutex::new(State {
            remote: None,
            speech,
            second: second_of(speech),
            sequence: 0,
            timestamp: 0,
            heard: Vec::new(),
            last_sign: false,
        });
        Ok((Self { local, state }, socket))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn local(&self) -> SocketAddr {
        self.local
    }

    /// Where to send from now on; `None` sends nothing.
    pub(crate) fn send_to(&self, remote: Option<SocketAddr>) {
        self.state().remote = remote;
    }

    pub(crate) fn speak(&self, speech: Speech) {
        let mut state = self.state();
        state.speech = speech;
        state.second = second_of(speech);
    }

    pub(crate) fn speech(&self) -> Speech {
        self.state().speech
    }

    /// What was heard from `from` (or the beginning) to `to` (or now).
    pub(crate) fn heard(&self, from: Option<Instant>, to: Option<Instant>) -> Heard {
        let state = self.state();
        let wanted = state
            .heard
            .iter()
            .filter(|(at, _)| from.is_none_or(|from| *at >= from) && to.is_none_or(|to| *at < to));
        wanted.map(|(_, frame)| *frame).collect()
    }

    /// Runs until it is cancelled.
    pub(crate) async fn run(&self, socket: UdpSocket, stopped: CancellationToken) {
        let mut tick = interval(Duration::from_millis(20));
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut packet = [0; 2_048];
        loop {
            tokio::select! {
                () = stopped.cancelled() => return,
                _ = tick.tick() => self.send_frame(&socket),
                received = socket.recv(&mut packet) => {
                    if let Ok(length) = received {
                        self.record(packet.get(..length).unwrap_or_default());
                    }
                }
            }
        }
    }

    fn send_frame(&self, socket: &UdpSocket) {
        let mut state = self.state();
        state.sequence = state.sequence.wrapping_add(1);
        state.timestamp = state.timestamp.wrapping_add(160);
        let Some(remote) = state.remote.filter(|_| state.speech != Speech::Nothing) else {
            return;
        };
        let mut packet = Vec::with_capacity(12 + FRAME);
        packet.extend_from_slice(&[0x80, 0]);
        packet.extend_from_slice(&state.sequence.to_be_bytes());
        packet.extend_from_slice(&state.timestamp.to_be_bytes());
        packet.extend_from_slice(&u32::from(self.local.port()).to_be_bytes());
        let frames = state.second.chunks_exact(FRAME);
        let turn = usize::from(state.sequence) % frames.len().max(1);
        packet.extend_from_slice(
            state
                .second
                .chunks_exact(FRAME)
                .nth(turn)
                .unwrap_or_default(),
        );
        // A lost packet is part of the medium.
        let _ = socket.try_send_to(&packet, remote);
    }

    fn record(&self, packet: &[u8]) {
        let [first, second, ..] = packet else { return };
        // Version 2 and payload type 0; RTCP and others are not for the ear.
        if first >> 6 != 2 || second & 0x7f != 0 {
            return;
        }
        let header = 12 + 4 * usize::from(first & 0x0f);
        let Some(payload) = packet.get(header..) else {
            return;
        };
        let mut state = self.state();
        let mut last_sign = state.last_sign;
        let frame = Frame::measure(payload, &mut last_sign);
        state.last_sign = last_sign;
        state.heard.push((Instant::now(), frame));
    }
}

/// A UDP socket on a free port.
pub(crate) fn udp_socket(ip: IpAddr) -> std::io::Result<UdpSocket> {
    let socket = std::net::UdpSocket::bind((ip, 0))?;
    socket.set_nonblocking(true)?;
    UdpSocket::from_std(socket)
}

fn second_of(speech: Speech) -> Arc<[u8]> {
    match speech {
        Speech::Tone(hz) => sound::ulaw_tone(hz, sound::RATE).into(),
        Speech::Silence | Speech::Nothing => std::iter::repeat_n(sound::SILENCE, FRAME)
            .collect::<Vec<u8>>()
            .into(),
    }
}
