//! Working hours: open, closed, a holiday, and what is set by hand.

use super::{CALLER, comes_to, dials, with};
use crate::support::{CallCentre, Result};
use jiff::{Timestamp, tz::TimeZone};
use vasl_domain::jalali::JalaliDate;

const OPEN: &str = "vasl-ivr-1";
const CLOSED: &str = "vasl-announcement-1";

/// Three time conditions, each behind a number of its own: open all week, never open, and open all
/// week but for today, every year.
fn hours() -> Result<String> {
    let today = Timestamp::now().to_zoned(TimeZone::get("Asia/Tehran")?).date();
    let JalaliDate { month, day, .. } = JalaliDate::of(today).ok_or("a Jalali day")?;
    let week = "weekdays = [\"sat\", \"sun\", \"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]";
    let mut text = format!(
        "[[announcement]]\nnumber = \"1\"\nname = \"Closed\"\nsound = \"beep\"\n\
         destination = \"hangup\"\n\
         [[time_group]]\nname = \"all-week\"\n\
         [[time_group.period]]\n{week}\nfrom = \"00:00\"\nto = \"00:00\"\n\
         [[time_group]]\nname = \"never\"\nperiod = []\n\
         [[time_group]]\nname = \"not-today\"\n\
         [[time_group.period]]\n{week}\nfrom = \"00:00\"\nto = \"00:00\"\n\
         [[time_group.holiday]]\njalali = \"{month:02}/{day:02}\"\nyearly = true\n"
    );
    for (number, group) in [("1", "all-week"), ("2", "never"), ("3", "not-today")] {
        text.push_str(&format!(
            "[[time_condition]]\nnumber = \"{number}\"\nname = \"Office\"\n\
             time_group = \"{group}\"\ntime_zone = \"Asia/Tehran\"\n\
             open_destination = \"ivr:1\"\nclosed_destination = \"announcement:1\"\n\
             [[inbound_route]]\ndid = \"0210000000{number}\"\n\
             destination = \"time_condition:{number}\"\n"
        ));
    }
    Ok(text)
}

/// A call to a time condition's number comes to a context, and goes.
async fn leads(centre: &CallCentre, condition: &str, to: &str) -> Result {
    let call = centre.lab.caller(CALLER).call(&format!("0210000000{condition}"))?;
    comes_to(&call, to).await?;
    call.hang_up().await?;
    Ok(())
}

case!(
    within_the_hours_a_caller_comes_by_the_menu_to_the_module_and_an_operator,
    "connected within the hours; the announcement outside them, and on a holiday"
);
async fn within_the_hours_a_caller_comes_by_the_menu_to_the_module_and_an_operator()
-> Result<String> {
    let centre = with(&hours()?).await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    let call = centre.presses_three(centre.lab.caller(CALLER).call("02100000001")?).await?;
    call.wait_bridged().await?;
    let report = call.report().ok_or("a report")?;
    for context in ["vasl-time-condition-1", OPEN, "vasl-reconnect"] {
        assert!(report.passed(context), "{context}");
    }
    let told = centre.told(&call).await?;
    centre.ends(call).await?;
    leads(&centre, "2", CLOSED).await?;
    leads(&centre, "3", CLOSED).await?;
    Ok(told)
}

case!(
    hours_are_opened_and_closed_by_a_feature_code_and_stay_so_without_vasl,
    "*272 opens and takes it back, *271 closes; kept over a restart of Asterisk with Vasl away"
);
async fn hours_are_opened_and_closed_by_a_feature_code_and_stay_so_without_vasl() -> Result<String>
{
    let centre = with(&hours()?).await?;
    let [desk] = centre.operators(["5050"]).await?;
    centre.vasl.kill().await?;
    leads(&centre, "2", CLOSED).await?;
    dials(&desk, "*272").await?;
    leads(&centre, "2", OPEN).await?;
    dials(&desk, "*271").await?;
    leads(&centre, "1", CLOSED).await?;
    centre.lab.restart().await?;
    leads(&centre, "2", OPEN).await?;
    leads(&centre, "1", CLOSED).await?;
    desk.register().await?;
    dials(&desk, "*272").await?;
    leads(&centre, "2", CLOSED).await?;
    dials(&desk, "*271").await?;
    leads(&centre, "1", OPEN).await?;
    Ok("as expected".to_owned())
}

case!(
    what_was_set_by_hand_does_not_come_back_with_the_configuration_that_it_was_set_in,
    "opened by *272, closed by configuration, and by the hours again once that is taken back"
);
async fn what_was_set_by_hand_does_not_come_back_with_the_configuration_that_it_was_set_in()
-> Result<String> {
    let centre = with(&hours()?).await?;
    let [desk] = centre.operators(["5050"]).await?;
    let kept = async |condition: &str| -> Result<bool> {
        let command = format!("database get vasl time-condition-{condition}");
        Ok(centre.lab.asterisk().cli(&command).await?.contains("Value"))
    };
    dials(&desk, "*272").await?;
    assert!(kept("2").await?);
    leads(&centre, "2", OPEN).await?;
    // No call comes in between, which would take the entry away.
    centre.vasl.done(&["time-condition", "edit", "2", "override=closed"]).await?;
    assert!(!kept("2").await?);
    centre.vasl.done(&["time-condition", "edit", "2", "override=none"]).await?;
    leads(&centre, "2", CLOSED).await?;

    // Nor does it hold for another of the same number.
    dials(&desk, "*272").await?;
    leads(&centre, "2", OPEN).await?;
    centre.vasl.done(&["inbound-route", "remove", "02100000002/"]).await?;
    centre.vasl.done(&["time-condition", "remove", "2"]).await?;
    assert!(!kept("2").await?);
    let other = ["open_destination=ivr:1", "closed_destination=announcement:1"];
    let mut add = vec!["time-condition", "add", "2", "name=Other", "time_group=never"];
    add.extend(["time_zone=Asia/Tehran"].iter().chain(&other));
    centre.vasl.done(&add).await?;
    centre
        .vasl
        .done(&["inbound-route", "add", "02100000002/", "destination=time_condition:2"])
        .await?;
    leads(&centre, "2", CLOSED).await?;

    // What is changed while no service runs is taken out when it starts.
    dials(&desk, "*272").await?;
    assert!(kept("2").await?);
    centre.vasl.kill().await?;
    centre.vasl.done(&["time-condition", "edit", "2", "override=closed"]).await?;
    centre.vasl.done(&["time-condition", "edit", "2", "override=none"]).await?;
    centre.vasl.start().await?;
    centre.until("what was set by hand is taken out", async || Ok(!kept("2").await?)).await?;
    leads(&centre, "2", CLOSED).await?;
    Ok("as expected".to_owned())
}
