use vasl_ami::codec::ActionId;
use vasl_ami::event::{
    Boot, DropReason, EventKind, Gate, Hint, Item, ListCollector, Traffic, TransferDestination,
};

use crate::wire::{
    agent_connect, bridge, bridge_enter, caller, channel, dial_end, event, hangup, join,
    member_status, message, messages, none, only, through,
};

#[test]
fn queue_caller_join() {
    let EventKind::QueueCallerJoin(event) = only(&join("09121234567")) else { panic!() };
    assert_eq!(event.queue, "600");
    assert_eq!((event.position, event.count, event.hold_seconds), (1, Some(1), None));
    let caller = event.caller;
    assert_eq!(caller.channel, "PJSIP/trunk-00000001");
    assert_eq!((caller.state, caller.priority), (6, 3));
    assert_eq!(caller.caller_number, b"09121234567");
    assert_eq!(caller.caller_name, "O'Brien");
    assert!(caller.connected_number.is_empty() && caller.connected_name.is_empty());
    assert_eq!(caller.linkedid, "1763864490.7");
}

#[test]
fn queue_caller_abandon() {
    let body = caller("1") + "Queue: 600\r\nPosition: 2\r\nOriginalPosition: 3\r\nHoldTime: 9\r\n";
    let EventKind::QueueCallerAbandon(event) = only(&event("QueueCallerAbandon", "agent", &body))
    else {
        panic!()
    };
    assert_eq!(
        (event.original_position, event.hold_seconds, event.count),
        (Some(3), Some(9), None)
    );
}

#[test]
fn agent_connect_is_in_seconds() {
    let EventKind::AgentConnect(event) = only(&agent_connect("0912")) else { panic!() };
    assert_eq!((event.hold_seconds, event.ring_seconds), (4, 3));
    assert_eq!(event.member.connected_number, b"0912");
    assert_eq!(event.interface, "PJSIP/5050");
    assert_eq!(event.member_name, "Op 5050");
}

#[test]
fn agent_complete_needs_one_of_the_channels() {
    let end = "Queue: 600\r\nInterface: PJSIP/5050\r\nMemberName: Op\r\nHoldTime: 4\r\n\
               TalkTime: 30\r\nReason: caller\r\n";
    let member = channel("Dest", "PJSIP/5050-2", "5050", "0912");
    let EventKind::AgentComplete(complete) =
        only(&event("AgentComplete", "agent", &(member + end)))
    else {
        panic!()
    };
    assert_eq!(complete.caller, None);
    assert_eq!((complete.talk_seconds, &*complete.reason), (30, "caller"));
    let without = only(&event("AgentComplete", "agent", end));
    assert!(matches!(without, EventKind::Other { name } if name == "AgentComplete"));
}

#[test]
fn dials() {
    let EventKind::DialEnd(dial) = only(&dial_end("0912")) else { panic!() };
    assert_eq!(dial.dial_status.unwrap(), "ANSWER");
    assert_eq!(dial.caller.unwrap().caller_number, b"0912");
    assert_eq!((dial.forward, dial.dial_string), (None, None));
    let dest = channel("Dest", "PJSIP/5050-2", "5050", "0912");
    let forwarded = event(
        "DialEnd",
        "call",
        &format!("{dest}Forward: Local/9@from-internal\r\nDialStatus: CANCEL\r\n"),
    );
    let EventKind::DialEnd(dial) = only(&forwarded) else { panic!() };
    assert_eq!(dial.caller, None);
    assert_eq!(dial.forward.unwrap(), "Local/9@from-internal");
    let begun = event("DialBegin", "call", &format!("{dest}DialString: 5050/sip:1@2\r\n"));
    assert!(matches!(only(&begun), EventKind::DialBegin(dial) if dial.dial_status.is_none()));
}

