//! Time conditions: forks on working hours.

use crate::destination::Destination;
use crate::hours::TimeGroup;
use crate::module::ZoneName;
use crate::name::{TimeConditionNumber, TimeGroupName};
use crate::value::{PlainText, words};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A fork: one way inside the hours of a time group, another outside them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeCondition {
    /// Its number.
    pub number: TimeConditionNumber,
    /// Its name.
    pub name: PlainText,
    /// The hours.
    pub time_group: TimeGroupName,
    /// The clock that they are read on.
    pub time_zone: ZoneName,
    /// Where a call goes inside the hours.
    pub open_destination: Destination,
    /// Where a call goes outside them, and on a holiday.
    pub closed_destination: Destination,
    /// What somebody set by hand.
    #[serde(default, rename = "override")]
    pub overridden: Override,
}

words!(
    /// What somebody set by hand, against the hours, until they take it back.
    #[derive(Default)]
    Override {
        /// Nothing: the hours hold.
        #[default]
        None = "none",
        /// Open, whatever the hours say.
        Open = "open",
        /// Closed, whatever the hours say.
        Closed = "closed",
    }
);

impl TimeCondition {
    /// Whether it is open at a moment, by hand or by the hours. Without its time group it is
    /// closed, as the dialplan has it.
    #[must_use]
    pub fn is_open(&self, at: Timestamp, groups: &[TimeGroup]) -> bool {
        match self.overridden {
            Override::Open => true,
            Override::Closed => false,
            Override::None => groups
                .iter()
                .find(|group| group.name == self.time_group)
                .is_some_and(|group| group.is_open(&at.to_zoned(self.time_zone.zone().clone()))),
        }
    }

    /// Where a call goes at a moment.
    #[must_use]
    pub fn destination(&self, at: Timestamp, groups: &[TimeGroup]) -> &Destination {
        if self.is_open(at, groups) { &self.open_destination } else { &self.closed_destination }
    }
}
