//! A call centre's year in a file: as many calls as are asked for, each with its decision and a
//! conversation, made by a generator whose seed tells all.

use rusqlite::{Connection, named_params};
use std::path::Path;
use std::time::{Duration, Instant};

/// How many operators there are.
pub const OPERATORS: u64 = 200;
/// The modules, of which the first has most calls.
pub const MODULES: [&str; 5] = ["*5003", "*5004", "*5005", "**89", "#1"];
/// The queues.
pub const QUEUES: [&str; 8] = ["99", "98", "97", "96", "sales", "support", "vip", "night"];
/// The days over which the calls are spread.
pub const DAYS: u64 = 365;
/// When the first of them begins, in seconds since the Unix epoch.
pub const BEGINNING: u64 = 1_795_000_000;

/// The schema before the counts were kept, step by step.
const BEFORE: &[&str] = &[
    include_str!("../../src/sqlite/migrations/0001_first.sql"),
    include_str!("../../src/sqlite/migrations/0002_count_outbound.sql"),
    include_str!("../../src/sqlite/migrations/0003_standing.sql"),
    include_str!("../../src/sqlite/migrations/0004_module_settings.sql"),
    include_str!("../../src/sqlite/migrations/0005_call_flow.sql"),
];
/// The step that counts.
const INSIGHT: &str = include_str!("../../src/sqlite/migrations/0006_insight.sql");
const APPLICATION_ID: i32 = 0x5661_736c;

/// How long each part took.
#[derive(Debug, Clone, Copy)]
pub struct Took {
    /// Writing the rows.
    pub rows: Duration,
    /// Making the indexes that there were before.
    pub indexes: Duration,
    /// The step that makes the counts, and the indexes of lists.
    pub migration: Duration,
}

/// A generator of numbers (xorshift64*).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The same seed gives the same numbers.
    pub fn new(seed: u64) -> Self {
        Self(seed.max(1))
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Below a bound.
    pub fn below(&mut self, bound: u64) -> u64 {
        (self.roll() >> 11) % bound.max(1)
    }

    /// Below a bound, mostly small.
    fn mostly_small(&mut self, bound: u64) -> u64 {
        let below = self.below(bound) + 1;
        self.below(below)
    }
}

/// The caller of a number.
pub fn caller(number: u64) -> String {
    format!("+98912{number:07}")
}

/// The operator of a number.
pub fn operator(number: u64) -> String {
    (5_000 + number).to_string()
}

/// The moment at which a call comes, of so many: most of them between eight and eight.
pub fn comes_at(call: u64, calls: u64, dice: &mut Dice) -> u64 {
    let per_day = calls.div_ceil(DAYS).max(1);
    let (day, of_day) = (call / per_day, call % per_day);
    let begins = if of_day % 10 == 0 { 0 } else { 8 * 3_600 };
    let lasts = if of_day % 10 == 0 { 86_400 } else { 12 * 3_600 };
    let within = of_day * lasts / per_day;
    (BEGINNING + day * 86_400 + begins + within) * 1_000_000 + dice.below(1_000_000)
}

/// Writes a file, as quickly as SQLite can: without a journal, its indexes last.
pub fn fill(path: &Path, calls: u64, seed: u64) -> rusqlite::Result<Took> {
    let mut connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;
         PRAGMA threads = 2;",
    )?;
    for step in BEFORE {
        connection.execute_batch(step)?;
    }
    let indexes: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (name, _) in &indexes {
        connection.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    let begun = Instant::now();
    rows(&mut connection, calls, seed)?;
    let rows = begun.elapsed();
    let begun = Instant::now();
    for (_, sql) in &indexes {
        connection.execute_batch(sql)?;
    }
    let indexes = begun.elapsed();
    let begun = Instant::now();
    connection.execute_batch("BEGIN")?;
    connection.execute_batch(INSIGHT)?;
    let version = i64::try_from(BEFORE.len() + 1).unwrap_or(0);
    connection.pragma_update(None, "user_version", version)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.execute_batch("COMMIT")?;
    Ok(Took { rows, indexes, migration: begun.elapsed() })
}

fn rows(connection: &mut Connection, calls: u64, seed: u64) -> rusqlite::Result<()> {
    let mut dice = Dice::new(seed);
    let callers = (calls / 20).max(1);
    let tx = connection.transaction()?;
    for call in 0..calls {
        let at = comes_at(call, calls, &mut dice);
        insert(&tx, call, at, callers, &mut dice)?;
    }
    tx.commit()
}