#[test]
fn bridges() {
    let EventKind::BridgeEnter(enter) = only(&bridge_enter("0912")) else { panic!() };
    assert_eq!((&*enter.bridge.technology, enter.bridge.channels), ("simple_bridge", 2));
    assert!(enter.bridge.name.is_empty());
    assert_eq!(enter.swap_uniqueid, None);
    let body = bridge("") + &caller("1") + "SwapUniqueid: 1.2\r\n";
    let EventKind::BridgeEnter(enter) = only(&event("BridgeEnter", "call", &body)) else {
        panic!()
    };
    assert_eq!(enter.swap_uniqueid.unwrap(), "1.2");
    assert!(matches!(
        only(&event("BridgeDestroy", "call", &bridge(""))),
        EventKind::BridgeDestroy(_)
    ));
}

#[test]
fn hangup_with_what_later_versions_add() {
    let EventKind::Hangup(plain) = only(&hangup("0912")) else { panic!() };
    assert_eq!((plain.cause, plain.tech_cause), (16, None));
    let body = caller("1")
        + "Tenantid: t1\r\nChanVariable: A=1\r\nChanVariable: B=2\r\nCause: 17\r\n\
           Cause-txt: User busy\r\nTechCause: 486\r\nNewField: x\r\n";
    let EventKind::Hangup(later) = only(&event("Hangup", "call", &body)) else { panic!() };
    assert_eq!((later.cause, later.tech_cause), (17, Some(486)));
}

#[test]
fn a_hang_up_that_was_asked_for_with_a_cause_or_without() {
    for cause in ["", "Cause: 16\r\n"] {
        let event = event("HangupRequest", "call", &(caller("0912") + cause));
        assert!(matches!(only(&event), EventKind::HangupRequest(_)));
    }
}

#[test]
fn system_name_and_debug_lines_may_follow_the_timestamp() {
    let text =
        join("1").replace("\r\nChannel: ", "\r\nSequenceNumber: 5\r\nSystemName: a\r\nChannel: ");
    assert!(matches!(only(&text), EventKind::QueueCallerJoin(_)));
}

#[test]
fn blind_transfer() {
    let body = "Result: Success\r\n".to_owned()
        + &channel("Transferer", "PJSIP/5050-2", "5050", "0912")
        + &channel("Transferee", "PJSIP/trunk-1", "0912", "5050")
        + &bridge("")
        + "IsExternal: Yes\r\nContext: from-internal\r\nExtension: 5051\r\n";
    let EventKind::BlindTransfer(transfer) = only(&event("BlindTransfer", "call", &body)) else {
        panic!()
    };
    assert!(transfer.is_external && transfer.bridge.is_some());
    assert_eq!(transfer.transferee.unwrap().caller_number, b"0912");
    assert_eq!(transfer.extension, "5051");
}

#[test]
fn attended_transfer() {
    let body = "Result: Success\r\n".to_owned()
        + &channel("OrigTransferer", "PJSIP/5050-2", "5050", "0912")
        + &bridge("Orig")
        + &channel("SecondTransferer", "PJSIP/5050-3", "5050", "5051")
        + &channel("TransferTarget", "PJSIP/5051-4", "5051", "5050")
        + "IsExternal: No\r\nDestType: Bridge\r\nDestBridgeUniqueid: abc\r\n";
    let EventKind::AttendedTransfer(transfer) = only(&event("AttendedTransfer", "call", &body))
    else {
        panic!()
    };
    assert!(transfer.orig_bridge.is_some() && transfer.second_bridge.is_none());
    let target = transfer.transfer_target.as_ref().unwrap();
    assert_eq!(target.channel, "PJSIP/5051-4");
    assert!(matches!(
        transfer.destination,
        TransferDestination::Bridge { bridge_uniqueid } if bridge_uniqueid == "abc"
    ));
}

#[test]
fn local_channels() {
    let halves = channel("LocalOne", "Local/5050@q-1;1", "1", "2")
        + &channel("LocalTwo", "Local/5050@q-1;2", "2", "1");
    let linked = halves.clone() + "Context: from-queue\r\nExten: 5050\r\nLocalOptimization: No\r\n";
    let EventKind::LocalBridge(local) = only(&event("LocalBridge", "call", &linked)) else {
        panic!()
    };
    assert!(!local.may_optimise && local.local_two.channel.ends_with(";2"));
    let begun = halves.clone()
        + &channel("Source", "PJSIP/5050-9", "3", "4")
        + "DestUniqueId: 1.5\r\nId: 7\r\n";
    assert!(matches!(
        only(&event("LocalOptimizationBegin", "call", &begun)),
        EventKind::LocalOptimizationBegin(begun) if begun.id == 7 && begun.source.is_some()
    ));
    let ended = halves + "Success: Yes\r\nId: 7\r\n";
    assert!(matches!(
        only(&event("LocalOptimizationEnd", "call", &ended)),
        EventKind::LocalOptimizationEnd(ended) if ended.success
    ));
}

