//! try
use vasl_lab::*;
#[tokio::test]
async fn calls() -> Result<()> {
    let lab = Lab::start(Options::default()).await?;
    println!("boot {:?}", lab.asterisk().boot_time());
    let t = std::time::Instant::now();
    let op = lab.operator("5050").await?;
    println!("registered {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let call = lab.caller("09121234567").call("700")?;
    call.wait_answered().await?;
    println!("answered {:?}", t.elapsed());
    call.wait_hears(MENU_HZ).await?;
    println!("menu {:?}", t.elapsed());
    op.set(Behaviour::Ring);
    call.press('3').await?;
    call.wait_queued("600").await?;
    println!("queued {:?}", t.elapsed());
    println!("{:?}", call.wait_hears(MUSIC_HZ).await?);
    let at_op = op.answer().await?;
    println!("{:?}", at_op.shown());
    println!("{:?}", call.wait_bridged().await?);
    println!("{:?}", call.wait_hears(op.hz()).await?);
    println!("{:?}", at_op.wait_hears(CALLER_HZ).await?);
    call.hang_up().await?;
    at_op.wait_ended().await?;
    println!("{:#?}", call.wait_final_report().await?);
    println!("{}", call.recent());
    println!("forged {:?}", lab.witness().forged());
    Ok(())
}
