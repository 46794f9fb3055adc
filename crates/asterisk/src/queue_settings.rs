//! What of a real queue's settings holds for those who wait for one of its operators.
//!
//! Who waits for an operator should hear what they would hear in that operator's queue, and be
//! recorded as they would be there. Not all can be as it is: app_queue tells the first of a queue
//! their place before it rings anybody (`announce-to-first-user`, `say_position` in
//! `apps/app_queue.c`), which would keep a caller from an operator who is free. So the first hears
//! the periodic announcement and no place, and those behind hear both. How long the wait is likely
//! to be is left out: what the operator's own queue knows of it is not what the real one does.

/// A queue's settings, as far as they matter here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QueueSettings {
    /// The pause after a call, in seconds.
    pub wrap_up_seconds: u16,
    /// What holds for those who wait for an operator, as lines of `queues.conf`.
    pub for_those_who_wait: Vec<String>,
}

const MUSIC: [&str; 3] = ["musicclass", "music", "musiconhold"];

const RECORDING: [&str; 2] = ["monitor-format", "monitor-type"];

const PERIODIC: [&str; 4] = [
    "periodic-announce-frequency",
    "periodic-announce",
    "random-periodic-announce",
    "relative-periodic-announce",
];

const POSITION: [&str; 8] = [
    "announce-frequency",
    "min-announce-frequency",
    "announce-position",
    "announce-position-limit",
    "queue-thereare",
    "queue-callswaiting",
    "queue-quantity1",
    "queue-quantity2",
];

/// The first is told nothing, so that they are not kept from an operator who is free.
const NO_PLACE_FOR_THE_FIRST: [&str; 2] = ["queue-youarenext=", "queue-thankyou="];

impl QueueSettings {
    /// Reads a queue's lines; `None` where there are none. Of several lines of one name the last
    /// counts.
    #[must_use]
    pub fn read<'a>(lines: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let lines: Vec<&str> = lines.into_iter().collect();
        let said = Said(lines.iter().filter_map(|line| line.split_once('=')).collect());
        (!lines.is_empty()).then(|| Self {
            wrap_up_seconds: said.value("wrapuptime").and_then(|v| v.parse().ok()).unwrap_or(0),
            for_those_who_wait: said.for_those_who_wait(),
        })
    }
}

struct Said<'a>(Vec<(&'a str, &'a str)>);

impl Said<'_> {
    fn value(&self, name: &str) -> Option<&str> {
        let named = |(key, _): &&(&str, &str)| key.trim().eq_ignore_ascii_case(name);
        self.0.iter().rev().find(named).map(|(_, value)| value.trim())
    }

    /// A line of our own, where what stands there is a word, a number or names of sounds.
    fn line(&self, name: &str) -> Option<String> {
        let value = self.value(name)?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_./,:".contains(&b);
        let good = (1..=200).contains(&value.len()) && value.bytes().all(plain);
        good.then(|| format!("{name}={value}"))
    }

    fn is_on(&self, seconds: &str) -> bool {
        self.value(seconds).and_then(|value| value.parse::<u32>().ok()).is_some_and(|s| s > 0)
    }

    fn for_those_who_wait(&self) -> Vec<String> {
        let mut lines: Vec<String> =
            MUSIC.iter().rev().find_map(|name| self.line(name)).into_iter().collect();
        lines.extend(RECORDING.iter().filter_map(|name| self.line(name)));
        let periodic = self.is_on("periodic-announce-frequency");
        if periodic {
            lines.extend(PERIODIC.iter().filter_map(|name| self.line(name)));
        }
        let no_place =
            self.value("announce-position").is_some_and(|v| v.eq_ignore_ascii_case("no"));
        let position = self.is_on("announce-frequency") && !no_place;
        if position {
            lines.extend(POSITION.iter().filter_map(|name| self.line(name)));
            lines.extend(NO_PLACE_FOR_THE_FIRST.map(str::to_owned));
        }
        if periodic || position {
            lines.push("announce-to-first-user=yes".to_owned());
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(lines: &[&str]) -> Vec<String> {
        QueueSettings::read(lines.iter().copied()).unwrap().for_those_who_wait
    }

    #[test]
    fn the_pause_after_a_call() {
        let read = |lines: &[&str]| {
            QueueSettings::read(lines.iter().copied()).map(|settings| settings.wrap_up_seconds)
        };
        assert_eq!(read(&["strategy=ringall", "wrapuptime=5"]), Some(5));
        assert_eq!(read(&["wrapuptime=5", "WrapUpTime = 7"]), Some(7));
        assert_eq!(read(&["strategy=ringall"]), Some(0));
        assert_eq!(read(&[]), None);
    }

    #[test]
    fn a_queue_that_says_nothing_gives_nothing() {
        assert!(lines(&["strategy=ringall", "announce-frequency=0", "announce=beep"]).is_empty());
        assert!(lines(&["announce-frequency=30", "announce-position=no"]).is_empty());
    }

    #[test]
    fn music_recording_and_announcements() {
        let taken = lines(&[
            "musicclass = support",
            "monitor-format=wav",
            "monitor-type=MixMonitor",
            "periodic-announce-frequency=20",
            "periodic-announce=custom/busy,custom/soon",
            "announce-frequency=30",
            "announce-holdtime=yes",
            "queue-thankyou=queue-thankyou",
        ]);
        assert_eq!(
            taken,
            [
                "musicclass=support",
                "monitor-format=wav",
                "monitor-type=MixMonitor",
                "periodic-announce-frequency=20",
                "periodic-announce=custom/busy,custom/soon",
                "announce-frequency=30",
                "queue-youarenext=",
                "queue-thankyou=",
                "announce-to-first-user=yes",
            ]
        );
    }

    #[test]
    fn nothing_is_written_that_is_more_than_a_word() {
        for odd in ["a b", "x;y", "[99]", "a\nb", "${X}", ""] {
            assert!(lines(&[&format!("musicclass={odd}")]).is_empty(), "{odd}");
        }
    }
}
