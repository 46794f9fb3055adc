//! The panel, in Persian and English: served by the program itself, without anything from elsewhere.
//!
//! Pages are rendered here and work without scripts; `assets/panel.js` makes some of them better, and
//! `assets/dates.js` puts a calendar beside dates.
//!
//! | folder | what is there |
//! |---|---|
//! | [`service`] | what the panel asks of the running service: a trait, so that it knows nothing of Asterisk |
//! | [`http`] | the table of routes and who may take them, forms, cookies, headers, the server |
//! | [`security`] | passwords, sessions, the first administrator, throttled guessing |
//! | [`l10n`] | all words in `fa/` and `en/`; digits, dates and directions |
//! | [`api`] | what other programs ask and do, in JSON |
//! | [`panel`] | the pages, a folder each, and `layout/`, which stands around all of them |
//! | `assets/` | style, scripts, icons and typeface |
//!
//! **Invariants.**
//! - The router is made of [`panel::routes`], so every address has a least role; a test walks all of
//!   them with every role.
//! - What is changed goes through [`service::Service`], in the name of its author; nothing is changed
//!   by a GET.
//! - No text stands outside the language files, both have the same keys, and none is unused.
//! - Nothing inline and nothing from elsewhere: the policy in `http/headers.rs` forbids it.
//! - A handler waits only for the store and the service, and never for a processor: passwords are
//!   hashed elsewhere, and what takes long is done by `panel::beside`. The threads of the panel answer
//!   no calls, but they answer everybody's pages.
//! - What is sent has a bound, and what is done with it takes as long as it is: a form's fields are
//!   found by their names at once, rows are counted ([`panel::layout::Errors::rows`]), and a search is
//!   read once.
//!
//! **How to add a page.**
//! 1. Make a folder in `panel/`, with `mod.rs` and a template. `pub(super) fn routes()` lists its
//!    addresses with the least role of each; name it in `panel/mod.rs`.
//! 2. A handler takes `State(app)`, a [`http::Visitor`], and [`http::Query`] or [`http::Form`]; it
//!    gives `Result<Response, Problem>`. Operators see only their own: `visitor.only()`.
//! 3. Begin the page with [`panel::layout::Page::new`], whose title is a key; add the way there with
//!    `.under(…)`. The template extends `panel/layout/page.html` and says everything by
//!    `page.t("key")`; codes and numbers by `page.code(…)` and `page.digits(…)`, moments by
//!    `page.near(…)`. Common pieces are macros in `panel/layout/pieces.html`.
//! 4. Put every key into both languages (`l10n/fa/`, `l10n/en/`); the tests say which is missing or left over.
//! 5. A list: [`panel::layout::Paging`] searches, sorts and pages by key. A form: keep what was typed
//!    as text, read it into domain types, say what is wrong beside its field
//!    ([`panel::layout::Errors`]), and answer 422 with the form as it was typed. A destination's two
//!    fields are [`panel::layout::DestinationField`] (`in_row` where a form has many), a date is `pieces::date` and
//!    [`panel::layout::read_date`]; a button that only changes the form has
//!    `data-in-place`, the form `data-keep`. Files come by [`http::Upload`]. What the pages of all
//!    things of the configuration have in common stands in `panel/objects`: a new kind of thing
//!    needs its columns, its fields and its words.
//! 6. A change of the configuration is a [`service::Change`] with the thing as it was seen; where it is
//!    refused, [`panel::layout::NotChanged`] has the words. After it, `see_other` with
//!    [`panel::layout::Done`]. Things, destinations, reasons and problems are put in words by
//!    [`panel::layout::words`]. Something new to know: a method of [`service::Service`], whose
//!    implementation is in the binary.
//! 7. Put it into the menu (`layout/menu.rs`); write its test beside it with `testing::TestPanel`;
//!    let `e2e/` look at it (`lookAtAll`), and look at the pictures yourself.

pub mod api;
mod app;
pub mod assets;
pub mod http;
pub mod l10n;
pub mod panel;
pub mod security;
pub mod service;

#[cfg(test)]
mod testing;

pub use app::{App, PanelStore};
