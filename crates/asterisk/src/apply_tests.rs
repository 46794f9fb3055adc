//! Applying to an Asterisk made of a folder: it reads the very files, and can be told to be
//! difficult.

use super::*;
use crate::line::Line;
use crate::render::tests::{line, module};
use crate::render::{Configuration, Service, render};
use crate::version::AsteriskVersion;
use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Mutex;
use vasl_domain::callflow::CallFlow;
use vasl_domain::module::Module;

/// What it has read, file by file.
struct Folder {
    folder: PathBuf,
    loaded: Mutex<BTreeMap<ManagedFile, String>>,
    /// It stops reading where this text stands, as Asterisk does at what it does not understand.
    stumbles_over: Option<&'static str>,
    /// It refuses to read this file again, whatever stands in it.
    refuses: Option<ManagedFile>,
    /// How many reloads it bears before its link is gone.
    reloads_left: Mutex<RefCell<usize>>,
    /// What it read, in order.
    read: Mutex<Vec<ManagedFile>>,
}

impl Folder {
    fn new(folder: &std::path::Path) -> Self {
        Self {
            folder: folder.to_owned(),
            loaded: Mutex::default(),
            stumbles_over: None,
            refuses: None,
            reloads_left: Mutex::new(RefCell::new(usize::MAX)),
            read: Mutex::default(),
        }
    }

    fn text(&self, file: ManagedFile) -> String {
        self.loaded.lock().unwrap().get(&file).cloned().unwrap_or_default()
    }
}

impl Reloading for Folder {
    async fn reload(&self, file: ManagedFile) -> Result<Option<String>, AskError> {
        let left = self.reloads_left.lock().unwrap();
        let remaining = left.borrow().checked_sub(1).ok_or(AskError("no link".into()))?;
        left.replace(remaining);
        if self.refuses == Some(file) {
            return Ok(Some(format!("it does not read {} again", file.name())));
        }
        let text = std::fs::read_to_string(self.folder.join("vasl").join(file.name())).unwrap();
        let read = match self.stumbles_over.and_then(|mark| text.find(mark)) {
            Some(end) => text[..end].to_owned(),
            None => text,
        };
        self.loaded.lock().unwrap().insert(file, read);
        self.read.lock().unwrap().push(file);
        Ok(None)
    }

    async fn steps_of_context(&self, context: &str) -> Result<BTreeMap<String, usize>, AskError> {
        let text = self.text(ManagedFile::Extensions);
        let mut steps = BTreeMap::new();
        let mut here = false;
        let mut extension = String::new();
        for line in text.lines() {
            if line.starts_with('[') {
                here = line == format!("[{context}]");
            } else if let Some(rest) = line.strip_prefix("exten => ") {
                extension = rest.split(',').next().unwrap().to_owned();
                here.then(|| *steps.entry(extension.clone()).or_insert(0) += 1);
            } else if line.starts_with(" same => ") && here {
                *steps.entry(extension.clone()).or_insert(0) += 1;
            }
        }
        Ok(steps)
    }

    async fn queue_members(&self) -> Result<BTreeMap<String, Vec<String>>, AskError> {
        let text = self.text(ManagedFile::Queues);
        let mut queues: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut queue = String::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix('[') {
                queue = name.trim_end_matches(']').to_owned();
                queues.entry(queue.clone()).or_default();
            } else if let Some(member) = line.strip_prefix("member => ") {
                let interface = member.split(',').next().unwrap().to_owned();
                queues.get_mut(&queue).unwrap().push(interface);
            }
        }
        Ok(queues)
    }

    async fn endpoints(&self) -> Result<Vec<String>, AskError> {
        Ok(Vec::new())
    }
}

fn rendered(modules: &[Module], lines: &[Line]) -> Rendered {
    render(&Configuration {
        modules,
        lines,
        call_flow: &CallFlow::default(),
        version: AsteriskVersion::parse("22.1").unwrap(),
        service: &Service { address: "127.0.0.1:573".parse().unwrap(), token: "t".into() },
    })
}

fn installed(folder: &tempfile::TempDir) -> ManagedFiles {
    let files = ManagedFiles::new(folder.path());
    files.include().unwrap();
    files
}

#[tokio::test]
async fn a_change_is_applied_once() {
    let folder = tempfile::tempdir().unwrap();
    let (files, asterisk) = (installed(&folder), Folder::new(folder.path()));
    let wanted = rendered(&[module("*5003")], &[line("5050")]);
    assert_eq!(apply(&files, &asterisk, &wanted).await.unwrap(), Applied::Changed);
    assert_eq!(apply(&files, &asterisk, &wanted).await.unwrap(), Applied::Unchanged);
}

