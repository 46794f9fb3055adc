//! Prints what happens on an Asterisk: `watch 127.0.0.1:5038 user`, the secret in `AMI_SECRET`.

use std::error::Error;

use tokio_util::sync::CancellationToken;
use vasl_ami::Secret;
use vasl_ami::codec::Action;
use vasl_ami::session::{Link, LinkEvent, LinkSettings, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(user)) = (arguments.next(), arguments.next()) else {
        return Err("usage: AMI_SECRET=… watch HOST:PORT USER".into());
    };
    let secret = Secret::new(std::env::var("AMI_SECRET")?);
    let settings = LinkSettings::new(Settings::new(address, user, secret));
    let mut link = Link::start(settings, &CancellationToken::new());
    let mut status = link.status();
    loop {
        tokio::select! {
            event = link.next() => match event {
                Some(event) => show(&link, event).await,
                None => return Ok(()),
            },
            Ok(()) = status.changed() => println!("{:?}", *status.borrow_and_update()),
        }
    }
}

async fn show(link: &Link, event: LinkEvent) {
    match event {
        LinkEvent::Event(event) => println!("{} {:?}", event.timestamp_micros, event.kind),
        LinkEvent::Down { reason } => println!("down: {reason}"),
        LinkEvent::Up(up) => {
            println!("{up:?}");
            match link.actions().list(&Action::core_show_channels()).await {
                Ok(listing) => println!("{} channels", listing.items.len()),
                Err(error) => println!("CoreShowChannels: {error}"),
            }
        }
    }
}
