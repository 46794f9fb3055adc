//! A model of Asterisk's side: what it writes, and how it reads a command.

use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// One call, as Asterisk describes it.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) script: Vec<u8>,
    pub(crate) number: Vec<u8>,
    pub(crate) name: Vec<u8>,
    pub(crate) presentation: Vec<u8>,
    pub(crate) arguments: Vec<Vec<u8>>,
}

impl Default for Call {
    fn default() -> Self {
        Self {
            script: b"reconnect?module=7".to_vec(),
            number: b"09121234567".to_vec(),
            name: b"Ali".to_vec(),
            presentation: b"0".to_vec(),
            arguments: Vec::new(),
        }
    }
}

impl Call {
    pub(crate) fn named(name: impl AsRef<[u8]>) -> Self {
        Self { name: name.as_ref().to_vec(), ..Self::default() }
    }

    /// The lines in Asterisk's order, without the empty one.
    pub(crate) fn lines(&self) -> Vec<(String, Vec<u8>)> {
        let request = [b"agi://127.0.0.1:4577/", self.script.as_slice()].concat();
        let mut lines: Vec<(String, Vec<u8>)> = Vec::new();
        let mut line = |key: &str, value: &[u8]| lines.push((key.to_owned(), value.to_vec()));
        line("agi_network", b"yes");
        if !self.script.is_empty() {
            line("agi_network_script", &self.script);
        }
        line("agi_request", &request);
        line("agi_channel", b"PJSIP/trunk-0000002a");
        line("agi_language", b"fa");
        line("agi_type", b"PJSIP");
        line("agi_uniqueid", b"1700000000.42");
        line("agi_version", b"22.10.1");
        line("agi_callerid", &self.number);
        line("agi_calleridname", &self.name);
        line("agi_callingpres", &self.presentation);
        line("agi_callingani2", b"0");
        line("agi_callington", b"0");
        line("agi_callingtns", b"0");
        line("agi_dnid", b"unknown");
        line("agi_rdnis", b"unknown");
        line("agi_context", b"vasl-reconnect");
        line("agi_extension", b"7");
        line("agi_priority", b"3");
        line("agi_enhanced", b"0.0");
        line("agi_accountcode", b"");
        line("agi_threadid", b"140187");
        for (index, argument) in self.arguments.iter().enumerate() {
            line(&format!("agi_arg_{}", index + 1), argument);
        }
        lines
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        block(&self.lines())
    }
}

/// Lines with their LFs, and the empty one.
pub(crate) fn block(lines: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (key, value) in lines {
        bytes.extend_from_slice(key.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value);
        bytes.push(b'\n');
    }
    bytes.push(b'\n');
    bytes
}

/// The words of a command line as Asterisk understands them: blanks part words unless quoted,
/// `"` opens and closes a quotation, `\` takes the next byte as it is.
pub(crate) fn words(line: &[u8]) -> Vec<Vec<u8>> {
    let mut words = Vec::new();
    let mut word: Option<Vec<u8>> = None;
    let (mut quoted, mut escaped) = (false, false);
    for &byte in line {
        match byte {
            b'"' if !escaped => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            b' ' | b'\t' if !escaped && !quoted => words.extend(word.take()),
            b'\\' if !escaped => {
                escaped = true;
                continue;
            }
            _ => word.get_or_insert_default().push(byte),
        }
        escaped = false;
    }
    words.extend(word);
    words
}

/// Asterisk's end of a connection.
pub(crate) struct Asterisk {
    stream: BufReader<TcpStream>,
}

impl Asterisk {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream) }
    }

    /// Connects and describes the call.
    pub(crate) async fn call(address: SocketAddr, call: &Call) -> Self {
        let mut asterisk = Self::connect(address).await;
        asterisk.say(call.bytes()).await;
        asterisk
    }

    pub(crate) async fn say(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
    }

    /// Says the same until the peer will hear no more.
    pub(crate) async fn repeat(&mut self, bytes: &[u8]) {
        while self.stream.write_all(bytes).await.is_ok() {}
    }

    /// The next command's words; `None` when the peer has closed.
    pub(crate) async fn hear(&mut self) -> Option<Vec<String>> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line).await.ok()?;
        let line = line.strip_suffix(b"\n")?;
        Some(words(line).into_iter().map(|word| String::from_utf8(word).unwrap()).collect())
    }

    /// Waits until the peer closes; whatever it says until then.
    pub(crate) async fn until_closed(mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        let _reset = self.stream.read_to_end(&mut rest).await;
        rest
    }

    /// Breaks the connection off with a reset.
    pub(crate) fn reset(self) {
        self.stream.get_ref().set_zero_linger().unwrap();
    }
}

#[test]
fn the_model_reads_words_as_asterisk_does() {
    let cases: [(&[u8], &[&[u8]]); 7] = [
        (b"a b", &[b"a", b"b"]),
        (b"  a\t b  ", &[b"a", b"b"]),
        (b"a \"b c\"", &[b"a", b"b c"]),
        (b"a \"\"", &[b"a", b""]),
        (br#"a "b\"c\\""#, &[b"a", br#"b"c\"#]),
        (br"a\ b", &[b"a b"]),
        (b"a\"b c\"d", &[b"ab cd"]),
    ];
    for (line, expected) in cases {
        assert_eq!(words(line), expected, "{}", String::from_utf8_lossy(line));
    }
}
