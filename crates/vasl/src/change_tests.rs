use super::*;
use vasl_asterisk::inventory::read_member;
use vasl_domain::expiry::{Expiry, Lifetime, TimeOfDay};
use vasl_domain::module::{ModuleName, Side, Sides, ZoneName};
use vasl_domain::name::{Extension, ModuleCode, QueueName, TimeGroupName};

/// A PBX whose call flow is Vasl's own.
const MANAGED: &str = r#"
[[extension]]
number = "5050"
name = "Sara"
secret = "phone-secret"

[[queue]]
number = "99"
name = "Support"
members = ["5050"]

[[ivr]]
number = "1"
name = "Main"
failure_destination = "queue:99"

[[ivr.entry]]
key = "3"
destination = "misc:*5003"

[[inbound_route]]
did = "02191000000"
destination = "misc:*5004"
"#;

fn flow(text: &str) -> CallFlow {
    let office = "[[time_group]]\nname = \"office\"\nperiod = []\n";
    toml::from_str(&format!("{text}\n{office}")).unwrap()
}

/// What a PBX with a call flow of its own was seen to have.
fn discovered(members: &[(&str, &str)]) -> Inventory {
    Inventory {
        queues: members.iter().map(|(queue, _)| QueueName::new(*queue).unwrap()).collect(),
        members: members
            .iter()
            .filter_map(|(queue, interface)| read_member(queue, interface, interface))
            .collect(),
        ..Inventory::default()
    }
}

fn code(text: &str) -> ModuleCode {
    ModuleCode::new(text).unwrap()
}

fn sides(texts: &[&str]) -> Sides {
    let side = |text: &&str| match text.split_once(':') {
        Some(("queue", name)) => Side::Queue(QueueName::new(name).unwrap()),
        _ => Side::Extension(Extension::new(text.rsplit(':').next().unwrap()).unwrap()),
    };
    Sides::new(texts.iter().map(side).collect()).unwrap()
}

fn module(text: &str) -> Module {
    Module::new(
        code(text),
        ModuleName::new("Support").unwrap(),
        Expiry::Until(TimeOfDay::parse("17:30").unwrap()),
        ZoneName::new("Asia/Tehran").unwrap(),
        sides(&["queue:99"]),
        "queue:99".parse().unwrap(),
    )
}

fn object(module: Module) -> Object {
    Object::Module(Box::new(module))
}

fn remove(module: &str) -> Change {
    Change::Remove { id: ObjectId::Module(code(module)), seen: None }
}

fn check(
    change: &Change,
    modules: &[Module],
    call_flow: &CallFlow,
    inventory: &Inventory,
) -> Result<Checked, ChangeError> {
    let configuration = Configuration { modules: modules.to_vec(), call_flow: call_flow.clone() };
    let configuration = &configuration;
    change.check(Before { configuration, agreements: &[], inventory, logins: &[], uploaded: None })
}

fn add(module: Module) -> Change {
    Change::Add(vec![object(module)])
}

fn edit(module: Module) -> Change {
    Change::Edit { object: Box::new(object(module)), seen: None }
}

fn refused(
    change: &Change,
    modules: &[Module],
    call_flow: &CallFlow,
    seen: &Inventory,
) -> ChangeError {
    check(change, modules, call_flow, seen).unwrap_err()
}

#[test]
fn modules_stay_in_the_order_of_their_codes() {
    let (flow, nothing) = (flow(MANAGED), Inventory::default());
    let before = [module("*1"), module("*5")];
    let checked = check(&add(module("*3")), &before, &flow, &nothing).unwrap();
    assert_eq!(checked.after.modules, [module("*1"), module("*3"), module("*5")]);
    let objects = vec![ObjectId::Module(code("*3"))];
    assert_eq!(checked.changed, Changed { objects, warnings: vec![] });
    let after = checked.after.modules;
    let after = check(&remove("*1"), &after, &flow, &nothing).unwrap().after.modules;
    assert_eq!(after, [module("*3"), module("*5")]);
    let other = Module { active: false, ..module("*5") };
    let after = check(&edit(other.clone()), &after, &flow, &nothing).unwrap().after.modules;
    assert_eq!(after, [module("*3"), other]);
}

