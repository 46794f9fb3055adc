use super::*;

fn id(text: &str) -> ObjectId {
    text.parse().unwrap()
}

fn fields(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn made(of: &str, texts: &[&str]) -> Value {
    public(&new(&id(of), &fields(texts)).unwrap()).unwrap()
}

fn refused(of: &str, texts: &[&str]) -> String {
    new(&id(of), &fields(texts)).unwrap_err()
}

#[test]
fn text_is_read_as_what_the_type_expects() {
    let queue = made(
        "queue:99",
        &["name=پشتیبانی", "members=5050,6065", "wrap_up_seconds=۱۰", "strategy=rrmemory"],
    );
    assert_eq!(queue["number"], "99");
    assert_eq!(queue["name"], "پشتیبانی");
    assert_eq!(queue["wrap_up_seconds"], 10);
    assert_eq!(queue["strategy"], "rrmemory");
    assert_eq!(queue["members"].as_array().unwrap().len(), 2);
}

#[test]
fn a_row_is_known_by_its_key() {
    let menu = ["name=Main", "failure_destination=queue:99", "entry[3].destination=misc:*5003"];
    let ivr = new(&id("ivr:1"), &fields(&menu)).unwrap();
    let more = fields(&["entry[0].destination=queue:99", "entry[3].destination=hangup"]);
    let ivr = edited(&ivr, &more).unwrap();
    let shown: BTreeMap<String, String> = shown(&ivr).unwrap().into_iter().collect();
    assert_eq!(shown["entry[3].destination"], "hangup");
    assert_eq!(shown["entry[0].destination"], "queue:99");
    let ivr = public(&edited(&ivr, &fields(&["entry[3]="])).unwrap()).unwrap();
    assert_eq!(ivr["entry"].as_array().unwrap().len(), 1);
}

#[test]
fn a_member_is_known_by_their_extension() {
    let queue = new(&id("queue:99"), &fields(&["name=Support", "members=5050"])).unwrap();
    let more = fields(&["members[5050].penalty=2", "dynamic_members[6065].penalty=۱"]);
    let queue = public(&edited(&queue, &more).unwrap()).unwrap();
    assert_eq!(queue["members"][0], serde_json::json!({ "extension": "5050", "penalty": 2 }));
    assert_eq!(queue["dynamic_members"][0]["penalty"], 1);
    let error = refused("queue:99", &["name=x", "members[5050].penalty=soon"]);
    assert!(error.contains("a penalty of 0 to 1000"), "{error}");
}

#[test]
fn an_empty_value_is_the_usual_one() {
    let queue = new(&id("queue:99"), &fields(&["name=Support", "wrap_up_seconds=9"])).unwrap();
    let usual = new(&id("queue:99"), &fields(&["name=Support"])).unwrap();
    assert_eq!(edited(&queue, &fields(&["wrap_up_seconds="])).unwrap(), usual);
}

#[test]
fn what_is_wrong_is_said_with_its_field() {
    let error = refused("queue:99", &["name=Support", "colour=red"]);
    assert!(error.starts_with("there is no field colour"), "{error}");
    let error = refused("queue:99", &[]);
    assert_eq!(error, "give name=…");
    let error = refused("queue:99", &["name=Support", "ring_seconds=soon"]);
    assert!(error.starts_with("ring_seconds: "), "{error}");
    let error = refused("queue:99", &["Support"]);
    assert!(error.contains("field=value"), "{error}");
    let error = refused("queue:99", &["name=Support", "members=Sara"]);
    assert!(error.starts_with("members[0]: a member is an extension's number"), "{error}");
}

#[test]
fn rows_without_a_name_are_numbered() {
    let office = made(
        "time_group:office",
        &["period[1].weekdays=sat,sun", "period[1].from=08:30", "period[1].to=12:30"],
    );
    assert_eq!(office["period"][0]["weekdays"].as_array().unwrap().len(), 2);
    let error = refused("time_group:office", &["period[2].from=08:30"]);
    assert!(error.contains("period has 0 rows; the next is period[1]"), "{error}");
}

#[test]
fn a_secret_is_not_shown() {
    let extension = new(&id("extension:5050"), &fields(&["name=Sara", "secret=abcdefgh"])).unwrap();
    assert!(!public(&extension).unwrap().to_string().contains("abcdefgh"));
    assert!(!shown(&extension).unwrap().iter().any(|(_, value)| value == "abcdefgh"));
}

#[test]
fn a_route_is_known_by_whom_it_is_for() {
    let route = made("inbound_route:02191000000/0912.", &["destination=queue:99"]);
    assert_eq!(route["did"], "02191000000");
    assert_eq!(route["caller"], "0912.");
}
