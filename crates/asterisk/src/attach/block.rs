//! Our lines in somebody else's file.
//!
//! They stand at its end between two comments. The first says what cannot be seen afterwards:
//! whether the file is of our making, and whether its last line lacked its end. So a block is
//! taken out to the byte also where nothing else is known of it, and whatever else has changed.

/// What the first line of each block begins with.
const BEGIN: &[u8] = b"; vasl begin";
/// The last line of each block.
const END: &[u8] = b"; vasl end";
/// What a block says of a file that was not there.
const NEW_FILE: &str = ", a file of its own";
/// What a block says of a last line that had no end.
const NO_LINE_END: &str = ", the line above had no end";
/// How everybody is told what it is.
const HINT: &str = "; “vasl uninstall” takes it out";
/// What a line of theirs begins with that ours replaces.
const WAS: &[u8] = b";vasl was: ";
/// Lines that stood alone, before there were blocks.
const ALONE: &[u8] = b"#include vasl/";

/// What a file holds without our lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Without {
    /// There was nothing of ours in it.
    Untouched,
    /// What stands in it without our lines.
    Text(Vec<u8>),
    /// It was of our making, and nothing else is in it.
    NoFile,
    /// A block has lost its end, so it cannot be told which lines are ours.
    Broken,
}

/// A file's text with a block of lines at its end; `None` is a file that is not there.
#[must_use]
pub fn with_block(text: Option<&[u8]>, lines: &[String]) -> Vec<u8> {
    let before = text.unwrap_or_default();
    let ends = before.is_empty() || before.ends_with(b"\n");
    let said = match (text, ends) {
        (None, _) => NEW_FILE,
        (Some(_), false) => NO_LINE_END,
        (Some(_), true) => "",
    };
    let mut after = before.to_vec();
    if !ends {
        after.push(b'\n');
    }
    after.extend_from_slice(BEGIN);
    after.extend_from_slice(said.as_bytes());
    after.extend_from_slice(HINT.as_bytes());
    after.push(b'\n');
    for line in lines {
        after.extend_from_slice(line.as_bytes());
        after.push(b'\n');
    }
    after.extend_from_slice(END);
    after.push(b'\n');
    after
}

/// A file's text in which the lines for which this holds are set aside, to come back with
/// [`without_blocks`].
#[must_use]
pub fn with_set_aside(text: &[u8], is_it: impl Fn(usize, &[u8]) -> bool) -> Vec<u8> {
    let mut after = Vec::with_capacity(text.len());
    for (index, line) in lines(text).enumerate() {
        if is_it(index, line) {
            after.extend_from_slice(WAS);
        }
        after.extend_from_slice(line);
    }
    after
}

/// A file without our lines.
#[must_use]
pub fn without_blocks(text: &[u8]) -> Without {
    let mut theirs: Vec<u8> = Vec::with_capacity(text.len());
    let (mut ours, mut of_our_making) = (false, false);
    let mut block: Option<&[u8]> = None;
    for line in lines(text) {
        let content = line.trim_ascii_end();
        match block {
            Some(_) if content == END => block = None,
            Some(_) => {}
            None if content.starts_with(BEGIN) => {
                (ours, block) = (true, Some(content));
                of_our_making |= says(content, NEW_FILE);
            }
            None if content.starts_with(ALONE) => ours = true,
            None => match line.strip_prefix(WAS) {
                Some(line) => {
                    ours = true;
                    theirs.extend_from_slice(line);
                }
                None => theirs.extend_from_slice(line),
            },
        }
    }
    if block.is_some() {
        return Without::Broken;
    }
    if !ours {
        return Without::Untouched;
    }
    if of_our_making && theirs.is_empty() {
        return Without::NoFile;
    }
    // Only where nobody has written below it meanwhile was the end of the line ours.
    if ends_with_such_a_block(text) && theirs.ends_with(b"\n") {
        theirs.pop();
    }
    Without::Text(theirs)
}

/// Whether nothing but blocks stands below a line that had no end.
fn ends_with_such_a_block(text: &[u8]) -> bool {
    let mut such = false;
    let mut inside = false;
    for line in lines(text) {
        let content = line.trim_ascii_end();
        if inside {
            inside = content != END;
        } else if content.starts_with(BEGIN) {
            such |= says(content, NO_LINE_END);
            inside = true;
        } else {
            such = false;
        }
    }
    such
}

