//! Who gets in, who does not, and what is kept of what they typed.

use super::again::SECRETS;
use crate::http::Fields;
use crate::panel::routes;
use crate::panel::tests::{filled_in, furnish};
use crate::testing::{Browser, Got, TestPanel};
use hyper::{Method, StatusCode};
use std::collections::BTreeSet;
use vasl_domain::user::{Author, Language, Rank, Role, User, UserName};
use vasl_store::{Account, AuditEntry, AuditVerb, Store as _};

const PASSWORD: &str = "correct horse battery";

/// Makes a user by the way of the command line.
async fn made(panel: &TestPanel, name: &str, role: Role) -> Account {
    let name = UserName::new(name).unwrap();
    let password = crate::security::Password::new(PASSWORD).unwrap();
    let password_hash = panel.app.passwords().hash(password).await.unwrap();
    let created_at = jiff::Timestamp::now();
    let user = User { name, role, language: Language::Persian };
    let account = Account { user, password_hash, created_at };
    let entry = AuditEntry::user_added(&account.user, Author::CommandLine, created_at);
    assert!(panel.app.store().insert_user(&account, &entry).await.unwrap());
    account
}

async fn log_in(browser: &Browser<'_>, name: &str, password: &str) -> Got {
    browser.post("/log-in", &[("name", name), ("password", password)]).await
}

/// A browser with which somebody logged in, and whose session ended since.
async fn logged_out<'a>(panel: &'a TestPanel, name: &str) -> Browser<'a> {
    let got = log_in(&panel.nobody(), name, PASSWORD).await;
    assert_eq!(got.location, "/", "{got:?}");
    let browser = panel.browser_of(&got);
    browser.post("/log-out", &[]).await;
    browser
}

/// The hidden fields of a page to log in on, and what is typed there beside.
fn with_password(page: &str, name: &str) -> String {
    let hidden = page.split("<input type=\"hidden\" name=\"").skip(1);
    let unescaped =
        |text: &str| text.replace("&#34;", "\"").replace("&#60;", "<").replace("&#38;", "&");
    let form = hidden.fold(Fields::default(), |form, rest| {
        let (name, rest) = rest.split_once("\" value=\"").unwrap();
        form.and(name, unescaped(rest.split('"').next().unwrap()))
    });
    form.and("log_in_name", name).and("log_in_password", PASSWORD).as_query()
}

#[tokio::test]
async fn an_administrator_made_by_the_command_line_logs_in_at_once() {
    let panel = TestPanel::open().await;
    panel.app.first_run().open().unwrap();
    assert_eq!(panel.nobody().get("/log-in").await.location, "/first-run");
    assert!(!panel.nobody().get("/first-run").await.body.contains("href=\"/log-in\""));
    // Others may come in before there is an administrator.
    made(&panel, "sara", Role::Supervisor).await;
    let shown = panel.nobody().get("/log-in").await;
    assert!(shown.status == StatusCode::OK && shown.body.contains("هنوز مدیر ندارد"), "{shown:?}");
    assert!(panel.nobody().get("/first-run").await.body.contains("href=\"/log-in\""));
    assert_eq!(log_in(&panel.nobody(), "sara", PASSWORD).await.location, "/");

    made(&panel, "ali", Role::Administrator).await;
    let shown = panel.nobody().get("/log-in").await;
    assert!(shown.status == StatusCode::OK && !shown.body.contains("ندارد"), "{shown:?}");
    assert!(!panel.app.first_run().is_open());
    assert_eq!(panel.nobody().get("/first-run").await.location, "/");
    assert_eq!(log_in(&panel.nobody(), "ali", PASSWORD).await.location, "/");
}

