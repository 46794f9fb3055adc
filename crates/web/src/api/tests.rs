//! What programs are answered.

use crate::testing::{Browser, Got, TestPanel, support};
use hyper::{Method, StatusCode};
use serde_json::Value;
use std::sync::Arc;
use vasl_domain::live::{self, OperatorPicture, Presence};
use vasl_domain::name::Extension;
use vasl_domain::user::{Author, Rank};
use vasl_store::{AuditEntry, Store as _};

fn json(got: &Got) -> Value {
    serde_json::from_str(&got.body).unwrap_or_else(|_| panic!("{got:?}"))
}

#[tokio::test]
async fn without_a_token_that_holds_nothing_is_answered() {
    let panel = TestPanel::open().await;
    let got = panel.nobody().get("/api/health").await;
    assert_eq!(
        (got.status, &json(&got)["code"]),
        (StatusCode::UNAUTHORIZED, &"unauthorized".into())
    );
    assert_eq!(got.headers["www-authenticate"], "Bearer");
    let program = panel.program(Rank::Supervisor).await;
    assert_eq!(program.get("/api/health").await.status, StatusCode::OK);
    let token = panel.app.store().api_tokens().await.unwrap().remove(0);
    assert!(token.used_at.is_some() && token.used_from.is_some());
    let entry = AuditEntry::token_revoked(&token, Author::CommandLine, jiff::Timestamp::now());
    assert!(panel.app.store().revoke_api_token(token.key, &entry).await.unwrap());
    assert_eq!(program.get("/api/health").await.status, StatusCode::UNAUTHORIZED);
    let got = panel.nobody().get("/api/nowhere").await;
    assert_eq!(
        (got.status, &json(&got)["code"]),
        (StatusCode::NOT_FOUND, &"no_such_address".into())
    );
}

#[tokio::test]
async fn a_token_that_asks_too_much_is_told_to_wait() {
    let panel = TestPanel::open().await;
    let program = panel.program(Rank::Supervisor).await;
    let mut told = None;
    for _ in 0..200 {
        let got = program.get("/api/live").await;
        if got.status == StatusCode::TOO_MANY_REQUESTS {
            told = Some(got);
            break;
        }
    }
    let told = told.expect("a limit");
    assert_eq!(json(&told)["code"], "too_many_requests");
    assert!(told.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap() >= 1);
}

#[tokio::test]
async fn guessing_tokens_is_kept_slow_and_locks_nobody_out() {
    let panel = TestPanel::open().await;
    let program = panel.program(Rank::Operator).await;
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(panel.guess("vasl_guess").await.status);
    }
    assert_eq!(statuses[0], StatusCode::UNAUTHORIZED);
    assert_eq!(statuses[7], StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(program.get("/api/health").await.status, StatusCode::OK);
}

#[tokio::test]
async fn health_and_modules() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let program = panel.program(Rank::Supervisor).await;
    let health = json(&program.get("/api/health").await);
    assert_eq!((&health["linked"], &health["active_modules"]), (&true.into(), &1.into()));
    let modules = json(&program.get("/api/modules").await);
    assert_eq!(modules["modules"][0]["code"], "*5003");
    assert_eq!(modules["modules"][0]["failure_destination"], "queue:99");
}

#[tokio::test]
async fn whom_a_caller_would_reach() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let program = panel.program(Rank::Supervisor).await;
    let reached = json(&program.get("/api/modules/%2A5003/preview?caller=09121234567").await);
    assert_eq!(reached["caller"], "+989121234567");
    assert_eq!(reached["reason"], "operator_free");
    assert_eq!(reached["route"]["operator"], "5050");
    let got = program.get("/api/modules/%2A5003/preview").await;
    assert_eq!(
        (got.status, &json(&got)["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &"invalid".into())
    );
    let got = program.get("/api/modules/%2A5004/preview?caller=1").await;
    assert_eq!(
        (got.status, &json(&got)["code"]),
        (StatusCode::NOT_FOUND, &"no_such_object".into())
    );
}

#[tokio::test]
async fn an_operators_program_sees_only_their_own() {
    let panel = TestPanel::open().await;
    let operators = ["5050", "6065"].map(|number| OperatorPicture {
        operator: Extension::new(number).unwrap(),
        presence: Presence::Free,
        since: None,
        waiting: Vec::new(),
    });
    panel.service.live.send_replace(Arc::new(live::Picture { operators: operators.into() }));
    let seen = async |rank| {
        let live = json(&panel.program(rank).await.get("/api/live").await);
        live["operators"].as_array().unwrap().len()
    };
    assert_eq!(seen(Rank::Supervisor).await, 2);
    assert_eq!(seen(Rank::Operator).await, 1);
}

#[tokio::test]
async fn a_report_of_days() {
    let panel = TestPanel::open().await;
    let program = panel.program(Rank::Supervisor).await;
    let report = json(&program.get("/api/report?from=2026-11-01&to=2026-11-26").await);
    assert_eq!(
        (&report["from"], &report["time_zone"]),
        (&"2026-11-01".into(), &"Asia/Tehran".into())
    );
    assert_eq!(report["total"]["decisions"], 0);
    assert_eq!(report["hours"].as_array().unwrap().len(), 24);
    for wrong in ["from=yesterday", "from=2026-11-27&to=2026-11-26", "module=*1&queue=99"] {
        let got = program.get(&format!("/api/report?{wrong}")).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {got:?}");
    }
}

#[tokio::test]
async fn operators_log_in_and_out_and_pause() {
    let panel = TestPanel::open().await;
    let supervisor = panel.program(Rank::Supervisor).await;
    let own = panel.program(Rank::Operator).await;
    let act = async |program: &Browser<'_>, path: &str, body: &str| {
        program.ask(Method::POST, &format!("/api/operators/{path}"), body, "same-origin").await
    };
    let got = act(&supervisor, "6065/log-in", "{\"queue\": \"99\"}").await;
    assert_eq!((got.status, &json(&got)["done"]["log_in"]), (StatusCode::OK, &"99".into()));
    let got = act(&own, "5050/pause", "").await;
    assert_eq!(got.status, StatusCode::OK, "{got:?}");
    assert_eq!(act(&own, "6065/pause", "").await.status, StatusCode::FORBIDDEN);
    for (path, body, status, code) in [
        ("5050/log-in", "", 422, "invalid"),
        ("5050/pause", "{\"queues\": 1}", 422, "invalid"),
        ("5050/pause", "{", 422, "invalid"),
        ("5050/dance", "", 404, "no_such_address"),
        ("5.5/pause", "", 404, "no_such_object"),
    ] {
        let got = act(&supervisor, path, body).await;
        assert_eq!(
            (got.status.as_u16(), &json(&got)["code"]),
            (status, &code.into()),
            "{path} {body}"
        );
    }
}
