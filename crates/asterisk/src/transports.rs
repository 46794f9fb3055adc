//! The ways by which telephones reach Asterisk: the transports of `pjsip.conf`.

use std::collections::BTreeMap;

/// The port where a transport names none (`res/res_pjsip/config_transport.c`).
const USUAL_PORT: u16 = 5060;

/// The same for TLS.
const USUAL_TLS_PORT: u16 = 5061;

/// A transport.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Transport {
    /// As Asterisk calls it: `udp`, `tcp`, `tls`, `ws`, `wss`.
    pub protocol: String,
    /// The port on which it listens.
    pub port: u16,
}

/// Reads the lines of the answer to `GetConfig`, such as `Line-000002-000001: bind=0.0.0.0:5060`:
/// every transport once, in the order in which they stand there.
pub(crate) fn read<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Transport> {
    let mut categories: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for (key, value) in fields {
        let Some((category, _)) = key.strip_prefix("Line-").and_then(|key| key.split_once('-'))
        else {
            continue;
        };
        if let Some((setting, value)) = value.split_once('=') {
            categories.entry(category).or_default().insert(setting.trim(), value.trim());
        }
    }
    let mut transports: Vec<Transport> = Vec::new();
    for settings in categories.values() {
        let said = |name| settings.get(name).copied().unwrap_or_default();
        if said("type") != "transport" {
            continue;
        }
        let protocol = Some(said("protocol")).filter(|said| !said.is_empty()).unwrap_or("udp");
        if !["udp", "tcp", "tls", "ws", "wss"].contains(&protocol) {
            continue;
        }
        let usual = if protocol == "tls" { USUAL_TLS_PORT } else { USUAL_PORT };
        let port = port_of(said("bind")).unwrap_or(usual);
        let transport = Transport { protocol: protocol.to_owned(), port };
        if !transports.contains(&transport) {
            transports.push(transport);
        }
    }
    transports
}

/// `0.0.0.0:5060`, `[::]:5060`, or no port at all.
fn port_of(bind: &str) -> Option<u16> {
    let (host, port) = bind.rsplit_once(':')?;
    if host.contains(':') && !host.ends_with(']') {
        return None;
    }
    port.parse().ok().filter(|port| *port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transports_as_an_answer_tells_them() {
        let lines = [
            ("Response", "Success"),
            ("Category-000000", "udp"),
            ("Line-000000-000000", "type=transport"),
            ("Line-000000-000001", "protocol=udp"),
            ("Line-000000-000002", "bind=0.0.0.0:5160"),
            ("Category-000001", "5050"),
            ("Line-000001-000000", "type=endpoint"),
            ("Line-000001-000001", "bind=0.0.0.0:9"),
            ("Line-000002-000000", "type=transport"),
            ("Line-000002-000001", "protocol=tls"),
            ("Line-000002-000002", "bind=::"),
            ("Line-000003-000000", "type=transport"),
            ("Line-000003-000001", "bind=[::]:5160"),
            ("Line-000004-000000", "type=transport"),
            ("Line-000004-000001", "protocol=flow"),
        ];
        let found = read(lines.into_iter());
        let found: Vec<_> = found.iter().map(|one| (&*one.protocol, one.port)).collect();
        assert_eq!(found, [("udp", 5160), ("tls", 5061)]);
    }
}
