//! Which crate may know which, that docs/ARCHITECTURE.md names what there is, and that every test
//! with real calls is a case.

use crate::support::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// Whom each crate may depend on, tests included. A crate that is not here is refused: say which
/// way its arrows point.
const MAY_KNOW: [(&str, &[&str]); 8] = [
    ("vasl-domain", &[]),
    ("vasl-agi", &[]),
    ("vasl-ami", &[]),
    ("vasl-store", &["vasl-domain"]),
    ("vasl-asterisk", &["vasl-agi", "vasl-ami", "vasl-domain"]),
    ("vasl-web", &["vasl-domain", "vasl-store"]),
    ("vasl", &["vasl-agi", "vasl-ami", "vasl-asterisk", "vasl-domain", "vasl-store", "vasl-web"]),
    ("vasl-lab", &[]),
];

/// Only the suite and the demonstration stand on the lab.
const MAY_TEST_WITH: [(&str, &str); 1] = [("vasl", "vasl-lab")];

struct Crate {
    name: String,
    dependencies: BTreeSet<String>,
    test_dependencies: BTreeSet<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> Result<Table> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(toml::from_str(&text)?)
}

/// What stands in the tables of these names, also under `[target.…]`.
fn dependencies(manifest: &Table, kinds: &[&str]) -> BTreeSet<String> {
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flatten();
    let of_targets = targets.filter_map(|(_, target)| target.as_table());
    std::iter::once(manifest)
        .chain(of_targets)
        .flat_map(|table| kinds.iter().filter_map(|kind| table.get(*kind)?.as_table()))
        .flatten()
        .map(|(key, how)| {
            how.get("package").and_then(Value::as_str).unwrap_or(key.as_str()).to_owned()
        })
        .collect()
}

fn crates() -> Result<Vec<Crate>> {
    let workspace = read(&root().join("Cargo.toml"))?;
    let members = workspace["workspace"]["members"].as_array().ok_or("the members")?;
    members
        .iter()
        .map(|member| {
            let folder = root().join(member.as_str().ok_or("a member is a path")?);
            let manifest = read(&folder.join("Cargo.toml"))?;
            let name = manifest["package"]["name"].as_str().ok_or("a name")?.to_owned();
            let mut test_dependencies = dependencies(&manifest, &["dev-dependencies"]);
            // A crate may turn on a feature of its own for its tests.
            test_dependencies.remove(&name);
            Ok(Crate {
                dependencies: dependencies(&manifest, &["dependencies", "build-dependencies"]),
                test_dependencies,
                name,
            })
        })
        .collect()
}

#[test]
fn arrows_between_crates_point_one_way() -> Result {
    let may_know = BTreeMap::from(MAY_KNOW);
    let crates = crates()?;
    let ours: BTreeSet<&str> = crates.iter().map(|each| each.name.as_str()).collect();
    let listed: BTreeSet<&str> = may_know.keys().copied().collect();
    assert_eq!(ours, listed, "the crates of the workspace, and those whose arrows are known");
    for each in &crates {
        let name = each.name.as_str();
        for known in each.dependencies.iter().filter(|known| ours.contains(known.as_str())) {
            assert!(may_know[name].contains(&known.as_str()), "{name} must not know {known}");
        }
        for known in each.test_dependencies.iter().filter(|known| ours.contains(known.as_str())) {
            let allowed = may_know[name].contains(&known.as_str())
                || MAY_TEST_WITH.contains(&(name, known.as_str()));
            assert!(allowed, "the tests of {name} must not know {known}");
        }
    }
    Ok(())
}

/// The names in the first column of the table under a heading, each with its second column.
fn table(text: &str, heading: &str) -> Result<Vec<(String, String)>> {
    let heading = format!("\n## {heading}\n");
    let (_, section) = text.split_once(&heading).ok_or(format!("no heading{heading}"))?;
    let section = section.split("\n## ").next().unwrap_or_default();
    Ok(section
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split('|');
            let name = cells.next()?.trim_end().strip_suffix('`')?;
            Some((name.to_owned(), cells.next()?.trim().to_owned()))
        })
        .collect())
}

/// Each name once, with words beside it.
fn names(rows: &[(String, String)]) -> BTreeSet<&str> {
    let names: BTreeSet<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), rows.len(), "a name stands twice: {rows:?}");
    for (name, words) in rows {
        assert!(!words.is_empty(), "nothing is said of {name}");
    }
    names
}

#[test]
fn the_architecture_document_names_every_crate_and_every_dependency() -> Result {
    let text = std::fs::read_to_string(root().join("docs/ARCHITECTURE.md"))?;
    let crates = crates()?;
    let ours: BTreeSet<&str> = crates.iter().map(|each| each.name.as_str()).collect();
    assert_eq!(names(&table(&text, "Crates")?), ours);
    let others: BTreeSet<&str> = crates
        .iter()
        .flat_map(|each| each.dependencies.iter().chain(&each.test_dependencies))
        .map(String::as_str)
        .filter(|name| !ours.contains(name))
        .collect();
    assert_eq!(names(&table(&text, "Dependencies")?), others);
    Ok(())
}

/// What is no case stands in no table. The recordings are no cases: somebody makes them, by hand.
#[test]
fn every_test_with_real_calls_is_a_case() -> Result {
    let mut folders = vec![root().join("crates/vasl/tests/suite/real_calls")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.extend((!path.ends_with("recording")).then_some(path));
            } else if !path.ends_with("case.rs") {
                let text = std::fs::read_to_string(&path)?;
                files += 1;
                assert!(!text.contains("test]"), "{}: write case!(…) instead", path.display());
            }
        }
    }
    assert!(files > 10, "{files} files with real calls");
    Ok(())
}