#[test]
fn parking_pickup_hold() {
    let parked = channel("Parkee", "PJSIP/trunk-1", "0912", "5050")
        + "ParkerDialString: PJSIP/5050\r\nParkinglot: default\r\nParkingSpace: 701\r\n\
           ParkingTimeout: 45\r\nParkingDuration: 0\r\n";
    for name in ["ParkedCall", "UnParkedCall", "ParkedCallGiveUp", "ParkedCallTimeOut"] {
        assert!(!matches!(only(&event(name, "call", &parked)), EventKind::Other { .. }));
    }
    let body = caller("1") + &channel("Target", "PJSIP/5050-2", "5050", "1");
    assert!(matches!(only(&event("Pickup", "call", &body)), EventKind::Pickup(_)));
    let held = event("Hold", "call", &(caller("1") + "MusicClass: default\r\n"));
    assert!(matches!(only(&held), EventKind::Hold(hold) if hold.music_class.is_some()));
    for name in ["Unhold", "Newchannel", "Newstate"] {
        assert!(!matches!(only(&event(name, "call", &caller("1"))), EventKind::Other { .. }));
    }
    let changed = caller("1") + "CID-CallingPres: 0 (Presentation Allowed, Not Screened)\r\n";
    assert!(matches!(only(&event("NewCallerid", "call", &changed)), EventKind::NewCallerid(_)));
}

#[test]
fn queue_members() {
    let EventKind::QueueMemberStatus(member) = only(&member_status()) else { panic!() };
    assert_eq!((member.status, member.paused, member.in_call), (1, false, false));
    assert_eq!(member.last_call, 1_763_864_000);
    for name in ["QueueMemberAdded", "QueueMemberRemoved", "QueueMemberPause"] {
        let text = member_status().replace("QueueMemberStatus", name);
        assert!(!matches!(only(&text), EventKind::Other { .. }));
    }
}

#[test]
fn user_events_keep_their_own_headers() {
    let body = caller("1") + "UserEvent: Mark\r\nChannel: mine\r\nUniqueid: 9\r\n";
    let EventKind::UserEvent(user) = only(&event("UserEvent", "user", &body)) else { panic!() };
    assert_eq!((&*user.name, &*user.channel.channel), ("Mark", "PJSIP/trunk-00000001"));
    assert_eq!(user.headers[0].1, b"mine");
    assert_eq!(user.headers.len(), 2);
}

#[test]
fn short_events_are_hints_without_an_answer() {
    let device = event("DeviceStateChange", "call", "Device: PJSIP/5050\r\nState: INUSE\r\n");
    assert!(matches!(
        only(&device),
        EventKind::Hint(Hint::DeviceStateChange { device }) if device == "PJSIP/5050"
    ));
    let booted = "Status: Fully Booted\r\nUptime: 3\r\nLastReload: 3\r\n";
    assert_eq!(only(&event("FullyBooted", "system", booted)), EventKind::Hint(Hint::FullyBooted));
    let down = "Shutdown: Cleanly\r\nRestart: False\r\n";
    assert_eq!(only(&event("Shutdown", "system", down)), EventKind::Hint(Hint::Shutdown));
}

#[test]
fn the_greeting_counts_only_directly_after_the_login() {
    let text = "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 70\r\nLastReload: 60\r\n\
                Status: Fully Booted\r\n\r\n";
    let mut gate = Gate::new(Traffic::Events);
    let outcome = gate.push(message(text), none);
    assert_eq!(outcome.boot, Some(Boot { uptime_seconds: 70, last_reload_seconds: 60 }));
    assert_eq!(gate.push(message(&join("1")), none).violation, None);
    let again = gate.push(message(text), none);
    assert_eq!(again.violation.unwrap().reason, DropReason::NoTimestamp);
    assert!(!again.timestamps_off);
}

