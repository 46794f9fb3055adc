//! A call's story, in words.

use super::super::CliError;
use super::super::list::way;
use super::super::output::{Output, clock};
use super::super::report::outcome_in_words;
use super::{parse_call, route_in_words};
use crate::config::Config;
use jiff::Timestamp;
use vasl_domain::conversation::Ending;
use vasl_domain::story::Story;
use vasl_store::{SqliteStore, Store};

/// Prints the story of the newest decision about a call.
pub async fn show(
    call: &str,
    store: &SqliteStore,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let call = parse_call(call)?;
    let decision = store.decision_of_call(&config.asterisk.pbx, &call).await?;
    let story = match &decision {
        Some(decision) => store.story(&decision.id).await?,
        None => None,
    };
    let Some(story) = story else {
        return Err(CliError::new(
            "no_such_call",
            format!(
                "nothing was decided about a call {call}; “vasl decision list” shows the calls"
            ),
        ));
    };
    output.answer(&story, || in_words(&story, config));
    Ok(())
}

fn in_words(story: &Story, config: &Config) -> String {
    let decision = &story.decision;
    let arrival = &decision.arrival;
    let mut steps: Vec<(Option<Timestamp>, String)> = Vec::new();
    let caller = decision.caller.as_ref().map_or("a caller without identity", |c| c.as_str());
    let dialled = arrival
        .dialled
        .as_ref()
        .map_or_else(String::new, |number| format!(" and dialled {number}"));
    steps.push((arrival.came_in_at, format!("{caller} came in{dialled}")));
    if let Some(ivr) = &arrival.ivr {
        let key = arrival.key.as_ref().map_or("no key".to_owned(), |key| format!("key {key}"));
        steps.push((None, format!("{key} in IVR {ivr} led to module {}", decision.module)));
    }
    steps.push((
        Some(decision.id.at),
        format!(
            "module {}: {}; to the {}",
            decision.module,
            decision.reason.sentence(),
            route_in_words(&decision.route)
        ),
    ));
    if let (Some(operator), Some(ended)) = (&decision.operator, decision.evidence.ended_at) {
        let path = decision.evidence.path.as_ref().map(way).unwrap_or_default();
        steps.push((Some(ended), format!("(the conversation with {operator}, {path}, had ended)")));
    }
    if let Some(rang_at) = decision.rang_at {
        steps.push((Some(rang_at), "the operator's phone was rung".to_owned()));
    }
    steps.push((decision.settled_at, outcome_in_words(decision.outcome)));
    for conversation in &story.conversations {
        let with = format!("spoke with {}, {}", conversation.operator, way(&conversation.path));
        steps.push((Some(conversation.answered_at), with));
        if let Ending::Ended(at) = conversation.ending {
            steps.push((Some(at), format!("after {} s", conversation.talk_seconds())));
        }
    }
    let zone = config.preferences.time_zone.zone();
    let line = |(at, what): &(Option<Timestamp>, String)| match at {
        Some(at) => format!("{}  {what}", clock(*at, zone)),
        None => format!("{:19}  {what}", ""),
    };
    steps.iter().map(line).collect::<Vec<_>>().join("\n")
}