fn says(line: &[u8], what: &str) -> bool {
    line.get(BEGIN.len()..).is_some_and(|rest| rest.starts_with(what.as_bytes()))
}

/// The lines of a text, each with its end.
pub(super) fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|byte| *byte == b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block(text: &str) -> Vec<u8> {
        with_block(Some(text.as_bytes()), &["#include vasl/queues.conf".to_owned()])
    }

    #[test]
    fn a_block_says_what_it_is_and_is_taken_out_to_the_byte() {
        let with = block("[general]\n");
        assert_eq!(
            String::from_utf8_lossy(&with),
            "[general]\n; vasl begin; “vasl uninstall” takes it out\n#include vasl/queues.conf\n\
             ; vasl end\n"
        );
        assert_eq!(without_blocks(&with), Without::Text(b"[general]\n".to_vec()));
        assert_eq!(without_blocks(b"[general]\n"), Without::Untouched);
        assert_eq!(without_blocks(&block("")), Without::Text(Vec::new()));
    }

    #[test]
    fn a_file_of_our_making_goes_unless_somebody_wrote_into_it() {
        let with = with_block(None, &["x".to_owned()]);
        assert_eq!(without_blocks(&with), Without::NoFile);
        let more = [&with[..], b"[mine]\n"].concat();
        assert_eq!(without_blocks(&more), Without::Text(b"[mine]\n".to_vec()));
    }

    #[test]
    fn a_last_line_without_an_end_is_so_again_unless_somebody_wrote_below() {
        let with = block("exten => s,1,NoOp()");
        assert_eq!(without_blocks(&with), Without::Text(b"exten => s,1,NoOp()".to_vec()));
        let more = [&with[..], b"[mine]\n"].concat();
        let both = b"exten => s,1,NoOp()\n[mine]\n".to_vec();
        assert_eq!(without_blocks(&more), Without::Text(both));
        let twice = with_block(Some(&with), &["y".to_owned()]);
        assert_eq!(without_blocks(&twice), Without::Text(b"exten => s,1,NoOp()".to_vec()));
    }

    #[test]
    fn a_block_without_its_end_is_left_to_a_person() {
        let with = block("[general]\n");
        let cut = &with[..with.len() - END.len() - 1];
        assert_eq!(without_blocks(cut), Without::Broken);
    }

    #[test]
    fn lines_that_stood_alone_go_too() {
        let text = b"[general]\n#include vasl/queues.conf\n[99]\n#include other.conf\n";
        let without = b"[general]\n[99]\n#include other.conf\n".to_vec();
        assert_eq!(without_blocks(text), Without::Text(without));
    }

    #[test]
    fn a_line_that_was_set_aside_comes_back() {
        let text = b"[general]\r\nshared_lastcall = no ; mine\r\n";
        let aside = with_set_aside(text, |_, line| line.starts_with(b"shared"));
        assert_eq!(&aside[11..22], WAS);
        let with = with_block(Some(&aside), &["shared_lastcall=yes".to_owned()]);
        assert_eq!(without_blocks(&with), Without::Text(text.to_vec()));
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_file_stands_there_again(
            text in proptest::collection::vec(any::<u8>(), 0..200),
            more in proptest::collection::vec(any::<u8>(), 0..60),
            lines in proptest::collection::vec("[a-z#=/ ]{0,20}", 0..3),
        ) {
            prop_assume!(without_blocks(&text) == Without::Untouched);
            prop_assume!(without_blocks(&more) == Without::Untouched);
            let with = with_block(Some(&text), &lines);
            prop_assert_eq!(without_blocks(&with), Without::Text(text.clone()));
            // Somebody writes a line above, and one below.
            let edited = [b"; above\n", &with[..], &more, b"\n"].concat();
            let end = if text.is_empty() || text.ends_with(b"\n") { &b""[..] } else { b"\n" };
            let wanted = [b"; above\n", &text[..], end, &more, b"\n"].concat();
            prop_assert_eq!(without_blocks(&edited), Without::Text(wanted));
            prop_assert_eq!(without_blocks(&with_block(None, &lines)), Without::NoFile);
        }
    }
}
