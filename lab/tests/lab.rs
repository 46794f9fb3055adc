use vasl_lab::*;
#[tokio::test]
async fn boots() {
    for v in [Version::V22, Version::V16] {
        let a = Asterisk::start(Options::default().version(v))
            .await
            .unwrap();
        println!("{:?} pid {:?}", a.boot_time(), a.pid());
        println!("{}", a.cli("core show version").await.unwrap());
        println!("{}", a.cli("pjsip show endpoints").await.unwrap());
        println!("{}", a.cli("queue show").await.unwrap());
        println!(
            "{}",
            a.cli("module show like app_")
                .await
                .unwrap()
                .lines()
                .count()
        );
        println!(
            "{}",
            a.log_tail(400)
                .lines()
                .filter(|l| l.contains("ERROR") || l.contains("WARN") || l.contains("NOTICE"))
                .collect::<Vec<_>>()
                .join("\n")
        );
        a.restart().await.unwrap();
        println!("{:?} pid {:?}", a.boot_time(), a.pid());
    }
}
