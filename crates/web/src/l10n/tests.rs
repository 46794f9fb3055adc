//! That both languages say the same things, and that what is said is what is used.

use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The keys of a language file, each with the names of what stands in it.
fn keys(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    FluentResource::try_new(source.to_owned())
        .unwrap_or_else(|(_, errors)| panic!("a language file cannot be read: {errors:?}"));
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) = line.split_once(" =")
            && !line.starts_with(' ')
        {
            current = key.to_owned();
            assert!(keys.insert(current.clone(), BTreeSet::new()).is_none(), "{key} stands twice");
        }
        for rest in line.split('$').skip(1) {
            let name = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            keys.entry(current.clone()).or_default().insert(name.to_owned());
        }
    }
    keys
}

#[test]
fn both_languages_have_the_same_keys_and_the_same_in_them() {
    let (persian, english) = (keys(PERSIAN), keys(ENGLISH));
    let names = |keys: &BTreeMap<String, _>| keys.keys().cloned().collect::<BTreeSet<_>>();
    let (fa, en) = (names(&persian), names(&english));
    assert_eq!(fa.symmetric_difference(&en).collect::<Vec<_>>(), Vec::<&String>::new());
    for (key, named) in &persian {
        assert_eq!(Some(named), english.get(key), "{key}");
    }
}

/// Every quoted word of the sources that may be a key, and whether it is said by `t(…)` or another
/// of its kind.
fn quoted(folder: &Path, words: &mut BTreeMap<String, bool>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            quoted(&path, words);
        } else if (name.ends_with(".rs") && !name.contains("test")) || name.ends_with(".html") {
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let text = code.collect::<Vec<_>>().join("\n");
            let parts: Vec<&str> = text.split('"').collect();
            // In a template a key may stand within the quotes of an attribute.
            for pair in parts.windows(2) {
                let said = [".t(", ".t1(", ".t2(", ".t_all(", ".counted("];
                let said = said.iter().any(|said| pair[0].trim_end().ends_with(said));
                *words.entry(pair[1].to_owned()).or_default() |= said;
            }
        }
    }
}

#[test]
fn every_key_that_is_used_is_there_and_none_is_left_over() {
    let mut words = BTreeMap::new();
    quoted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut words);
    let keys = keys(PERSIAN);
    let unknown: Vec<&String> = words
        .iter()
        .filter(|(word, said)| **said && !keys.contains_key(*word))
        .map(|(w, _)| w)
        .collect();
    assert!(unknown.is_empty(), "said and not in the language files: {unknown:?}");
    let unused: Vec<&String> = keys.keys().filter(|key| !words.contains_key(*key)).collect();
    assert!(unused.is_empty(), "in the language files and never said: {unused:?}");
}

#[test]
fn no_template_holds_words_of_its_own() {
    fn templates(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                templates(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "html") {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    templates(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/panel"), &mut found);
    assert!(found.len() > 5);
    for (path, text) in found {
        let mut plain = String::new();
        let mut rest = text.as_str();
        // What stands outside of tags, comments and expressions.
        while let Some(next) = rest.find(['<', '{']) {
            let (before, after) = rest.split_at(next);
            // Attributes stand by themselves where a macro writes a part of a tag.
            if !before.contains('"') {
                plain.push_str(before);
            }
            let ends = [("{#", "#}"), ("{{", "}}"), ("{%", "%}")];
            let end =
                ends.iter().find(|(begin, _)| after.starts_with(begin)).map_or(">", |(_, e)| e);
            rest = after.split_once(end).map_or("", |(_, rest)| rest);
        }
        let words: String = plain.chars().filter(|c| c.is_alphabetic()).collect();
        assert!(words.is_empty(), "{path}: {words}");
    }
}

#[test]
fn what_stands_in_a_sentence_has_a_direction_of_its_own() {
    let said = texts(Language::Persian).t1("object-queue", "name", "Support");
    assert_eq!(said, "صف «\u{2068}Support\u{2069}»");
}

#[test]
fn digits_and_codes() {
    let (fa, en) = (texts(Language::Persian), texts(Language::English));
    assert_eq!(fa.code("*5003").to_string(), "<bdi dir=\"ltr\">*۵۰۰۳</bdi>");
    assert_eq!(en.code("*5003").to_string(), "<bdi dir=\"ltr\">*5003</bdi>");
    assert_eq!((fa.percent(17, 20), en.percent(17, 20)), ("۸۵٪".to_owned(), "85%".to_owned()));
    assert_eq!(fa.percent(0, 0), "۰٪");
    assert!(fa.counted("rows", 3_u64).contains('۳'));
    assert_eq!(fa.t("no-such-key"), "no-such-key");
}
