//! The base configuration, one function a file.
//!
//! To add a file: write its text here and name it in [`files`]. Callers and tests change it with
//! `Options::file` and `Options::append`.

use std::fmt::Write as _;

use super::folder::Folder;
use super::installation::Installation;
use super::options::Options;
use crate::net::Net;
use crate::sound;

/// AMI user and secret of the lab itself.
pub(crate) const LAB_USER: (&str, &str) = ("lab", "lab");

/// The port of `chan_sip`, beside that of PJSIP.
pub(crate) const SIP_PORT: u16 = 5061;

/// Every file of `etc/asterisk`, by name.
pub(crate) fn files(
    options: &Options,
    installation: &Installation,
    net: &Net,
    folder: &Folder,
) -> Vec<(&'static str, String)> {
    let mut files = vec![
        ("asterisk.conf", asterisk(installation, folder)),
        ("modules.conf", modules(options)),
        ("logger.conf", LOGGER.to_owned()),
        ("manager.conf", manager(options, net)),
        (
            "rtp.conf",
            format!(
                "[general]\nrtpstart={0}\nrtpend={1}\n",
                net.rtp_start(),
                net.rtp_start() + 1999
            ),
        ),
        ("pjsip.conf", pjsip(options, net)),
        ("sip.conf", sip(options, net)),
        ("queues.conf", queues(options)),
        ("extensions.conf", extensions(options)),
        (
            "musiconhold.conf",
            format!("[default]\nmode=files\ndirectory={}\n", folder.inside("music")),
        ),
        ("cdr.conf", "[general]\nenable=yes\nunanswered=yes\n".to_owned()),
        ("cdr_custom.conf", CDR_CUSTOM.to_owned()),
        ("cel.conf", "[general]\nenable=yes\napps=all\nevents=ALL\n".to_owned()),
        ("cel_custom.conf", CEL_CUSTOM.to_owned()),
        ("features.conf", "[general]\n[featuremap]\nblindxfer => #1\natxfer => *2\n".to_owned()),
        (
            "res_parking.conf",
            "[general]\n[default]\nparkext => 70\nparkpos => 71-79\ncontext => parkedcalls\n"
                .to_owned(),
        ),
        ("confbridge.conf", "[general]\n".to_owned()),
        ("indications.conf", INDICATIONS.to_owned()),
        ("http.conf", "[general]\nenabled=no\n".to_owned()),
    ];
    // Looked for at every start, and complained about.
    files.extend(
        [
            "acl.conf",
            "ccss.conf",
            "udptl.conf",
            "pjproject.conf",
            "pjsip_wizard.conf",
            "queuerules.conf",
            "extconfig.conf",
            "dnsmgr.conf",
            "codecs.conf",
            "dsp.conf",
            "stasis.conf",
            "sorcery.conf",
            "cli.conf",
            "cli_permissions.conf",
            "say.conf",
            "followme.conf",
            "agents.conf",
            "enum.conf",
        ]
        .map(|name| (name, "; nothing here\n".to_owned())),
    );
    files
}

/// Files beside `etc/asterisk`: music, the menu's sound, and stand-ins for the resolver's files.
pub(crate) fn other_files(installation: &Installation) -> Vec<(&'static str, Vec<u8>)> {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let mut other = vec![
        ("etc/hosts", format!("127.0.0.1 localhost {} A.ROOT-SERVERS.NET\n", host.trim()).into()),
        ("etc/nsswitch.conf", b"passwd: files\ngroup: files\nhosts: files\n".to_vec()),
        ("music/tone.ulaw", sound::ulaw_tone(sound::MUSIC_HZ, 16_000)),
    ];
    if installation.data_dir().is_some() {
        other.push(("data/sounds/lab-menu.ulaw", sound::ulaw_tone(sound::MENU_HZ, 8_000)));
        other.push(("data/sounds/beep.ulaw", sound::ulaw_tone(1_000, 1_600)));
    }
    other
}

fn asterisk(installation: &Installation, folder: &Folder) -> String {
    let mut text = String::from("[directories]\n");
    for (name, part) in [
        ("astetcdir", "etc/asterisk"),
        ("astvarlibdir", "lib"),
        ("astdbdir", "lib"),
        ("astkeydir", "lib"),
        ("astcachedir", "cache"),
        ("astspooldir", "spool"),
        ("astrundir", "run"),
        ("astlogdir", "log"),
    ] {
        let _ = writeln!(text, "{name} => {}", folder.inside(part));
    }
    if installation.data_dir().is_some() {
        let _ = writeln!(text, "astdatadir => {}", folder.inside("data"));
    }
    text.push_str("[options]\nverbose=3\nhideconnect=yes\nnocolor=yes\n");
    text
}