#[test]
fn names_that_are_not_utf8_are_kept_as_far_as_they_go() {
    let text = join("1").replace(r"O\'Brien", "\u{1}").into_bytes();
    let bytes: Vec<u8> = text.iter().map(|byte| if *byte == 1 { 0xd9 } else { *byte }).collect();
    let (events, _) = through(&bytes);
    let EventKind::QueueCallerJoin(join) = &events[0].kind else { panic!() };
    assert_eq!(join.caller.caller_name, "\u{fffd}");
}

fn id() -> ActionId {
    ActionId::from_random([7; 16])
}

fn list(text: &str) -> ListCollector {
    let mut gate = Gate::new(Traffic::AnswersOnly);
    let mut list = ListCollector::default();
    let mut complete = false;
    for message in messages(text.as_bytes()) {
        assert!(!complete);
        let begun = message.at(1).is_some_and(|second| {
            second.key == b"ActionID" && ActionId::parse(second.value) == Some(id())
        });
        let outcome = gate.push(message, |each| *each == id());
        if outcome.violation.is_some() {
            list.taint(begun);
        }
        if let Some(reply) = outcome.reply {
            complete = list.push(reply.message).unwrap_or(false);
        }
    }
    assert!(complete);
    list
}

fn core_show_channel(number: &str, data: &str) -> String {
    format!(
        "Event: CoreShowChannel\r\nActionID: {}\r\n{}Application: Queue\r\n\
         ApplicationData: {data}\r\nDuration: 00:01:07\r\nBridgeId: \r\n\r\n",
        id(),
        caller(number)
    )
}

fn complete(name: &str, items: usize) -> String {
    format!(
        "Event: {name}\r\nActionID: {}\r\nEventList: Complete\r\nListItems: {items}\r\n\r\n",
        id()
    )
}

#[test]
fn core_show_channels() {
    let text = core_show_channel("0912", "600,t")
        + &core_show_channel("0913", "")
        + &complete("CoreShowChannelsComplete", 2);
    let listing = list(&text).finish();
    assert!(listing.is_whole());
    let Item::Channel(channel) = &listing.items[0] else { panic!() };
    assert_eq!((&*channel.application, &*channel.bridge_id), ("Queue", ""));
    assert_eq!(&*channel.application_data, "600,t");
    assert_eq!(channel.channel.caller_number, b"0912");
}

