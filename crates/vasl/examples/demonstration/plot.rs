//! The calls that show the job. What each must come to is checked with Asterisk's events alone.

use crate::example::{self, Cast, QUEUE};
use crate::story::Met;
use crate::support::{MODULE, Result};
use crate::tell;

const CALLER: &str = "09121234567";
const SAME_CALLER: &str = "+989121234567";
const ANOTHER: &str = "09351112233";
const A_THIRD: &str = "09187654321";

/// Makes the calls; an error says what was expected and what happened.
pub async fn play(cast: &Cast<'_>) -> Result {
    tell(format!("\n1  {CALLER} calls for the first time and presses 3."));
    let first = cast.call(CALLER).await?;
    came_through("1", &first, QUEUE)?;

    tell(format!(
        "\n2  {ANOTHER} calls and presses 3. The queue goes round, so it is the other's turn."
    ));
    let second = cast.call(ANOTHER).await?;
    came_through("2", &second, QUEUE)?;
    if second.operator == first.operator {
        return Err(wrong("2", "the other operator", &second));
    }
    let (own, other) = (first.operator.as_str(), second.operator.as_str());

    tell(format!(
        "\n3  {A_THIRD} calls and presses 3: the turn of {own} again, and then of {other}."
    ));
    let third = cast.call(A_THIRD).await?;
    came_through("3", &third, QUEUE)?;
    met("3", &third, own)?;

    tell(format!(
        "\n4  {CALLER} returns, as {SAME_CALLER}, and presses 3. It is the turn of {other}."
    ));
    let returned = cast.call(SAME_CALLER).await?;
    met("4", &returned, own)?;
    tell(format!("             So the same operator, {own}: that is what Vasl is for."));

    tell("\n5  The same call, with the module switched off:");
    example::command_line(cast.centre, &["module", "edit", MODULE, "--inactive"]).await?;
    let without = cast.call(SAME_CALLER).await?;
    came_through("5", &without, QUEUE)?;
    met("5", &without, other)?;
    tell(format!("             So it had been the turn of {other} all the time."));

    tell("\nThe module is switched on again:");
    example::command_line(cast.centre, &["module", "edit", MODULE, "--active"]).await?;
    tell("\nEvery call went where it had to.");
    Ok(())
}

/// Whether this operator was spoken with and nobody else, and no other telephone rang.
fn met(call: &str, met: &Met, operator: &str) -> Result {
    let alone = met.report.spoke_with() == [operator]
        && met.report.rings.iter().all(|ring| ring.endpoint == operator);
    if alone { Ok(()) } else { Err(wrong(call, &format!("operator {operator} alone"), met)) }
}

fn came_through(call: &str, met: &Met, queue: &str) -> Result {
    if met.report.joined() == [queue] {
        return Ok(());
    }
    Err(wrong(call, &format!("an operator through queue {queue} and no other"), met))
}

fn wrong(call: &str, expected: &str, met: &Met) -> crate::support::Error {
    let report = &met.report;
    let rang: Vec<&str> = report.rings.iter().map(|ring| ring.endpoint.as_str()).collect();
    format!(
        "call {call} went wrong.\n  expected  {expected}\n  happened  rang {rang:?}, spoke with \
         {:?}, waited in queues {:?}",
        report.spoke_with(),
        report.joined()
    )
    .into()
}
