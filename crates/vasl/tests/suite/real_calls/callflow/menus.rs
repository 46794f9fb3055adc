//! Menus: wrong keys, no key, longer keys, direct dialling, and the way back.

use super::{CALLER, comes_to, with};
use crate::support::{CallCentre, Result};
use vasl_lab::{Call, MENU_HZ};

/// Menu 5 with keys of one and two signs, 6 with direct dialling, 7 and 8 one behind the other.
/// What a caller comes to is an announcement of its own each time.
fn menus() -> String {
    let mut text = String::new();
    for number in ["1", "2", "12", "90", "91"] {
        text.push_str(&format!(
            "[[announcement]]\nnumber = \"{number}\"\nname = \"Place\"\nsound = \"lab-menu\"\n\
             destination = \"hangup\"\n"
        ));
    }
    for (number, more) in [
        (
            "5",
            "[[ivr.entry]]\nkey = \"1\"\ndestination = \"announcement:1\"\n\
          [[ivr.entry]]\nkey = \"12\"\ndestination = \"announcement:12\"\n",
        ),
        ("6", "[[ivr.entry]]\nkey = \"1\"\ndestination = \"announcement:1\"\n"),
        (
            "7",
            "[[ivr.entry]]\nkey = \"1\"\ndestination = \"ivr:8\"\n\
          [[ivr.entry]]\nkey = \"2\"\ndestination = \"announcement:2\"\n",
        ),
        ("8", "[[ivr.entry]]\nkey = \"9\"\ndestination = \"announcement:1\"\nreturn = true\n"),
    ] {
        let direct = number == "6";
        text.push_str(&format!(
            "[[ivr]]\nnumber = \"{number}\"\nname = \"Menu\"\ntimeout_seconds = 1\n\
             direct_dialling = {direct}\n\
             [ivr.invalid]\nretries = 1\nsound = \"lab-menu\"\ndestination = \"announcement:90\"\n\
             [ivr.timeout]\nretries = 2\ndestination = \"announcement:91\"\n{more}\
             [[inbound_route]]\ndid = \"0210000000{number}\"\ndestination = \"ivr:{number}\"\n"
        ));
    }
    text
}

fn to_menu(centre: &CallCentre, ivr: &str) -> Result<Call> {
    Ok(centre.lab.caller(CALLER).call(&format!("0210000000{ivr}"))?)
}

/// A caller presses keys once the menu listens, and comes to a place.
async fn keys_lead(centre: &CallCentre, ivr: &str, keys: &str, place: &str) -> Result {
    let call = to_menu(centre, ivr)?;
    centre.menu_listens(&call, ivr, 1).await?;
    call.press_all(keys).await?;
    comes_to(&call, &format!("vasl-announcement-{place}")).await?;
    call.wait_hears(MENU_HZ).await?;
    call.wait_ended().await?;
    Ok(())
}

case!(
    a_menu_plays_again_for_a_wrong_key_and_for_none_and_then_leads_on,
    "wrong keys: once more after its sound, then its destination; no key: twice more, then its own"
);
async fn a_menu_plays_again_for_a_wrong_key_and_for_none_and_then_leads_on() -> Result<String> {
    let centre = with(&menus()).await?;
    let wrong = to_menu(&centre, "5")?;
    centre.menu_listens(&wrong, "5", 1).await?;
    wrong.press('7').await?;
    wrong.wait_hears(MENU_HZ).await?;
    centre.menu_listens(&wrong, "5", 2).await?;
    wrong.press('8').await?;
    comes_to(&wrong, "vasl-announcement-90").await?;
    wrong.wait_ended().await?;

    let silent = to_menu(&centre, "5")?;
    centre.menu_listens(&silent, "5", 3).await?;
    comes_to(&silent, "vasl-announcement-91").await?;
    silent.wait_ended().await?;
    Ok("as expected".to_owned())
}

case!(
    a_menu_tells_longer_keys_from_shorter_and_takes_an_extension_only_where_it_may,
    "1 and 12 apart; 5050 dialled where direct dialling is on, a wrong key where it is off"
);
async fn a_menu_tells_longer_keys_from_shorter_and_takes_an_extension_only_where_it_may()
-> Result<String> {
    let centre = with(&menus()).await?;
    let _operator = centre.operator("5050").await?;
    keys_lead(&centre, "5", "1", "1").await?;
    keys_lead(&centre, "5", "12", "12").await?;
    let direct = to_menu(&centre, "6")?;
    centre.menu_listens(&direct, "6", 1).await?;
    direct.press_all("5050").await?;
    direct.wait_bridged_to("5050").await?;
    direct.hang_up().await?;
    // Neither a queue nor a code that phones inside dial.
    for keys in ["99", "*47"] {
        let call = to_menu(&centre, "6")?;
        centre.menu_listens(&call, "6", 1).await?;
        call.press_all(keys).await?;
        centre.menu_listens(&call, "6", 2).await?;
        call.hang_up().await?;
    }
    let off = to_menu(&centre, "5")?;
    centre.menu_listens(&off, "5", 1).await?;
    off.press('5').await?;
    centre.menu_listens(&off, "5", 2).await?;
    off.hang_up().await?;
    Ok("as expected".to_owned())
}

case!(
    a_key_that_leads_back_leads_to_the_menu_that_the_caller_came_from,
    "back in the menu before, which listens anew; without one, the key's destination"
);
async fn a_key_that_leads_back_leads_to_the_menu_that_the_caller_came_from() -> Result<String> {
    let centre = with(&menus()).await?;
    let call = to_menu(&centre, "7")?;
    for round in 1..=2 {
        centre.menu_listens(&call, "7", round).await?;
        call.press('1').await?;
        centre.menu_listens(&call, "8", round).await?;
        call.press('9').await?;
    }
    centre.menu_listens(&call, "7", 3).await?;
    call.press('2').await?;
    comes_to(&call, "vasl-announcement-2").await?;
    call.wait_ended().await?;
    keys_lead(&centre, "8", "9", "1").await?;
    Ok("as expected".to_owned())
}
