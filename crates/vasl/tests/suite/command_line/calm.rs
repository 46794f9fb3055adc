//! Calls are answered while the panel is given the most that it takes.

use super::Vasl;
use super::serving::{a_call, started};
use crate::support::panel::Panel;
use crate::support::{Result, Service};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// No call is answered later than this, whatever the panel does: so long the whole session of one may
/// take.
const ANSWERED_WITHIN: Duration = Duration::from_millis(250);

/// How often somebody calls.
const A_CALL_EVERY: Duration = Duration::from_millis(20);

/// A menu of as many keys as half a megabyte holds.
fn menu_of_many_keys() -> String {
    let mut form = String::from("code=7&name=Big&do=save");
    let _ = (0..50_000).try_for_each(|row| write!(form, "&key_{row}=1"));
    form.truncate(512 * 1024);
    form
}

/// A menu of as many keys as the form has, each to an extension of thousands.
fn menu_of_all_keys() -> String {
    let mut form = String::from("code=7&name=Big&do=add-key");
    for row in 0..200 {
        let _ = write!(form, "&key_{row}={row}&to_{row}_kind=extension&to_{row}_extension=5050");
    }
    form
}

/// A module of as many sides as a form has fields, all of them there twice.
fn module_of_many_sides() -> String {
    let mut form = String::from("code=*77&name=Big&expiry_kind=for&lifetime=01%3A00%3A00");
    for side in 0..4_000 {
        let _ = write!(form, "&side=queue%3A99&side=extension%3A{}", 10_000 + side / 2);
    }
    form
}

/// A queue of as many members as a form takes.
fn queue_of_many_members() -> String {
    let mut form = String::from("code=98&name=Big&do=add-everybody");
    for member in 10_000..12_000 {
        let _ = write!(form, "&member={member}&always_{member}=no&penalty_{member}=1");
    }
    form
}

/// A spreadsheet of extensions.
fn extensions(count: u32) -> String {
    let mut text = String::from("number,name\n");
    for number in 10_000..10_000 + count {
        let _ = writeln!(text, "{number},Operator {number}");
    }
    text
}

/// The whole configuration as a file, with thousands of extensions more.
fn configuration(vasl: &Vasl, count: u32) -> Result<String> {
    let mut text = vasl.done(&["export"])?.output;
    for number in 20_000..20_000 + count {
        let _ = write!(
            text,
            "\n[[extension]]\nnumber = \"{number}\"\nname = \"Operator\"\n\
             secret = \"phone-secret-{number}\"\n"
        );
    }
    Ok(text)
}

/// Everything at once, some of it from several browsers.
fn the_most(panel: &Arc<Panel>, file: &str) -> JoinSet<Result<(&'static str, String)>> {
    let mut asked = JoinSet::new();
    let mut post = |path: &'static str, form: String| {
        let panel = Arc::clone(panel);
        asked.spawn(async move { Ok((path, panel.post(path, &form).await?)) });
    };
    for _ in 0..3 {
        post("/ivrs/new", menu_of_many_keys());
        post("/ivrs/new", menu_of_all_keys());
        post("/modules/new", module_of_many_sides());
        post("/queues/new", queue_of_many_members());
    }
    for (path, text) in [
        ("/extensions/import", extensions(5_000)),
        ("/extensions/import", extensions(5_000)),
        ("/backup/plan", file.to_owned()),
        ("/backup/plan", file.to_owned()),
    ] {
        let panel = Arc::clone(panel);
        asked.spawn(async move { Ok((path, panel.upload(path, &text).await?)) });
    }
    asked
}

async fn invitation(service: &Service) -> Result<String> {
    const PLACE: &str = "/first-run?token=";
    service.wait_says(PLACE).await?;
    let log = service.log();
    let address = log.split_whitespace().find(|word| word.contains(PLACE));
    Ok(address.ok_or("the address stands alone in the log")?.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes the whole machine: ./test runs it alone"]
async fn whatever_the_panel_is_given_calls_are_answered() -> Result {
    let vasl = Vasl::with_module()?;
    let file = configuration(&vasl, 5_000)?;
    let service = started(&vasl).await?;
    let panel = Arc::new(Panel::invited(&invitation(&service).await?).await?);
    a_call(&vasl, &service).await?;
    let mut asked = the_most(&panel, &file);
    let (mut answers, mut took, begun) = (Vec::new(), Vec::new(), Instant::now());
    while !asked.is_empty() {
        let called = Instant::now();
        assert_eq!(a_call(&vasl, &service).await?, "SET VARIABLE VASL_ANSWER \"failure\"");
        took.push(called.elapsed());
        sleep(A_CALL_EVERY).await;
        while let Some(answer) = asked.try_join_next() {
            answers.push(answer??);
        }
    }
    took.sort_unstable();
    let (half, longest) = (took[took.len() / 2], took[took.len() - 1]);
    let lasted = begun.elapsed();
    eprintln!("{} calls in {lasted:?}: half within {half:?}, all within {longest:?}", took.len());
    answers.sort();
    eprintln!("{answers:?}");
    // Some were done, some were too much, and all were answered; a call at a time waited for none.
    assert_eq!(answers.len(), 16);
    assert!(answers.iter().all(|(_, status)| ["200", "400", "422"].contains(&status.as_str())));
    assert!(lasted > 4 * A_CALL_EVERY, "the panel had nothing to do");
    assert!(longest < ANSWERED_WITHIN, "a call waited {longest:?}");
    service.stop().await
}