/// A member is deaf for ever whose hint is not there when the queue is read.
#[tokio::test]
async fn the_queues_are_read_after_the_hints_of_their_members() {
    let folder = tempfile::tempdir().unwrap();
    let (files, asterisk) = (installed(&folder), Folder::new(folder.path()));
    apply(&files, &asterisk, &rendered(&[module("*5003")], &[line("5050")])).await.unwrap();
    let order = [ManagedFile::Pjsip, ManagedFile::Extensions, ManagedFile::Queues];
    assert_eq!(*asterisk.read.lock().unwrap(), order);
}

#[tokio::test]
async fn what_asterisk_does_not_take_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let (files, mut asterisk) = (installed(&folder), Folder::new(folder.path()));
    let good = rendered(&[module("*5003")], &[line("5050")]);
    apply(&files, &asterisk, &good).await.unwrap();
    for (stumbles_over, lacking) in [
        ("exten => *5004", "another dialplan"),
        ("[vasl-6065]", "no queue vasl-6065"),
        ("member => Local/6065", "lacks the member Local/6065@from-queue/n"),
    ] {
        asterisk.stumbles_over = Some(stumbles_over);
        let bad = rendered(&[module("*5003"), module("*5004")], &[line("5050"), line("6065")]);
        let error = apply(&files, &asterisk, &bad).await.unwrap_err();
        assert!(
            matches!(&error, ApplyError::Refused { reason } if reason.contains(lacking)),
            "{error}"
        );
        asterisk.stumbles_over = None;
        assert_eq!(lacks(&asterisk, &good.expected).await.unwrap(), None, "{stumbles_over}");
        assert_eq!(apply(&files, &asterisk, &good).await.unwrap(), Applied::Unchanged);
    }
}

#[tokio::test]
async fn a_file_that_asterisk_refuses_to_read_is_named_and_the_old_ones_are_back() {
    let folder = tempfile::tempdir().unwrap();
    let (files, mut asterisk) = (installed(&folder), Folder::new(folder.path()));
    let good = rendered(&[module("*5003")], &[line("5050")]);
    apply(&files, &asterisk, &good).await.unwrap();
    let before = files.read().unwrap();
    for file in [ManagedFile::Queues, ManagedFile::Extensions] {
        asterisk.refuses = Some(file);
        let change = rendered(&[module("*5004")], &[line("6065")]);
        let error = apply(&files, &asterisk, &change).await.unwrap_err();
        assert!(
            matches!(&error, ApplyError::Refused { reason } if reason.contains(file.name())),
            "{error}"
        );
        assert_eq!(files.read().unwrap(), before);
        assert_eq!(lacks(&asterisk, &good.expected).await.unwrap(), None);
    }
}

/// On a PBX that has its own phones, a module's change is no reason to read them again.
#[tokio::test]
async fn phones_that_are_no_concern_of_a_change_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (files, mut asterisk) = (installed(&folder), Folder::new(folder.path()));
    let good = rendered(&[module("*5003")], &[line("5050")]);
    apply(&files, &asterisk, &good).await.unwrap();
    asterisk.refuses = Some(ManagedFile::Pjsip);
    let change = rendered(&[module("*5004")], &[line("6065")]);
    assert_eq!(apply(&files, &asterisk, &change).await.unwrap(), Applied::Changed);
}

#[tokio::test]
async fn a_missing_include_line_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let files = ManagedFiles::new(folder.path());
    let error = apply(&files, &Folder::new(folder.path()), &rendered(&[], &[])).await.unwrap_err();
    assert!(error.to_string().contains("#include vasl/extensions.conf"), "{error}");
}

#[tokio::test]
async fn a_link_that_goes_half_way_leaves_the_old_files() {
    let folder = tempfile::tempdir().unwrap();
    let (files, asterisk) = (installed(&folder), Folder::new(folder.path()));
    let good = rendered(&[module("*5003")], &[line("5050")]);
    apply(&files, &asterisk, &good).await.unwrap();
    let before = files.read().unwrap();
    // The dialplan and the queues are read again.
    for reloads in 0..2 {
        asterisk.reloads_left.lock().unwrap().replace(reloads);
        let change = rendered(&[module("*5004")], &[line("5050")]);
        let error = apply(&files, &asterisk, &change).await.unwrap_err();
        assert!(matches!(error, ApplyError::Ask(_)), "{error}");
        assert_eq!(files.read().unwrap(), before);
    }
}