/// Left out: what has no server or device behind it here, and what nobody calls.
fn modules(options: &Options) -> String {
    let left_out = "app_adsiprog app_alarmreceiver app_amd app_audiosocket app_dictate app_festival app_getcpeid app_jack \
        app_minivm app_mp3 app_sms app_speech_utils app_stasis app_stasis_broadcast app_voicemail app_voicemail_odbc app_zapateller \
        cdr_adaptive_odbc cdr_csv cdr_manager cdr_odbc cdr_pgsql cdr_radius cdr_sqlite3_custom cdr_syslog \
        cdr_tds cel_manager cel_odbc cel_pgsql cel_radius cel_sqlite3_custom cel_tds \
        chan_alsa chan_audiosocket chan_console chan_dahdi chan_iax2 chan_mgcp chan_mobile \
        chan_motif chan_oss chan_phone chan_sip chan_skinny chan_unistim chan_vpb chan_websocket \
        codec_amr codec_codec2 codec_lpc10 codec_opus_open_source codec_speex func_curl \
        func_odbc pbx_ael pbx_dundi pbx_lua pbx_realtime res_adsi res_aeap res_ael_share res_ari \
        res_ari_applications res_ari_asterisk res_ari_bridges res_ari_channels \
        res_ari_device_states res_ari_endpoints res_ari_events res_ari_mailboxes res_ari_model \
        res_ari_playbacks res_ari_recordings res_ari_sounds res_audiosocket res_calendar \
        res_calendar_caldav res_calendar_ews res_calendar_exchange res_calendar_icalendar \
        res_config_curl res_config_ldap res_config_mysql res_config_odbc res_config_pgsql \
        res_clialiases res_config_sqlite3 res_corosync res_curl res_fax res_fax_spandsp res_geolocation res_hep \
        res_hep_pjsip res_hep_rtcp res_http_media_cache res_http_post res_odbc \
        res_odbc_transaction res_phoneprov res_pjsip_config_wizard res_pjsip_geolocation \
        res_pjsip_history res_pjsip_notify res_pjsip_phoneprov_provider res_pjsip_stir_shaken \
        res_pjsip_transport_websocket res_pktccops res_prometheus res_resolver_unbound res_smdi \
        res_snmp res_speech_aeap res_stasis_broadcast res_statsd res_stir_shaken res_stun_monitor \
        res_timing_dahdi res_websocket_client res_xmpp";
    let mut text = String::from("[modules]\nautoload=yes\n");
    let wanted = |module: &str| module == "chan_sip" && !options.sip_telephones.is_empty();
    for module in left_out.split_ascii_whitespace().filter(|module| !wanted(module)) {
        let _ = writeln!(text, "noload => {module}.so");
    }
    text
}

const LOGGER: &str = "[general]\ndateformat=%F %T.%3q\nqueue_log=yes\n\
    [logfiles]\nfull => notice,warning,error,verbose\n";

const CDR_CUSTOM: &str = "[mappings]\nMaster.csv => ${CSV_QUOTE(${CDR(start)})},\
    ${CSV_QUOTE(${CDR(src)})},${CSV_QUOTE(${CDR(dst)})},${CSV_QUOTE(${CDR(channel)})},\
    ${CSV_QUOTE(${CDR(dstchannel)})},${CSV_QUOTE(${CDR(disposition)})},\
    ${CSV_QUOTE(${CDR(billsec)})},${CSV_QUOTE(${CDR(uniqueid)})}\n";

const CEL_CUSTOM: &str = "[mappings]\nMaster.csv => ${CSV_QUOTE(${eventtime})},\
    ${CSV_QUOTE(${eventtype})},${CSV_QUOTE(${CALLERID(num)})},${CSV_QUOTE(${CHANNEL})},\
    ${CSV_QUOTE(${CHANNEL(uniqueid)})},${CSV_QUOTE(${CHANNEL(linkedid)})},\
    ${CSV_QUOTE(${CHANNEL(peer)})},${CSV_QUOTE(${eventextra})}\n";

const INDICATIONS: &str = "[general]\ncountry=us\n[us]\ndescription = US\nringcadence = 2000,4000\n\
    dial = 350+440\nbusy = 480+620/500,0/500\nring = 440+480/2000,0/4000\n\
    congestion = 480+620/250,0/250\n";

fn manager(options: &Options, net: &Net) -> String {
    if let Some(lines) = &options.manager {
        return format!(
            "[general]\nenabled = yes\nbindaddr = {}\nport = 5038\ndisplayconnects=no\n\n\
             [{}]\nsecret = {}\ndeny=0.0.0.0/0.0.0.0\npermit=127.0.0.0/255.0.0.0\n\
             writetimeout=10000\nread=all\nwrite=all\n{lines}",
            net.address(1),
            LAB_USER.0,
            LAB_USER.1,
        );
    }
    format!(
        "[general]\nenabled=yes\nbindaddr={}\nport=5038\ntimestampevents=yes\n\
         displayconnects=no\nauthtimeout=30\n\n\
         [{}]\nsecret={}\ndeny=0.0.0.0/0.0.0.0\npermit=127.0.0.0/255.0.0.0\n\
         writetimeout=10000\nread=all\nwrite=all\n\n\
         [vasl]\nsecret={}\ndeny=0.0.0.0/0.0.0.0\npermit=127.0.0.0/255.0.0.0\n\
         writetimeout=5000\nread=agent,call,system\n\
         write=agent,reporting,system\n",
        net.address(1),
        LAB_USER.0,
        LAB_USER.1,
        options.vasl_secret
    )
}

