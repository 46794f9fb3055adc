use super::*;
use crate::configuration::tests::example;
use crate::configuration::{Beside, generated};
use proptest::prelude::*;

fn agreement(caller: &str, standing: Standing) -> CallerAgreement {
    CallerAgreement { caller: Caller::from_canonical(caller).unwrap(), standing, since: None }
}

fn file() -> ConfigurationFile {
    ConfigurationFile {
        configuration: example(),
        agreements: vec![
            agreement("+989121111111", Standing::Pinned("5050".parse().unwrap())),
            agreement("+989122222222", Standing::OptedOut),
        ],
    }
}

fn read(text: &str) -> Result<ConfigurationFile, Vec<FileError>> {
    ConfigurationFile::from_toml(text, &Beside::Nothing)
}

fn errors(text: &str) -> Vec<String> {
    read(text).unwrap_err().iter().map(ToString::to_string).collect()
}

/// The line, from 1, that has this text.
fn line(text: &str, of: &str) -> usize {
    1 + text.lines().position(|line| line.contains(of)).unwrap()
}

#[test]
fn the_users_own_example_as_a_file() {
    let text = file().to_toml();
    assert_eq!(read(&text), Ok(file()));
    for part in [
        "# The whole configuration of Vasl",
        "\n[feature_codes]\ndo_not_disturb_on = \"*78\"\n",
        "\n[[extension]]\nnumber = \"5050\"\nname = \"Sara\"\nsecret = \"abcdefgh\"\n",
        "\nexpiry = { end_of_work = \"office\" }\n",
        "\nentry = [\n    { key = \"3\", destination = \"misc:*5003\" },\n",
        "\nname_prefix = \"مجدد:\"\n",
        "\n[[agreement]]\ncaller = \"+989121111111\"\nstanding = { pinned = \"5050\" }\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn an_empty_file_is_an_empty_configuration() {
    assert_eq!(read(""), Ok(ConfigurationFile::default()));
    let text = ConfigurationFile::default().to_toml();
    assert_eq!(read(&text), Ok(ConfigurationFile::default()));
}

#[test]
fn the_order_in_which_things_stand_does_not_count() {
    let mut other = file();
    other.agreements.reverse();
    other.configuration.call_flow.extensions.reverse();
    other.configuration.call_flow.sounds.reverse();
    assert_eq!(other.to_toml(), file().to_toml());
}

#[test]
fn everything_that_does_not_fit_is_told_in_its_line() {
    let text = file()
        .to_toml()
        .replace("destination = \"misc:700\"", "destination = \"queue:98\"")
        .replace("time_group = \"office\"", "time_group = \"shop\"")
        .replace("number = \"6065\"", "number = \"5050\"");
    assert_eq!(
        errors(&text),
        [
            format!(
                "line {}: 5050 is both extension 5050 and extension 5050; give each thing a number \
                 of its own",
                line(&text, "name = \"Ali\"") - 2
            ),
            format!(
                "line {}: queue 99 has the member 6065, which is not an extension here",
                line(&text, "[[queue]]")
            ),
            format!(
                "line {}: key 0 of IVR 1 leads to queue:98, which does not exist; name something \
                 that does, or a place in the PBX's own dialplan, such as \
                 dialplan:from-internal,5050,1",
                line(&text, "[[ivr]]")
            ),
            format!(
                "line {}: the time group of time condition 1 is “shop”, which does not exist; add \
                 the time group, or name one that is there",
                line(&text, "[[time_condition]]")
            ),
        ]
    );
}

#[test]
fn everything_that_is_wrongly_written_is_told_in_its_line() {
    let text = file()
        .to_toml()
        .replace("timeout_seconds = 10", "timeout_seconds = 0")
        .replace("destination = \"misc:700\"", "destination = \"voicemail:1\"")
        .replace("weight = 0", "weight = 1000")
        .replace("music = \"default\"", "colour = \"red\"")
        .replace("[[sound]]\nname = \"closed\"", "[[sound]]\nname = \"clo sed\"")
        .replace("standing = \"opted_out\"", "standing = \"ordinary\"")
        .replace("[[misc_destination]]", "[[voicemail]]");
    let told = errors(&text);
    let expected = [
        ("unknown setting `colour`", line(&text, "colour = ")),
        ("before they can press anything", line(&text, "timeout_seconds = 0")),
        ("the name of an uploaded sound is", line(&text, "clo sed")),
        ("“voicemail” is nothing that the configuration has", line(&text, "[[voicemail]]")),
        ("with an ordinary caller nothing is agreed", line(&text, "\"ordinary\"")),
    ];
    // Of several faults in one thing, the first is told.
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, (says, line)) in told.iter().zip(expected) {
        assert!(told.starts_with(&format!("line {line}")) && told.contains(says), "{told}");
    }
    let text =
        file().to_toml().replace("destination = \"misc:700\"", "destination = \"voicemail:1\"");
    let [told] = &errors(&text)[..] else { panic!("one error") };
    let at = line(&text, "voicemail:1");
    assert!(
        told.starts_with(&format!("line {at}")) && told.contains("write a type and a code"),
        "{told}"
    );
}

