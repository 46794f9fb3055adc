//! Greets a caller by name. Point Asterisk at it:
//!
//! ```text
//! exten => 100,1,Set(GREETING=)
//!  same => n,AGI(agi://127.0.0.1:4577/hello?greeting=Salaam)
//!  same => n,NoOp(${GREETING})
//! ```
//!
//! `cargo run -p vasl-agi --example hello`, with another address as the argument if need be.

use std::error::Error;
use std::net::SocketAddr;

use tokio_util::sync::CancellationToken;
use vasl_agi::{Command, Presentation, Server, Session, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:4577".to_owned());
    let server = Server::bind(address.parse::<SocketAddr>()?, Settings::default()).await?;
    println!("listening on agi://{}/hello?greeting=Salaam", server.local_addr()?);
    let shutdown = CancellationToken::new();
    let until_interrupted = shutdown.clone();
    tokio::spawn(async move {
        let _interrupted = tokio::signal::ctrl_c().await;
        until_interrupted.cancel();
    });
    server.run(hello, shutdown).await;
    Ok(())
}

async fn hello(mut session: Session) {
    if let Err(error) = greet(&mut session).await {
        eprintln!("{session:?}: {error}");
    }
}

async fn greet(session: &mut Session) -> Result<(), Box<dyn Error>> {
    let environment = session.environment();
    let word = environment
        .network_script()
        .and_then(|script| script.parameter(b"greeting"))
        .unwrap_or(b"Hello");
    let shown = environment.presentation() == Some(Presentation::Allowed);
    let name = environment.caller_name().filter(|_| shown).unwrap_or(b"caller");
    // A name may hold CR or NUL; no command can be built of those.
    let greeting = Command::set_variable("GREETING", [word, b", ", name].concat())?;

    session.send(Command::verbose("greeting a caller", 3)?).await?;
    let reply = session.send(greeting).await?;
    println!("{reply:?}, hung up: {}", session.hung_up());
    Ok(())
}
