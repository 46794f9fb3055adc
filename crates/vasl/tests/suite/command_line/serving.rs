//! `vasl serve` where it cannot start, and where it has no link.

use super::fake_manager::FakeManager;
use super::{NO_ASTERISK, Vasl};
use crate::support::{Result, Service};
use std::fs::File;
use std::net::TcpListener;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

#[test]
fn a_port_that_is_taken() -> Result {
    let vasl = Vasl::with_module()?;
    let other = TcpListener::bind("127.0.0.1:0")?;
    let address = other.local_addr()?.to_string();
    vasl.reconfigure("127.0.0.1:0", &address)?;
    let words = ["another program has the address", &address, "listen under [agi]"];
    vasl.fails(&["serve"], "cannot_listen", &words)?;
    assert!(!vasl.path("state/control.sock").exists());
    File::open(vasl.path("state/serve.lock"))?.try_lock()?;
    vasl.done(&["module", "show", "*5003"])?;
    Ok(())
}

#[test]
fn an_address_that_is_not_this_machines() -> Result {
    let vasl = Vasl::with_module()?;
    vasl.reconfigure("127.0.0.1:0", "192.0.2.1:573")?;
    let words = ["cannot listen on 192.0.2.1:573", "an address of this machine"];
    vasl.fails(&["serve"], "cannot_listen", &words)
}

#[tokio::test]
async fn a_second_service_in_the_same_folder() -> Result {
    let vasl = Vasl::with_module()?;
    let first = started(&vasl).await?;
    let folder = vasl.path("state").display().to_string();
    let words = ["another vasl serve runs with", &folder, "a store folder of its own"];
    vasl.fails(&["serve"], "already_running", &words)?;
    // The first one still answers the command line, and what Asterisk need not know needs no link.
    vasl.done(&["module", "clear-memory", "*5003"])?;
    first.stop().await?;
    // And what it leaves behind is in nobody's way.
    let next = started(&vasl).await?;
    next.stop().await
}

/// Asterisk sleeps before it refuses, and Vasl before it tries again; the reason is said once.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_wrong_secret_is_said_and_callers_are_served() -> Result {
    let manager = FakeManager::start().await?;
    let vasl = Vasl::with_module()?;
    vasl.reconfigure(NO_ASTERISK, &manager.address.to_string())?;
    let service = started(&vasl).await?;
    service.wait_says("a wrong secret").await?;
    assert_eq!(a_call(&vasl, &service).await?, "SET VARIABLE VASL_ANSWER \"failure\"");
    manager.has_refused(2).await?;
    service.stop().await?;
    let log = service.log();
    assert_eq!(log.matches("no link to Asterisk").count(), 1, "{log}");
    assert!(log.contains("Calls are answered from what is known; trying again"), "{log}");
    assert!(!log.contains("the-secret"), "{log}");
    let decisions = vasl.json(&["decision", "list"])?;
    assert_eq!(decisions[0]["reason"], "never_spoke");
    Ok(())
}

#[tokio::test]
async fn an_asterisk_that_cannot_be_reached() -> Result {
    let vasl = Vasl::with_module()?;
    let service = started(&vasl).await?;
    service.wait_says("cannot reach Asterisk at 127.0.0.1:1: Connection refused").await?;
    assert_eq!(a_call(&vasl, &service).await?, "SET VARIABLE VASL_ANSWER \"failure\"");
    service.stop().await
}

pub(super) async fn started(vasl: &Vasl) -> Result<Service> {
    let service = vasl.service();
    service.spawn().await?;
    service.wait_says("vasl serves").await?;
    Ok(service)
}

/// Asks as Asterisk does, and gives the first command of the answer.
pub(super) async fn a_call(vasl: &Vasl, service: &Service) -> Result<String> {
    let log = service.log();
    let address = log.split("listening=").nth(1).and_then(|rest| rest.split_whitespace().next());
    let token = std::fs::read_to_string(vasl.path("state/agi-token"))?;
    let mut stream = TcpStream::connect(address.ok_or("the address is in the log")?).await?;
    let script = format!("reconnect?token={token}&module=*5003&tried=");
    let environment = format!(
        "agi_network: yes\nagi_network_script: {script}\nagi_request: agi://127.0.0.1/{script}\n\
         agi_channel: PJSIP/trunk-00000001\nagi_language: en\nagi_type: PJSIP\n\
         agi_uniqueid: 1.1\nagi_version: 22.10.1\nagi_callerid: 09121234567\n\
         agi_calleridname: Ali\nagi_callingpres: 0\nagi_callingani2: 0\nagi_callington: 0\n\
         agi_callingtns: 0\nagi_dnid: unknown\nagi_rdnis: unknown\n\
         agi_context: vasl-reconnect\nagi_extension: *5003\nagi_priority: 3\n\
         agi_enhanced: 0.0\nagi_accountcode: \nagi_threadid: 1\n\n"
    );
    stream.write_all(environment.as_bytes()).await?;
    let mut line = String::new();
    let mut reader = BufReader::new(stream);
    timeout(Duration::from_secs(5), reader.read_line(&mut line)).await??;
    reader.get_mut().write_all(b"200 result=1\n").await?;
    Ok(line.trim_end().to_owned())
}
