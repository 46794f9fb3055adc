//! A large call centre.

use super::CALLER;
use crate::support::{CallCentre, Plan, Result};
use std::fmt::Write as _;
use std::time::Instant;

/// A thousand extensions, and a hundred queues of twenty members each.
fn large() -> String {
    let mut text = String::new();
    for number in 2_000..3_000 {
        let _ = write!(
            text,
            "[[extension]]\nnumber = \"{number}\"\nname = \"Operator {number}\"\n\
             secret = \"phone-secret-{number}\"\n"
        );
    }
    for queue in 0..100 {
        let members: Vec<String> =
            (0..20).map(|place| (2_000 + (queue * 10 + place) % 1_000).to_string()).collect();
        let _ = write!(
            text,
            "[[queue]]\nnumber = \"{}\"\nname = \"Queue {queue}\"\nmembers = {members:?}\n",
            600 + queue
        );
    }
    text
}

case!(
    a_thousand_extensions_and_a_hundred_queues_are_there_in_seconds,
    "Asterisk has them seconds after the start of Vasl, and a caller hears the menu"
);
async fn a_thousand_extensions_and_a_hundred_queues_are_there_in_seconds() -> Result<String> {
    let plan = Plan { call_flow: large(), ..Plan::default() };
    let centre = CallCentre::prepare(&plan).await?;
    let begun = Instant::now();
    centre.vasl.spawn().await?;
    centre.vasl.wait_says("in step with the PBX").await?;
    let linked = begun.elapsed();
    centre.vasl.wait_says("Asterisk has the configuration").await?;
    let took = begun.elapsed();
    let call = centre.lab.caller(CALLER).call("02191000000")?;
    centre.menu_listens(&call, "1", 1).await?;
    // There is no module yet: the key that leads to one is a wrong key.
    call.press('3').await?;
    centre.menu_listens(&call, "1", 2).await?;
    call.hang_up().await?;
    Ok(format!(
        "linked after {:.1} s, written and there after {:.1} s",
        linked.as_secs_f64(),
        took.as_secs_f64()
    ))
}