#[test]
fn a_torn_item_takes_no_other_with_it() {
    let forged = "x\r\nDuration: 00:00:01\r\nBridgeId: theirs\r\n\r\nEvent: Y";
    let text = core_show_channel("1", "")
        + &core_show_channel("2", "")
        + &core_show_channel("3", forged)
        + &core_show_channel("4", "")
        + &core_show_channel("5", "")
        + &complete("CoreShowChannelsComplete", 5);
    let listing = list(&text).finish();
    let numbers: Vec<&[u8]> = listing
        .items
        .iter()
        .map(|item| match item {
            Item::Channel(channel) => &channel.channel.caller_number[..],
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(numbers, [b"1", b"2", b"4", b"5"]);
    assert!(!listing.is_whole());
}

fn queue_params(queue: &str) -> String {
    format!(
        "Event: QueueParams\r\nQueue: {queue}\r\nMax: 0\r\nStrategy: ringall\r\nCalls: 1\r\n\
         Holdtime: 4\r\nTalkTime: 30\r\nCompleted: 5\r\nAbandoned: 1\r\nServiceLevel: 60\r\n\
         ServicelevelPerf: 100.0\r\nServicelevelPerf2: 83.3\r\nWeight: 0\r\nActionID: {}\r\n\r\n",
        id()
    )
}

fn queue_member(name: &str) -> String {
    format!(
        "Event: QueueMember\r\nQueue: 600\r\nName: {name}\r\nLocation: PJSIP/5050\r\n\
         StateInterface: PJSIP/5050\r\nMembership: static\r\nPenalty: 0\r\nCallsTaken: 5\r\n\
         LastCall: 1763864000\r\nLastPause: 0\r\nLoginTime: 1763860000\r\nInCall: 0\r\nStatus: 1\r\n\
         Paused: 1\r\nPausedReason: lunch\r\nWrapuptime: 0\r\nActionID: {}\r\n\r\n",
        id()
    )
}

fn queue_entry(number: &str) -> String {
    format!(
        "Event: QueueEntry\r\nQueue: 600\r\nPosition: 1\r\nChannel: PJSIP/trunk-1\r\n\
         Uniqueid: 1763864490.7\r\nCallerIDNum: {number}\r\nCallerIDName: unknown\r\n\
         ConnectedLineNum: unknown\r\nConnectedLineName: unknown\r\nWait: 12\r\nPriority: 0\r\n\
         ActionID: {}\r\n\r\n",
        id()
    )
}

#[test]
fn queue_status() {
    let text = format!(
        "{}{}{}Event: Something\r\nActionID: {}\r\nA: b\r\n\r\n{}",
        queue_params("600"),
        queue_member("Op 5050"),
        queue_entry("0912"),
        id(),
        complete("QueueStatusComplete", 4)
    );
    let listing = list(&text).finish();
    assert!(listing.is_whole());
    let [
        Item::QueueParams(queue),
        Item::QueueMember(member),
        Item::QueueEntry(entry),
        Item::Other(other),
    ] = &listing.items[..]
    else {
        panic!("{:?}", listing.items)
    };
    assert_eq!((&*queue.strategy, queue.completed), ("ringall", 5));
    assert_eq!((&*member.location, member.paused), ("PJSIP/5050", true));
    assert_eq!((entry.caller_number.as_slice(), entry.wait_seconds), (&b"0912"[..], 12));
    assert!(entry.caller_name.is_empty());
    assert_eq!(other.get("A"), Some(&b"b"[..]));
}

/// A caller may wait in a queue for an hour: whoever asks meanwhile must be told of everybody else.
#[test]
fn a_waiting_forger_hides_no_queue_no_member_and_no_channel() {
    for number in [
        "x\r\n\r\n",
        "\r\n\r\nEvent: x\r\nEventList: Complete\r\nA: ",
        "\r\n\r\nEvent: QueueStatusComplete\r\nEventList: Complete\r\nListItems: 2\r\nA: ",
        "\r\n\r\nResponse: Success\r\nA: ",
        "\r\n\r\nEvent: QueueMember\r\nQueue: 600\r\nName: x\r\nLocation: PJSIP/6\r\nA: ",
        "1\r\nActionID: 1",
        "1\r\nWait: 1\r\nPriority: 1\r\n\r\n",
    ] {
        assert!(number.len() <= 79);
        for before in [String::new(), queue_params("600") + &queue_member("a")] {
            let text = before.clone()
                + &queue_entry(number)
                + &queue_params("601")
                + &queue_member("b")
                + &queue_entry(number)
                + &complete("QueueStatusComplete", 6);
            let listing = list(&text).finish();
            let members = |item: &&Item| matches!(item, Item::QueueMember(_));
            let queues = |item: &&Item| matches!(item, Item::QueueParams(_));
            let expected = 1 + usize::from(!before.is_empty());
            assert_eq!(listing.items.iter().filter(members).count(), expected, "{number:?}");
            assert_eq!(listing.items.iter().filter(queues).count(), expected, "{number:?}");
            assert!(!listing.is_whole(), "{number:?}");
        }
        let text = core_show_channel(number, "")
            + &core_show_channel("1", "")
            + &core_show_channel(number, "")
            + &core_show_channel("2", "")
            + &core_show_channel("3", number)
            + &complete("CoreShowChannelsComplete", 5);
        let found = list(&text).finish().items.len();
        assert!((2..=3).contains(&found), "{number:?}: {found}");
    }
}

#[test]
fn bridge_list() {
    let text = format!(
        "Event: BridgeListItem\r\nActionID: {}\r\n{}\r\n{}",
        id(),
        bridge(""),
        complete("BridgeListComplete", 1)
    );
    assert!(matches!(&list(&text).finish().items[..], [Item::Bridge(_)]));
}