#[test]
fn a_code_is_one_things_alone() {
    let managed = flow(MANAGED);
    let attached = flow("");
    let nothing = Inventory::default();
    let seen = discovered(&[("99", "PJSIP/5050"), ("99", "Local/6065@from-queue/n")]);
    for (taken, config, seen, holder) in [
        ("*5003", &managed, &nothing, "module *5003 (Support)"),
        ("5050", &managed, &nothing, "extension 5050 (Sara)"),
        ("99", &managed, &nothing, "queue 99 (Support)"),
        ("99", &attached, &seen, "queue 99"),
        ("5050", &attached, &seen, "extension 5050"),
        ("6065", &attached, &seen, "extension 6065"),
    ] {
        let error = refused(&add(module(taken)), &[module("*5003")], config, seen);
        assert_eq!(error.code(), "code_taken");
        let sentence = format!("code {taken} is taken by {holder}; choose another code");
        assert_eq!(error.to_string(), sentence);
    }
    // Marks make another code of the same digits.
    assert!(check(&add(module("*99")), &[], &attached, &seen).is_ok());
    // A module keeps its own code.
    assert!(check(&edit(module("*5003")), &[module("*5003")], &managed, &nothing).is_ok());
}

/// Or the next change would find another module than the one that it has seen.
#[test]
fn a_moment_is_kept_as_a_store_gives_it_back() {
    let cleared_at = "2026-11-23T08:00:00.123456789Z".parse().ok();
    let change = edit(Module { cleared_at, ..module("*5003") });
    let checked = check(&change, &[module("*5003")], &flow(MANAGED), &Inventory::default());
    let kept = checked.unwrap().after.modules[0].cleared_at.unwrap();
    assert_eq!(kept.to_string(), "2026-11-23T08:00:00.123456Z");
}

#[test]
fn a_module_that_is_not_there_is_neither_edited_nor_removed() {
    let config = flow(MANAGED);
    for change in [edit(module("*9")), remove("*9")] {
        let error = refused(&change, &[module("*5003")], &config, &Inventory::default());
        assert_eq!(error.code(), "no_such_object");
        assert!(error.to_string().contains("*9"), "{error}");
    }
}

#[test]
fn a_failure_destination_leads_somewhere() {
    let managed = flow(MANAGED);
    let attached = flow("");
    let nothing = Inventory::default();
    let seen = discovered(&[("98", "PJSIP/5050"), ("99", "PJSIP/5050")]);
    for (destination, config, seen, good) in [
        ("queue:99", &managed, &nothing, true),
        ("queue:98", &managed, &nothing, false),
        ("queue:98", &managed, &seen, true),
        ("extension:5050", &managed, &nothing, true),
        ("extension:6065", &managed, &nothing, false),
        ("ivr:1", &managed, &nothing, true),
        ("ivr:2", &managed, &nothing, false),
        ("misc:*5004", &managed, &nothing, false),
        ("hangup", &managed, &nothing, true),
        ("queue:98", &attached, &seen, true),
        ("queue:97", &attached, &seen, false),
        // Vasl has no dialplan of its own for the extensions of another's PBX.
        ("extension:5050", &attached, &seen, false),
        ("dialplan:from-internal,5050,1", &attached, &seen, true),
    ] {
        let failure_destination = destination.parse().unwrap();
        let change = add(Module { failure_destination, ..module("*5003") });
        match check(&change, &[], config, seen) {
            Ok(_) => assert!(good, "{destination}"),
            Err(error) => {
                assert!(!good, "{destination}: {error}");
                assert_eq!(error.code(), "leads_nowhere");
                assert!(error.to_string().contains(destination), "{error}");
            }
        }
    }
}

#[test]
fn a_queue_side_is_a_queue_of_the_pbx() {
    let attached = flow("");
    let other = add(Module { sides: sides(&["queue:97"]), ..module("*5003") });
    let error = refused(&other, &[], &attached, &discovered(&[("99", "PJSIP/5050")]));
    assert_eq!(error.code(), "no_such_side");
    assert_eq!(
        error.to_string(),
        "module *5003 covers queue:97, which does not exist; name one that the PBX has"
    );
    // A PBX that was never linked may have it.
    assert!(check(&other, &[], &attached, &Inventory::default()).is_ok());
}

#[test]
fn an_expiry_names_a_time_group_that_there_is() {
    let config = flow(MANAGED);
    let until = |name: &str| {
        let expiry = Expiry::EndOfWork(TimeGroupName::new(name).unwrap());
        add(Module { expiry, ..module("*5003") })
    };
    assert!(check(&until("office"), &[], &config, &Inventory::default()).is_ok());
    let error = refused(&until("shop"), &[], &config, &Inventory::default());
    assert_eq!(error.code(), "no_such_time_group");
    assert!(error.to_string().contains("“shop”"), "{error}");
    let expiry = Expiry::For(Lifetime::parse("08:00").unwrap());
    let for_long = add(Module { expiry, ..module("*5003") });
    assert!(check(&for_long, &[], &config, &Inventory::default()).is_ok());
}

