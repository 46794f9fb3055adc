//! `vasl install` and `vasl uninstall`: what will be done is shown, and done when somebody agrees.

use super::output::Output;
use super::{CliError, check};
use crate::config::{Config, DEFAULT_PATH};
use crate::install::{InstallError, Leave, Plan};
use clap::Args;
use serde_json::json;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

#[derive(Args)]
pub struct InstallArguments {
    /// Only show what would be done
    #[arg(long)]
    dry_run: bool,
    /// Do not ask before it is done
    #[arg(long, short)]
    yes: bool,
}

#[derive(Args)]
pub struct UninstallArguments {
    /// Only show what would be done
    #[arg(long)]
    dry_run: bool,
    /// Do not ask before it is done
    #[arg(long, short)]
    yes: bool,
    /// Also remove modules, conversations and decisions
    #[arg(long)]
    with_memory: bool,
}

impl From<InstallError> for CliError {
    fn from(error: InstallError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

/// Attaches Vasl to the PBX of this machine.
pub async fn install(
    arguments: &InstallArguments,
    path: Option<&Path>,
    output: &Output,
) -> Result<ExitCode, CliError> {
    let path = path.unwrap_or(Path::new(DEFAULT_PATH));
    let config = Config::load_if_there(path)?;
    let plan = Plan::new(path, &config)?;
    if arguments.dry_run || plan.is_done() {
        output.answer(&json!({ "plan": plan, "changed": false }), || in_words(&plan));
        return Ok(ExitCode::SUCCESS);
    }
    if !arguments.yes {
        agree(output, &in_words(&plan))?;
    }
    plan.make(path, &config).await?;
    let config = Config::load_if_there(path)?;
    let lines = check::of_installation(&config).await;
    let answer = json!({ "plan": plan, "changed": true, "check": lines });
    output.answer(&answer, || {
        let shown = if arguments.yes { in_words(&plan) + "\n\n" } else { String::new() };
        format!(
            "{shown}Done. Asterisk has read it, and Vasl can log in.\n{}\n\nNext: systemctl enable \
             --now vasl, and “vasl module add”.",
            check::text(&lines)
        )
    });
    Ok(ExitCode::SUCCESS)
}

/// Takes Vasl out of the PBX of this machine.
pub async fn uninstall(
    arguments: &UninstallArguments,
    path: Option<&Path>,
    output: &Output,
) -> Result<ExitCode, CliError> {
    let path = path.unwrap_or(Path::new(DEFAULT_PATH));
    let config = Config::load_if_there(path)?;
    let leave = Leave::new(path, &config, arguments.with_memory).await?;
    if arguments.dry_run || leave.is_done() {
        output.answer(&json!({ "plan": leave, "changed": false }), || leave_in_words(&leave));
        return Ok(ExitCode::SUCCESS);
    }
    if !arguments.yes {
        agree(output, &leave_in_words(&leave))?;
    }
    let left = leave.make(&config).await?;
    output.answer(&json!({ "plan": leave, "changed": true, "left": left }), || {
        let mut text = leave_in_words(&leave);
        text.push_str("\n\nDone. ");
        text.push_str(&if left.copies.is_empty() {
            "The PBX's files are byte for byte as they were before Vasl.".to_owned()
        } else {
            format!(
                "Only Vasl's lines were taken out: other lines have changed since, so these copies \
                 of the files as they were before Vasl stay: {}.",
                left.copies.join(", ")
            )
        });
        for remark in &left.remarks {
            text.push_str(&format!("\nwarning: {remark}"));
        }
        text
    });
    Ok(ExitCode::SUCCESS)
}

fn agree(output: &Output, plan: &str) -> Result<(), CliError> {
    if !io::stdin().is_terminal() {
        return Err(CliError::new(
            "not_agreed",
            "nobody is there to be asked; --dry-run shows what would be done, and --yes does it",
        ));
    }
    output.remark(&format!("{plan}\n\nDo it? [y/N] "));
    let _ = io::stderr().flush();
    let mut answer = String::new();
    let _ = io::stdin().read_line(&mut answer);
    if ["y", "yes"].contains(&answer.trim().to_ascii_lowercase().as_str()) {
        return Ok(());
    }
    Err(CliError::new("not_agreed", "nothing was changed"))
}

fn in_words(plan: &Plan) -> String {
    let mut text = format!("This is {}: {}.", plan.pbx, plan.evidence.join("; "));
    if plan.is_done() {
        text.push_str("\nVasl is attached to it; there is nothing to do.");
    }
    for (file, planned) in &plan.files {
        text.push_str(&format!("\n{file}: {}", planned.why.join("; ")));
        for line in &planned.lines {
            text.push_str(&format!("\n    {line}"));
        }
    }
    for file in &plan.own_files {
        text.push_str(&format!("\n{file} is made"));
    }
    by_hand(&mut text, &plan.by_hand);
    text
}

fn leave_in_words(leave: &Leave) -> String {
    if leave.is_done() && leave.by_hand.is_empty() {
        return "There is nothing of Vasl's in the PBX.".to_owned();
    }
    let mut text = String::from("Vasl is taken out of the PBX:");
    for file in &leave.files {
        text.push_str(&format!("\n{file} loses Vasl's lines"));
    }
    for file in &leave.own_files {
        text.push_str(&format!("\n{} is removed", file.display()));
    }
    for target in &leave.destinations {
        text.push_str(&format!("\n{target} leaves the PBX's menu of destinations"));
    }
    by_hand(&mut text, &leave.by_hand);
    text
}

fn by_hand(text: &mut String, sentences: &[String]) {
    for sentence in sentences {
        text.push_str(&format!("\nBy hand: {sentence}."));
    }
}