#[tokio::test]
async fn the_first_administrator_is_not_made_twice() {
    let panel = TestPanel::open().await;
    let token = panel.app.first_run().open().unwrap();
    let form = |token, name| {
        [("token", token), ("name", name), ("password", PASSWORD), ("again", PASSWORD)]
    };
    let got = panel.nobody().post("/first-run", &form("wrong", "ali")).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("دوباره بنویسید") && !got.body.contains(PASSWORD), "{}", got.body);
    made(&panel, "sara", Role::Supervisor).await;
    let got = panel.nobody().post("/first-run", &form(&token, "Sara")).await;
    assert!(got.body.contains("کاربر دیگری دارد"), "{got:?}");
    assert_eq!(panel.nobody().post("/first-run", &form(&token, "ali")).await.location, "/");
    assert_eq!(panel.nobody().post("/first-run", &form(&token, "reza")).await.location, "/log-in");
    assert_eq!(panel.app.store().users().await.unwrap().len(), 2);
}

#[tokio::test]
async fn however_an_account_is_written_it_has_one_allowance() {
    let panel = TestPanel::open().await;
    made(&panel, "sara1", Role::Supervisor).await;
    for name in ["sara1", "SARA1", "sara۱", " Sara1", "sara١"] {
        let got = log_in(&panel.nobody(), name, "guessed").await;
        assert!(got.body.contains("درست نیست"), "{name}: {}", got.body);
    }
    let got = log_in(&panel.nobody(), "Sara۱", PASSWORD).await;
    assert!(got.body.contains("تلاش‌های ناموفق"), "{}", got.body);
}

#[tokio::test]
async fn a_browser_that_knows_its_user_is_not_kept_out_by_strangers() {
    let panel = TestPanel::open().await;
    made(&panel, "sara", Role::Administrator).await;
    let sara = logged_out(&panel, "sara").await;
    for _ in 0..6 {
        log_in(&panel.nobody(), "sara", "guessed").await;
    }
    let got = log_in(&panel.nobody(), "sara", PASSWORD).await;
    assert!(got.body.contains("تلاش‌های ناموفق"), "{}", got.body);
    assert_eq!(log_in(&sara, "sara", PASSWORD).await.location, "/");
}

#[tokio::test]
async fn a_log_in_that_began_before_the_password_changed_does_not_outlive_it() {
    let panel = TestPanel::open().await;
    let before = made(&panel, "sara", Role::Administrator).await;
    let verb = AuditVerb::PasswordChanged;
    let now = jiff::Timestamp::now();
    let entry = AuditEntry::of_user(verb, &before.user.name, Author::CommandLine, now);
    let store = panel.app.store();
    // It was read, and is hashed, when another password is set.
    let visitor = panel.visitor();
    store.set_password(&before.user.name, "$argon2id$another", &entry).await.unwrap();
    assert!(super::begin(&panel.app, &visitor, &before).await.unwrap().is_none());
    let sessions = store.sessions(&before.user.name, crate::security::session::limits(now)).await;
    assert_eq!(sessions.unwrap(), []);
}