#[test]
fn a_module_to_which_something_leads_is_not_removed() {
    let config = flow(MANAGED);
    let before = [module("*5003"), module("*5004"), module("*5005")];
    for (gone, from) in [("*5003", "key 3 of IVR 1"), ("*5004", "the inbound route of 02191000000")]
    {
        let error = refused(&remove(gone), &before, &config, &Inventory::default());
        assert_eq!(error.code(), "in_use");
        let sentence =
            format!("module {gone} was not removed: {from} leads to it; lead that elsewhere first");
        assert_eq!(error.to_string(), sentence);
    }
    let free = remove("*5005");
    assert!(check(&free, &before, &config, &Inventory::default()).is_ok());
}

#[test]
fn members_who_are_not_among_the_sides_are_named() {
    let config = flow("");
    let seen = discovered(&[("99", "PJSIP/5050"), ("99", "PJSIP/6065"), ("98", "PJSIP/7070")]);
    let warnings = |rows: &[&str]| {
        let change = add(Module { sides: sides(rows), ..module("*5003") });
        check(&change, &[], &config, &seen).unwrap().changed.warnings
    };
    let [warning] = &warnings(&["queue:99", "extension:5050"])[..] else { panic!("one") };
    assert!(warning.contains("queue 99") && warning.ends_with(": 6065"), "{warning}");
    assert!(warnings(&["queue:99", "extension:5050", "extension:6065"]).is_empty());
    // With queue sides only, every member is covered.
    assert!(warnings(&["queue:99"]).is_empty());
    assert!(warnings(&["extension:5050"]).is_empty());
    assert_eq!(warnings(&["queue:98", "queue:99", "extension:1"]).len(), 2);
}

/// What whoever asks has not seen is not written over.
#[test]
fn what_was_changed_meanwhile_is_not_written_over() {
    let (flow, nothing) = (flow(MANAGED), Inventory::default());
    let seen = Some(Box::new(object(module("*5003"))));
    let inactive = Module { active: false, ..module("*5003") };
    let edit = Change::Edit { object: Box::new(object(inactive.clone())), seen: seen.clone() };
    assert!(check(&edit, &[module("*5003")], &flow, &nothing).is_ok());
    let meanwhile = Module { most_waiting: 9, ..module("*5003") };
    let error = refused(&edit, &[meanwhile], &flow, &nothing);
    assert_eq!(error.code(), "changed_meanwhile");
    assert!(error.to_string().contains("(most_waiting)"), "{error}");
    let id = ObjectId::Module(code("*5003"));
    let remove = Change::Remove { id, seen };
    assert_eq!(refused(&remove, &[], &flow, &nothing).code(), "changed_meanwhile");
    assert_eq!(refused(&remove, &[inactive], &flow, &nothing).code(), "changed_meanwhile");
}

/// What did not fit before is somebody else's to mend.
#[test]
fn what_was_wrong_before_is_no_reason() {
    let flow = flow(&MANAGED.replace("\"queue:99\"", "\"queue:98\""));
    assert!(check(&add(module("*5004")), &[], &flow, &Inventory::default()).is_ok());
}

#[test]
fn a_whole_configuration_takes_the_place_of_what_there_is() {
    let agreement = |number: &str, standing| Agreement {
        caller: Caller::from_canonical(number).unwrap(),
        standing,
        since: jiff::Timestamp::UNIX_EPOCH,
    };
    let pinned = |to: &str| Standing::Pinned(Extension::new(to).unwrap());
    let agreements = [
        agreement("+989121111111", Standing::OptedOut),
        agreement("+989122222222", pinned("5050")),
        agreement("+989123333333", pinned("5050")),
    ];
    let before =
        Configuration { modules: vec![module("*1"), module("*2")], call_flow: flow(MANAGED) };
    let after =
        Configuration { modules: vec![module("*2"), module("*3")], call_flow: flow(MANAGED) };
    let change = Change::Replace {
        objects: after.objects(),
        agreements: vec![
            agreement("+989121111111", Standing::OptedOut),
            agreement("+989122222222", pinned("6065")),
        ],
    };
    let inventory = Inventory::default();
    let checked = change
        .check(Before {
            configuration: &before,
            agreements: &agreements,
            inventory: &inventory,
            logins: &[],
            uploaded: None,
        })
        .unwrap();
    assert_eq!(checked.after, after.in_order());
    let changed: Vec<String> = checked.changed.objects.iter().map(ToString::to_string).collect();
    assert_eq!(changed, ["module *1", "module *3"]);
    assert_eq!(
        checked.agreements,
        [
            agreement("+989122222222", pinned("6065")),
            agreement("+989123333333", Standing::Ordinary)
        ]
    );
}

fn with_operator(number: &str) -> Configuration {
    let extension = format!(
        "[[extension]]\nnumber = \"{number}\"\nname = \"Ali\"\nsecret = \"phone-secret\"\n"
    );
    Configuration { modules: vec![], call_flow: flow(&extension) }
}

