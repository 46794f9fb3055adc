//! How long it takes to render a thousand extensions and a hundred queues of twenty members each:
//! `cargo bench -p vasl-asterisk`.

use serde_json::json;
use std::time::{Duration, Instant};
use vasl_asterisk::render::{Configuration, ManagedFile, Service, render};
use vasl_asterisk::version::AsteriskVersion;
use vasl_domain::callflow::CallFlow;

const ROUNDS: usize = 21;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let extensions: Vec<_> = (2_000..3_000)
        .map(|number| {
            json!({ "number": number.to_string(), "name": format!("Operator {number}"),
                    "secret": format!("phone-secret-{number}") })
        })
        .collect();
    let queues: Vec<_> = (0..100)
        .map(|queue| {
            let members: Vec<String> =
                (0..20).map(|place| (2_000 + (queue * 10 + place) % 1_000).to_string()).collect();
            json!({ "number": (600 + queue).to_string(), "name": "Queue",
                    "dynamic_members": members })
        })
        .collect();
    let call_flow: CallFlow =
        serde_json::from_value(json!({ "extension": extensions, "queue": queues }))?;
    let service = Service { address: "127.0.0.1:573".parse()?, token: "token".to_owned() };
    let configuration = Configuration {
        modules: &[],
        lines: &[],
        call_flow: &call_flow,
        version: AsteriskVersion { major: 22, minor: 1 },
        service: &service,
    };
    let mut took: Vec<Duration> = Vec::new();
    let mut bytes = 0;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let rendered = render(&configuration);
        took.push(begun.elapsed());
        bytes = ManagedFile::ALL
            .iter()
            .filter_map(|file| rendered.files.get(file))
            .map(String::len)
            .sum();
    }
    took.sort();
    let middle = took.get(ROUNDS / 2).copied().unwrap_or_default();
    println!(
        "1,000 extensions and 100 queues: {:.1} ms (middle of {ROUNDS}), {} KiB",
        middle.as_secs_f64() * 1_000.0,
        bytes / 1_024
    );
    Ok(())
}