/// A reason, its detail, whether the call went to an operator, and its outcome.
fn verdict(dice: &mut Dice) -> (&'static str, Option<&'static str>, &'static str, &'static str) {
    const STRAIGHT: (&str, &str) = ("failure", "straight_to_failure");
    let (reason, detail, (route, outcome)) = match dice.below(100) {
        0..=24 => ("never_spoke", None, STRAIGHT),
        25..=29 => ("expired", None, STRAIGHT),
        30..=31 => ("no_caller_identity", None, STRAIGHT),
        32..=33 => ("operator_not_eligible", None, STRAIGHT),
        34..=37 => ("operator_unavailable", Some("paused"), STRAIGHT),
        38..=39 => ("operator_unavailable", Some("unregistered"), STRAIGHT),
        40..=41 => ("operator_busy_no_waiting", Some("talking"), STRAIGHT),
        42..=51 => ("operator_busy", Some("talking"), ("wait", "connected")),
        52..=55 => ("operator_busy", Some("talking"), ("wait", "wait_ran_out")),
        56..=57 => ("operator_busy", Some("wrapping_up"), ("wait", "caller_hung_up")),
        58..=62 => ("operator_free", None, ("operator", "no_answer")),
        63 => ("operator_free", None, ("operator", "declined")),
        _ => ("operator_free", None, ("operator", "connected")),
    };
    (reason, detail, route, outcome)
}

fn insert(
    tx: &Connection,
    call: u64,
    at: u64,
    callers: u64,
    dice: &mut Dice,
) -> rusqlite::Result<()> {
    let (reason, detail, route, outcome) = verdict(dice);
    let module = MODULES[usize::try_from(dice.mostly_small(5)).unwrap_or(0)];
    let queue = QUEUES[usize::try_from(dice.mostly_small(8)).unwrap_or(0)];
    let uniqueid = format!("{}.{call}", at / 1_000_000);
    let operator_uniqueid = format!("{}.o{call}", at / 1_000_000);
    let has_caller = reason != "no_caller_identity";
    let caller = caller(dice.mostly_small(callers));
    let operator = operator(dice.below(OPERATORS));
    let has_operator = has_caller && reason != "never_spoke";
    let evidence = if has_operator {
        format!(
            r#"{{"conversation":{{"pbx":"main","caller_uniqueid":"{uniqueid}","operator_uniqueid":"{operator_uniqueid}"}},"path":{{"queue":"{queue}"}},"ended_at":"2026-11-18T11:07:40Z","forgotten_at":"2026-11-18T14:00:00Z","seen":{{"device":"not_in_use","hint":"open","shadow":"ready","paused_in_queue":false,"logged_out":false,"do_not_disturb":false,"waiting":0}}}}"#
        )
    } else {
        "{}".to_owned()
    };
    tx.prepare_cached(
        "INSERT INTO decision VALUES ('main', :uniqueid, :at, :module, :caller, :reason, :detail,
             :route, :operator, :source, :evidence, :outcome)",
    )?
    .execute(named_params! {
        ":uniqueid": uniqueid,
        ":at": at.cast_signed(),
        ":module": module,
        ":caller": has_caller.then_some(&caller),
        ":reason": reason,
        ":detail": detail,
        ":route": route,
        ":operator": has_operator.then_some(&operator),
        ":source": has_operator.then_some("memory"),
        ":evidence": evidence,
        ":outcome": outcome,
    })?;
    let connected = outcome == "connected";
    let answered = at + 5_000_000 + dice.below(20_000_000);
    tx.prepare_cached(
        "INSERT INTO conversation VALUES ('main', :uniqueid, :operator_uniqueid, :caller,
             :operator, :path, :queue, :module, :answered_at, :ended_at)",
    )?
    .execute(named_params! {
        ":uniqueid": uniqueid,
        ":operator_uniqueid": operator_uniqueid,
        ":caller": caller,
        ":operator": operator,
        ":path": if connected { "reconnected" } else { "queue" },
        ":queue": queue,
        ":module": connected.then_some(module),
        ":answered_at": answered.cast_signed(),
        ":ended_at": (answered + 10_000_000 + dice.below(300_000_000)).cast_signed(),
    })?;
    Ok(())
}