#[test]
fn an_extension_stays_while_somebody_logs_in_as_its_operator() {
    let (before, inventory) = (with_operator("7070"), Inventory::default());
    let of = |number: &str, login: Login| OperatorLogin {
        operator: Extension::new(number).unwrap(),
        login,
    };
    let user = |name: &str| Login::User(name.to_owned().try_into().unwrap());
    let token = Login::Token("crm".to_owned().try_into().unwrap());
    let logins = [of("7070", user("ali")), of("5050", user("sara")), of("7070", token)];
    let remove =
        Change::Remove { id: ObjectId::Extension(Extension::new("7070").unwrap()), seen: None };
    // Also where a whole configuration takes it away.
    let replace =
        Change::Replace { objects: Configuration::default().objects(), agreements: vec![] };
    let check = |change: &Change, logins: &[OperatorLogin]| {
        let (configuration, inventory) = (&before, &inventory);
        change.check(Before { configuration, agreements: &[], inventory, logins, uploaded: None })
    };
    for change in [&remove, &replace] {
        let error = check(change, &logins).unwrap_err();
        assert_eq!(error.code(), "in_use");
        let sentence = error.to_string();
        assert!(sentence.contains("user ali") && sentence.contains("token crm"), "{sentence}");
        assert!(!sentence.contains("sara"), "{sentence}");
        assert!(check(change, &logins[1..2]).is_ok());
    }
}

#[test]
fn who_is_pinned_to_an_operator_who_goes_is_a_caller_like_any_other() {
    let (before, inventory) = (with_operator("7070"), Inventory::default());
    let agreement = |number: &str, to: &str| Agreement {
        caller: Caller::from_canonical(number).unwrap(),
        standing: Standing::Pinned(Extension::new(to).unwrap()),
        since: jiff::Timestamp::UNIX_EPOCH,
    };
    let agreements = [agreement("+989121111111", "7070"), agreement("+989122222222", "5050")];
    let remove =
        Change::Remove { id: ObjectId::Extension(Extension::new("7070").unwrap()), seen: None };
    // A file that pins them still takes the extension away all the same.
    let replace = Change::Replace {
        objects: Configuration::default().objects(),
        agreements: vec![
            agreement("+989121111111", "7070"),
            agreement("+989122222222", "5050"),
            agreement("+989123333333", "7070"),
        ],
    };
    for change in [remove, replace] {
        let checked = change
            .check(Before {
                configuration: &before,
                agreements: &agreements,
                inventory: &inventory,
                logins: &[],
                uploaded: None,
            })
            .unwrap();
        let [ordinary] = &checked.agreements[..] else { panic!("{:?}", checked.agreements) };
        assert_eq!(ordinary.caller.as_str(), "+989121111111");
        assert_eq!(ordinary.standing, Standing::Ordinary);
        let [warning] = &checked.changed.warnings[..] else { panic!("one") };
        assert!(warning.ends_with(": +989121111111"), "{warning}");
    }
}

#[test]
fn what_a_sound_holds_is_told_by_its_file_alone() {
    let sound = |content: Option<&str>, description: &str| {
        Object::Sound(vasl_domain::callflow::Sound {
            name: "welcome".parse().unwrap(),
            description: description.parse().unwrap(),
            content: content.map(|content| content.parse().unwrap()),
        })
    };
    let inventory = Inventory::default();
    let check = |change: Change, before: &Configuration, uploaded: Option<&SoundContent>| {
        let (configuration, inventory) = (before, &inventory);
        let before = Before { configuration, agreements: &[], inventory, logins: &[], uploaded };
        change.check(before).unwrap().after
    };
    let (nothing, uploaded) = (Configuration::default(), "1.0s-uploaded".parse().unwrap());
    let claimed = Some("9.9s-claimed");
    let add = || Change::Add(vec![sound(claimed, "Hello")]);
    let id = "sound:welcome".parse().unwrap();
    assert_eq!(check(add(), &nothing, None).object(&id), Some(sound(None, "Hello")));
    let known = check(add(), &nothing, Some(&uploaded));
    assert_eq!(known.object(&id), Some(sound(Some("1.0s-uploaded"), "Hello")));
    let edit = || Change::Edit { object: Box::new(sound(claimed, "Hi")), seen: None };
    let edited = check(edit(), &known, None);
    assert_eq!(edited.object(&id), Some(sound(Some("1.0s-uploaded"), "Hi")));
    let other = "2.0s-other".parse().unwrap();
    let replaced = check(edit(), &known, Some(&other));
    assert_eq!(replaced.object(&id), Some(sound(Some("2.0s-other"), "Hi")));
    let whole = Configuration::of([sound(claimed, "Hi")]);
    let import = Change::Replace { objects: whole.objects(), agreements: vec![] };
    assert_eq!(check(import, &known, None).object(&id), edited.object(&id));
}