fn pjsip(options: &Options, net: &Net) -> String {
    let own = net.address(1);
    let callers = net.address(2);
    let mut text = format!(
        "[global]\ntype=global\nuser_agent=lab\nendpoint_identifier_order=ip,username\n\
         [udp]\ntype=transport\nprotocol=udp\nbind={own}:5060\n\n\
         [lab](!)\ntype=endpoint\ntransport=udp\ndisallow=all\nallow=ulaw,alaw\n\
         direct_media=no\ndtmf_mode=info\nmedia_address={own}\nbind_rtp_to_media_address=yes\n\
         send_pai=no\n\n\
         [trunk](lab)\ncontext=from-trunk\n\
         [trunk]\ntype=identify\nendpoint=trunk\nmatch={callers}\n"
    );
    for extension in options.extensions.iter().filter(|e| !options.is_sip(&e.number)) {
        let (number, secret, name) = (&extension.number, &extension.secret, &extension.name);
        let _ = write!(
            text,
            "\n[{number}](lab)\ncontext=from-operators\nauth={number}\naors={number}\n\
             callerid=\"{name}\" <{number}>\n\
             [{number}]\ntype=auth\nauth_type=userpass\nusername={number}\npassword={secret}\n\
             [{number}]\ntype=aor\nmax_contacts=1\nremove_existing=yes\n"
        );
    }
    text
}

fn sip(options: &Options, net: &Net) -> String {
    let mut text = format!(
        "[general]\nudpbindaddr={}:{SIP_PORT}\nallowguest=no\nsrvlookup=no\ncontext=nowhere\n\
         disallow=all\nallow=ulaw,alaw\ndirectmedia=no\ndtmfmode=info\ncallcounter=yes\n\
         notifyhold=yes\n",
        net.address(1)
    );
    for extension in options.extensions.iter().filter(|e| options.is_sip(&e.number)) {
        let (number, secret, name) = (&extension.number, &extension.secret, &extension.name);
        let _ = write!(
            text,
            "\n[{number}]\ntype=friend\nhost=dynamic\nsecret={secret}\ncontext=from-operators\n\
             callerid=\"{name}\" <{number}>\n"
        );
    }
    text
}

const QUEUE_DEFAULTS: [&str; 5] =
    ["musicclass=default", "strategy=ringall", "ringinuse=no", "timeout=15", "retry=1"];

fn queues(options: &Options) -> String {
    let mut text =
        String::from("[general]\npersistentmembers=yes\nautofill=yes\nshared_lastcall=yes\n");
    for queue in &options.queues {
        let _ = writeln!(text, "\n[{}]", queue.name);
        for default in QUEUE_DEFAULTS {
            // Of two lines of one name, app_queue takes now the first and now the last.
            let name = default.split('=').next();
            if !queue.lines.iter().any(|line| line.split('=').next().map(str::trim) == name) {
                let _ = writeln!(text, "{default}");
            }
        }
        for line in &queue.lines {
            let _ = writeln!(text, "{line}");
        }
        for member in &queue.members {
            let _ = writeln!(text, "member => {member}");
        }
    }
    text
}

fn extensions(options: &Options) -> String {
    let mut text = String::from("[general]\nstatic=yes\nwriteprotect=no\n[globals]\n\n");
    if let Some(dialplan) = &options.dialplan {
        text.push_str(dialplan);
        return text;
    }
    text.push_str("[queues]\n");
    for queue in &options.queues {
        let _ = writeln!(text, "exten => {0},1,Queue({0})\n same => n,Hangup()", queue.name);
    }
    text.push_str("[operators]\n");
    for number in options.extensions.iter().map(|extension| &extension.number) {
        let _ = writeln!(
            text,
            "exten => {number},hint,PJSIP/{number}\n\
             exten => {number},1,Dial(PJSIP/{number},20,tT)\n same => n,Hangup()"
        );
    }
    let first = options.queues.first().map_or("600", |queue| queue.name.as_str());
    let _ = write!(
        text,
        "[ivr]\n\
         exten => s,1,Answer()\n\
         \x20same => n(menu),Background(lab-menu)\n\
         \x20same => n,WaitExten(10)\n\
         \x20same => n,Hangup()\n\
         exten => 3,1,Goto(queues,{first},1)\n\
         exten => i,1,Goto(s,menu)\n\
         [from-trunk]\n\
         include => queues\n\
         include => operators\n\
         exten => 700,1,Goto(ivr,s,1)\n\
         [from-operators]\n\
         include => from-trunk\n\
         include => parkedcalls\n"
    );
    text
}
