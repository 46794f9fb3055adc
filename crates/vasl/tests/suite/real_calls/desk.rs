//! A module reached from inside: dialled from a desk phone, and by a transfer.

use crate::support::{CallCentre, MODULE, Result};

case!(
    dialled_from_a_desk_phone,
    "the desk phone is a caller, known by its extension, and comes back to 5050"
);
/// The desk phone is a caller like any other, known by its extension.
async fn dialled_from_a_desk_phone() -> Result<String> {
    let centre = CallCentre::open().await?;
    let [desk, _other] = centre.operators(["6065", "5050"]).await?;
    let call = desk.call(MODULE)?;
    assert_eq!(call.wait_bridged_to("5050").await?.queue.as_deref(), Some("99"));
    assert_eq!(centre.decision(1).await?["caller"], "6065");
    centre.ends(call).await?;
    let again = desk.call(MODULE)?;
    assert_eq!(again.wait_bridged_to("5050").await?.queue.as_deref(), Some("vasl-5050"));
    again.wait_hears_sound().await?;
    centre.told(&again).await
}

case!(a_customer_who_is_transferred_to_it, "the customer comes back to whoever transferred them");
/// Whoever transfers a customer to the module is the last who spoke with them: the customer comes
/// back to them.
async fn a_customer_who_is_transferred_to_it() -> Result<String> {
    let centre = CallCentre::open().await?;
    let operators = centre.operators(["5050", "6065"]).await?;
    let call = centre.calls("09121234567").await?;
    let with = call.wait_bridged().await?.with;
    let operator = operators.iter().find(|o| o.number() == with).ok_or("one of the two")?;
    // Nobody transfers within the milliseconds that learning takes.
    centre.learned_of_a_conversation().await?;
    operator.transfer_blind(MODULE).await?;
    let decision = centre.decision(2).await?;
    assert_eq!(decision["caller"], "+989121234567");
    assert_eq!(decision["operator"], with.as_str());
    let shadow = format!("vasl-{with}");
    call.wait_report("the operator to be connected again", |report| {
        report.conversations.iter().any(|c| c.queue.as_deref() == Some(&shadow)).then_some(())
    })
    .await?;
    call.wait_hears_sound().await?;
    centre.told(&call).await
}