#[tokio::test]
async fn what_was_typed_is_shown_again_after_logging_in() {
    let panel = TestPanel::open().await;
    made(&panel, "sara", Role::Administrator).await;
    let sara = logged_out(&panel, "sara").await;
    let name = "فروش \"تهران\" <b>";
    let form = [("name", name), ("code", "*5004"), ("expiry", "until"), ("until", "17:30")];
    let page = sara.post("/modules/new", &form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("نشست شما پایان یافته") && !page.body.contains("<b>"), "{page:?}");
    assert!(page.body.contains("name=\"log_in_name\" value=\"sara\""), "{}", page.body);
    assert!(!page.headers.contains_key("set-cookie"));

    // A wrong password loses nothing of it, either.
    let again = with_password(&page.body, "sara");
    let wrong = again.replace("correct", "wrong");
    let page = sara.ask(Method::POST, "/modules/new?log-in", &wrong, "same-origin").await;
    assert!(page.body.contains("درست نیست") && page.body.contains("*5004"), "{}", page.body);
    let shown = sara.ask(Method::POST, "/modules/new?log-in", &again, "same-origin").await;
    assert_eq!(shown.status, StatusCode::OK, "{shown:?}");
    for said in ["هنوز ثبت نشده است", "value=\"*۵۰۰۴\"", "data-unsaved", "action=\"/modules/new\""]
    {
        assert!(shown.body.contains(said), "{said}: {}", shown.body);
    }
    assert!(!shown.body.contains("<b>") && !shown.body.contains(PASSWORD), "{}", shown.body);
    assert!(panel.service.modules.lock().unwrap().is_empty(), "shown, and not done");
    assert_eq!(panel.browser_of(&shown).get("/modules").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_was_typed_is_for_nobody_else() {
    let panel = TestPanel::open().await;
    made(&panel, "sara", Role::Supervisor).await;
    made(&panel, "ali", Role::Administrator).await;
    let sara = logged_out(&panel, "sara").await;
    let page = sara.post("/modules/new", &[("name", "فروش"), ("code", "*5004")]).await;
    let again = with_password(&page.body, "ali");
    let got = sara.ask(Method::POST, "/modules/new?log-in", &again, "same-origin").await;
    assert_eq!((got.status, &*got.location), (StatusCode::SEE_OTHER, "/modules/new"), "{got:?}");
    // Nor where the other has logged in in another window meanwhile.
    let ali = panel.browser_of(&got);
    assert_eq!(ali.get("/users").await.status, StatusCode::OK);
    let got = ali.ask(Method::POST, "/modules/new?log-in", &again, "same-origin").await;
    assert_eq!((got.status, &*got.location), (StatusCode::SEE_OTHER, "/modules/new"), "{got:?}");
    // She herself need not log in twice.
    let sara = panel.browser_of(&log_in(&panel.nobody(), "sara", PASSWORD).await);
    let got = sara.ask(Method::POST, "/modules/new?log-in", &again, "same-origin").await;
    assert!(got.status == StatusCode::OK && got.body.contains("۵۰۰۴"), "{got:?}");
    assert!(panel.service.modules.lock().unwrap().is_empty());
    // And who logged in with no browser that knows it: nobody can tell whose it is.
    let got = panel.nobody().post("/modules/new", &[("name", "فروش")]).await;
    assert_eq!(got.location, "/log-in?next=%2Fmodules%2Fnew&not-done=", "{got:?}");
    assert!(panel.nobody().get(&got.location).await.body.contains("انجام نشد"));
}

#[tokio::test]
async fn a_role_that_was_taken_away_meanwhile_is_gone() {
    let panel = TestPanel::open().await;
    let seen = made(&panel, "sara", Role::Supervisor).await.user;
    let sara = logged_out(&panel, "sara").await;
    let page = sara.post("/modules/new", &[("name", "فروش")]).await;
    let role = Role::Operator(vasl_domain::name::Extension::new("5050").unwrap());
    let after = User { role, ..seen.clone() };
    let entry =
        AuditEntry::user_changed(&seen, &after, Author::CommandLine, jiff::Timestamp::now());
    panel.app.store().replace_user(&seen, &after, &entry).await.unwrap();
    let again = with_password(&page.body, "sara");
    let got = sara.ask(Method::POST, "/modules/new?log-in", &again, "same-origin").await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);
    // The log-in itself holds.
    assert_eq!(panel.browser_of(&got).get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_store_that_fails_logs_nobody_out() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    panel.app.store().close().await.unwrap();
    for got in [
        administrator.get("/modules").await,
        administrator.post("/modules/new", &[("name", "فروش")]).await,
    ] {
        assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(got.body.contains("پایگاه داده در دسترس نیست"), "{}", got.body);
        assert!(!got.headers.contains_key("set-cookie"));
    }
    let sent = administrator.post("/modules/new", &[("name", "فروش")]).await.body;
    assert!(sent.contains("همین صفحه را دوباره بارگذاری کنید"), "{sent}");
    // The page itself looks as it should.
    assert_eq!(administrator.get(crate::assets::address("panel.css")).await.status, StatusCode::OK);
}

/// The forms of a page: where each is sent to, and the tags of its fields.
fn forms(page: &str) -> Vec<(String, Vec<String>)> {
    let forms = page.split("<form ").skip(1).filter(|form| form.contains("method=\"post\""));
    let forms = forms.map(|form| form.split("</form>").next().unwrap());
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split(&format!("{name}=\"")).nth(1)?;
        rest.split('"').next().map(ToOwned::to_owned)
    };
    let typed = |form: &str| {
        let tags = form.split('<').filter(|tag| {
            ["input ", "textarea ", "select "].iter().any(|kind| tag.starts_with(kind))
        });
        tags.map(|tag| tag.split('>').next().unwrap().to_owned()).collect()
    };
    forms.map(|form| (attribute(form, "action").unwrap_or_default(), typed(form))).collect()
}

#[tokio::test]
async fn every_form_with_much_in_it_is_kept_and_no_secret_is() {
    /// Too little is typed there to be kept, it is a file, or it is a secret.
    const NOT_KEPT: [&str; 10] = [
        "/language",
        "/log-out",
        "/account/password",
        "/users/administrator/password",
        "/modules/%2A5003/switch",
        "/queues/99/operators",
        "/extensions/import",
        "/backup/plan",
        "/sounds/new",
        "/sounds/welcome",
    ];
    let panel = TestPanel::open().await;
    furnish(&panel);
    let administrator = panel.logged_in(Rank::Administrator).await;
    let all = routes();
    let kept: Vec<_> = all.iter().filter(|route| route.keeps).collect();
    let kept_at: BTreeSet<String> = kept.iter().map(|route| filled_in(route.path)).collect();
    let mut met = BTreeSet::new();
    for route in all.iter().filter(|route| route.method == Method::GET) {
        let path = filled_in(route.path).replace("somebody", "administrator");
        let page = administrator.get(&path).await;
        for (action, fields) in forms(&page.body) {
            let is_typed = |tag: &&String| !tag.contains("type=\"hidden\"");
            let written = fields.iter().filter(is_typed).count();
            let is_kept = kept_at.contains(&action.replace("administrator", "somebody"));
            assert!(
                written == 0 || is_kept || NOT_KEPT.contains(&&*action),
                "{path}: what is typed into the form of {action} is lost: {fields:?}"
            );
            if is_kept {
                met.insert(action.replace("administrator", "somebody"));
                for tag in fields.iter().filter(|tag| tag.contains("password")) {
                    let is_secret = SECRETS.iter().any(|s| tag.contains(&format!("name=\"{s}\"")));
                    assert!(is_secret, "{path}: {tag}");
                }
            }
        }
    }
    assert_eq!(met, kept_at, "each of them has a page with its form at its own address");
}

#[tokio::test]
async fn each_form_that_is_kept_is_shown_and_not_done() {
    let panel = TestPanel::open().await;
    furnish(&panel);
    let administrator = panel.logged_in(Rank::Administrator).await;
    let before = administrator.get("/backup/configuration").await.body;
    for route in routes().into_iter().filter(|route| route.keeps) {
        let path = filled_in(route.path).replace("somebody", "administrator");
        let typed = [
            ("do", Fields::ONLY_SHOWN),
            ("name", "typed by me"),
            ("description", "typed by me"),
            ("conversations_days", "17"),
            ("do_not_disturb_on", "*17"),
            ("dials", "internal:5050"),
            ("secret", "hush-hush-hush"),
            ("password", "hush-hush-hush"),
            ("seen", "nothing"),
        ];
        let got = administrator.post(&path, &typed).await;
        assert_eq!(got.status, StatusCode::OK, "{path}: {got:?}");
        assert!(!got.body.contains("hush"), "{path}: {}", got.body);
        assert!(!got.location.contains("done"), "{path}: {got:?}");
    }
    assert_eq!(administrator.get("/backup/configuration").await.body, before);
    assert_eq!(panel.app.store().users().await.unwrap().len(), 1);
    assert_eq!(panel.app.store().api_tokens().await.unwrap(), []);
}
