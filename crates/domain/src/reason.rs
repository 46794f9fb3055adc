//! The reasons of decisions, without what stands behind each: what lists are filtered by and
//! reports count.

use serde::{Deserialize, Serialize};

/// A reason, whatever of the operator stands behind it. The order is that in which
/// [`decide`](crate::decision::decide) asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// The module is out of service.
    ModuleInactive,
    /// The caller cannot be told from others.
    NoCallerIdentity,
    /// The caller does not want it.
    CallerOptedOut,
    /// No conversation that the module covers.
    NeverSpoke,
    /// The newest one is forgotten.
    Expired,
    /// Its operator is not one of the module's any more.
    OperatorNotEligible,
    /// This call was already rung through to the operator.
    AlreadyTried,
    /// The operator cannot be reached.
    OperatorUnavailable,
    /// The operator is busy, and the caller may not wait.
    OperatorBusyNoWaiting,
    /// The operator is busy, and the caller waits.
    OperatorBusy,
    /// The operator is free.
    OperatorFree,
}

impl ReasonKind {
    /// All of them, in their order.
    pub const ALL: [Self; 11] = [
        Self::ModuleInactive,
        Self::NoCallerIdentity,
        Self::CallerOptedOut,
        Self::NeverSpoke,
        Self::Expired,
        Self::OperatorNotEligible,
        Self::AlreadyTried,
        Self::OperatorUnavailable,
        Self::OperatorBusyNoWaiting,
        Self::OperatorBusy,
        Self::OperatorFree,
    ];

    /// Its stable code, for logs, the store and programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ModuleInactive => "module_inactive",
            Self::NoCallerIdentity => "no_caller_identity",
            Self::CallerOptedOut => "caller_opted_out",
            Self::NeverSpoke => "never_spoke",
            Self::Expired => "expired",
            Self::OperatorNotEligible => "operator_not_eligible",
            Self::AlreadyTried => "already_tried",
            Self::OperatorUnavailable => "operator_unavailable",
            Self::OperatorBusyNoWaiting => "operator_busy_no_waiting",
            Self::OperatorBusy => "operator_busy",
            Self::OperatorFree => "operator_free",
        }
    }

    /// The reason of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// In words.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::ModuleInactive => "the module is inactive",
            Self::NoCallerIdentity => "the caller has no identity",
            Self::CallerOptedOut => "the caller opted out",
            Self::NeverSpoke => "never spoke",
            Self::Expired => "expired",
            Self::OperatorNotEligible => "the operator is not eligible any more",
            Self::AlreadyTried => "already tried in this call",
            Self::OperatorUnavailable => "the operator is unavailable",
            Self::OperatorBusyNoWaiting => "the operator is busy and there is no waiting",
            Self::OperatorBusy => "the operator is busy",
            Self::OperatorFree => "the operator is free",
        }
    }

    /// Whether the caller had an operator to go back to (what the reconnection rate counts).
    #[must_use]
    pub fn had_operator(self) -> bool {
        self >= Self::AlreadyTried
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_decision() {
        assert!(ReasonKind::ALL.is_sorted());
        let without: Vec<ReasonKind> =
            ReasonKind::ALL.into_iter().filter(|kind| !kind.had_operator()).collect();
        assert_eq!(without, ReasonKind::ALL[..6]);
    }

    #[test]
    fn a_code_is_what_programs_read() {
        for kind in ReasonKind::ALL {
            assert_eq!(ReasonKind::from_code(kind.code()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
        assert_eq!(ReasonKind::from_code("other"), None);
    }
}