#[test]
fn every_slip_of_the_pen_is_told_at_once() {
    let text = file()
        .to_toml()
        .replace("strategy = \"rrmemory\"", "strategy = \"rrmemory")
        .replace("most_waiting = 3", "most_waiting 3");
    let told = errors(&text);
    for broken in ["strategy = ", "most_waiting 3"] {
        let at = format!("line {}", line(&text, broken));
        assert!(told.iter().any(|error| error.starts_with(&at)), "{at}: {told:#?}");
    }
    assert!(
        read("[extension]\nnumber = \"5050\"\n").unwrap_err()[0]
            .to_string()
            .contains("[[extension]]")
    );
}

#[test]
fn no_error_repeats_a_secret() {
    let long = "x".repeat(70);
    let text = file().to_toml();
    let registration = "registration = { server = \"a\", user = \"u\", secret = 20022002 }";
    for broken in [
        text.replace("secret = \"abcdefgh\"", "secret = 20022002"),
        text.replace("secret = \"abcdefgh\"", &format!("secret = \"{long}20022002\"")),
        text.replace("secret = \"abcdefgh\"", "secret = \"20022002"),
        text.replace("addresses = [\"192.0.2.1\"]", registration),
    ] {
        let told = errors(&broken).join("\n");
        assert!(!told.contains("2002") && told.contains("line"), "{told}");
    }
}

#[test]
fn one_agreement_with_one_caller() {
    let mut twice = file();
    twice.agreements.push(agreement("+989122222222", Standing::Shared));
    let text = twice.to_toml();
    let at = text.lines().count() - 2;
    assert_eq!(
        errors(&text),
        [format!("line {at}: there are two agreements with +989122222222; keep one")]
    );
}

#[test]
fn what_an_import_would_change() {
    let mut after = file();
    after.agreements[0].standing = Standing::Pinned("6065".parse().unwrap());
    after.agreements[1] = agreement("+989123333333", Standing::Shared);
    after.configuration.remove(&"inbound_route:/".parse().unwrap()).unwrap();
    let mut renamed = after.configuration.call_flow.extensions[0].clone();
    renamed.name = "سارا".parse().unwrap();
    after.configuration.call_flow.extensions[0] = renamed;
    assert_eq!(
        file().plan(&after),
        [
            "~ extension 5050: name Sara → سارا",
            "- the inbound route of any number",
            "~ the agreement with +989121111111: pinned to operator 5050 → pinned to operator 6065",
            "+ the agreement with +989123333333 (shared by many people)",
            "- the agreement with +989122222222 (opted out)",
        ]
    );
    assert_eq!(after.plan(&after), [""; 0]);
}

fn any_agreements() -> impl Strategy<Value = Vec<CallerAgreement>> {
    let standing = prop_oneof![
        Just(Standing::OptedOut),
        Just(Standing::Shared),
        Just(Standing::Pinned("5050".parse().unwrap())),
    ];
    let since =
        prop::option::of((0i64..4_000_000_000).prop_map(|s| Timestamp::from_second(s).unwrap()));
    prop::collection::btree_map("\\+98912[0-9]{7}", (standing, since), 0..4).prop_map(|map| {
        let entries = map.into_iter();
        entries
            .map(|(caller, (standing, since))| CallerAgreement {
                since,
                ..agreement(&caller, standing)
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_configuration_comes_back_from_its_file(
        configuration in generated::whole(),
        agreements in any_agreements(),
    ) {
        let file = ConfigurationFile { configuration, agreements };
        let text = file.to_toml();
        prop_assert_eq!(read(&text), Ok(file.clone()), "{}", text);
        prop_assert_eq!(read(&text).unwrap().to_toml(), text);
    }

    #[test]
    fn whatever_is_read_is_refused_in_words_or_fits_together(
        configuration in generated::whole(),
        cut in any::<prop::sample::Index>(),
        put_in in "[a-z0-9\"=\\[\\]{},.:\n#* -]{0,6}",
    ) {
        let file = ConfigurationFile { configuration, agreements: Vec::new() };
        let mut text: Vec<char> = file.to_toml().chars().collect();
        let at = cut.index(text.len());
        text.splice(at..(at + 3).min(text.len()), put_in.chars());
        let text: String = text.into_iter().collect();
        match read(&text) {
            Ok(file) => prop_assert_eq!(file.configuration.check(&Beside::Nothing), []),
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                let lines = text.lines().count() + 1;
                prop_assert!(errors.iter().all(|error| error.line().is_none_or(|line| line <= lines)));
            }
        }
    }
}
