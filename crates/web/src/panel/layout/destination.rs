//! The two fields of a destination: its type, and its code.

use super::{Choice, choices, words};
use crate::http::Fields;
use crate::l10n::Texts;
use crate::service::Picture;
use vasl_domain::callflow::CallFlow;
use vasl_domain::destination::{Destination, DestinationKind};
use vasl_domain::name::latin_digits;

/// Every type, in the order in which they are offered. Under misc destinations the modules are.
pub const ANYWHERE: [DestinationKind; 9] = [
    DestinationKind::Queue,
    DestinationKind::Extension,
    DestinationKind::Misc,
    DestinationKind::Ivr,
    DestinationKind::TimeCondition,
    DestinationKind::Announcement,
    DestinationKind::FeatureCode,
    DestinationKind::Dialplan,
    DestinationKind::HangUp,
];

/// Where a type has more codes than this, a row of many has a field to type one.
const MOST_IN_ROWS: usize = 500;

/// A destination as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedDestination {
    /// Its type.
    pub kind: DestinationKind,
    /// Its code; empty where none was chosen.
    pub code: String,
}

impl TypedDestination {
    /// A type, and no code yet.
    #[must_use]
    pub fn blank(kind: DestinationKind) -> Self {
        Self { kind, code: String::new() }
    }

    /// A destination that there is.
    #[must_use]
    pub fn of(destination: &Destination) -> Self {
        let text = destination.to_string();
        let (kind, code) = text.split_once(':').unwrap_or((&text, ""));
        let kind = DestinationKind::from_word(kind).unwrap_or(DestinationKind::HangUp);
        Self { kind, code: code.to_owned() }
    }

    /// What was sent under a name.
    #[must_use]
    pub fn read(form: &Fields, name: &str) -> Self {
        let kind = DestinationKind::from_word(form.text(&format!("{name}_kind")));
        let kind = kind.unwrap_or(DestinationKind::Queue);
        Self { kind, code: latin_digits(form.text(&format!("{name}_{kind}"))) }
    }

    /// The destination; `None` where what was typed is none.
    #[must_use]
    pub fn parse(&self) -> Option<Destination> {
        match self.kind {
            DestinationKind::HangUp => Some(Destination::HangUp),
            kind => format!("{kind}:{}", self.code).parse().ok(),
        }
    }
}

/// The fields of a destination, to be drawn by `pieces::destination`, or in a row of many by
/// `pieces::destination_kind` and `pieces::destination_code`.
#[derive(Debug)]
pub struct DestinationField {
    /// The name under which it is sent.
    pub name: String,
    /// What each type offers, in the order in which they are offered.
    pub offers: Vec<Offer>,
}

/// What a type of destination offers.
#[derive(Debug)]
pub struct Offer {
    /// The type.
    pub kind: DestinationKind,
    /// What it is called.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Its codes.
    pub codes: Vec<Choice>,
    /// The code that was typed.
    pub typed: String,
}

impl Offer {
    /// Whether a code is chosen or typed at all.
    #[must_use]
    pub fn has_code(&self) -> bool {
        self.kind != DestinationKind::HangUp
    }
}

impl DestinationField {
    /// The fields of what was typed. `kinds` are the types that are offered.
    #[must_use]
    pub fn new(
        texts: &Texts,
        picture: &Picture,
        name: impl Into<String>,
        kinds: &[DestinationKind],
        typed: &TypedDestination,
    ) -> Self {
        let offers = kinds.iter().map(|&kind| {
            let codes = codes(texts, picture, kind);
            Offer::new(texts, kind, codes, typed)
        });
        Self { name: name.into(), offers: offers.collect() }
    }

    /// The same in a row of many: only the type that is chosen offers its codes, and only some
    /// hundreds of them, so that the lists of all extensions are not in the page once a row.
    #[must_use]
    pub fn in_row(
        texts: &Texts,
        picture: &Picture,
        name: impl Into<String>,
        kinds: &[DestinationKind],
        typed: &TypedDestination,
    ) -> Self {
        let offers = kinds.iter().map(|&kind| {
            let chosen = kind == typed.kind;
            let mut codes = if chosen { codes(texts, picture, kind) } else { Vec::new() };
            if codes.len() > MOST_IN_ROWS {
                codes.clear();
            }
            Offer::new(texts, kind, codes, typed)
        });
        Self { name: name.into(), offers: offers.collect() }
    }

    /// The type that is chosen, as it is offered.
    #[must_use]
    pub fn chosen(&self) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.chosen)
    }
}

impl Offer {
    fn new(
        texts: &Texts,
        kind: DestinationKind,
        codes: Vec<(String, String)>,
        typed: &TypedDestination,
    ) -> Self {
        let chosen = kind == typed.kind;
        let code = if chosen { typed.code.as_str() } else { "" };
        Self {
            kind,
            label: texts.t(label(kind)),
            chosen,
            codes: choices(code, codes.into_iter()),
            typed: code.to_owned(),
        }
    }
}

fn label(kind: DestinationKind) -> &'static str {
    match kind {
        DestinationKind::Extension => "destination-extensions",
        DestinationKind::Queue => "destination-queues",
        DestinationKind::Ivr => "destination-ivrs",
        DestinationKind::TimeCondition => "destination-time-conditions",
        DestinationKind::Announcement => "destination-announcements",
        DestinationKind::Misc => "destination-misc",
        DestinationKind::FeatureCode => "destination-feature-codes",
        DestinationKind::Dialplan => "destination-dialplan",
        DestinationKind::HangUp => "destination-hang-up",
    }
}

/// The codes of a type with their names; none where one is typed.
fn codes(texts: &Texts, picture: &Picture, kind: DestinationKind) -> Vec<(String, String)> {
    let flow: &CallFlow = &picture.configuration.call_flow;
    let named =
        |number: &str, title: &str| (number.to_owned(), words::numbered(texts, number, title));
    match kind {
        DestinationKind::Extension => {
            let all = picture.directory.extensions.iter();
            all.map(|one| named(one.number.as_str(), &one.title)).collect()
        }
        DestinationKind::Queue => {
            let all = picture.directory.queues.iter();
            all.map(|one| named(one.number.as_str(), &one.title)).collect()
        }
        DestinationKind::Ivr => {
            flow.ivrs.iter().map(|one| named(one.number.as_str(), one.name.as_str())).collect()
        }
        DestinationKind::TimeCondition => {
            let all = flow.time_conditions.iter();
            all.map(|one| named(one.number.as_str(), one.name.as_str())).collect()
        }
        DestinationKind::Announcement => {
            let all = flow.announcements.iter();
            all.map(|one| named(one.number.as_str(), one.name.as_str())).collect()
        }
        DestinationKind::Misc => {
            let modules = picture.modules().iter();
            let modules = modules.map(|one| named(one.code.as_str(), one.name.as_str()));
            let others = flow.misc_destinations.iter();
            modules.chain(others.map(|one| named(one.code.as_str(), one.name.as_str()))).collect()
        }
        DestinationKind::FeatureCode => {
            let all = flow.feature_codes.dialled();
            // That one does nothing without a number behind it.
            let alone = all.filter(|(feature, _)| !feature.takes_time_condition());
            alone
                .map(|(feature, code)| named(code.as_str(), &words::feature(texts, feature)))
                .collect()
        }
        DestinationKind::Dialplan | DestinationKind::HangUp => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::l10n::texts;
    use crate::service::Link;
    use crate::testing::support;
    use std::collections::BTreeSet;
    use vasl_domain::configuration::Configuration;
    use vasl_domain::user::Language;

    #[test]
    fn a_destination_comes_back_as_it_was_chosen() {
        for text in ["queue:99", "extension:5050", "ivr:1", "dialplan:ext-queues,99,1", "hangup"] {
            let destination: Destination = text.parse().unwrap();
            let typed = TypedDestination::of(&destination);
            assert_eq!(typed.parse(), Some(destination.clone()), "{text}");
            let form = Fields::default()
                .and("failure_kind", typed.kind.word())
                .and(&format!("failure_{}", typed.kind), typed.code.clone())
                .and("failure_announcement", "7");
            assert_eq!(TypedDestination::read(&form, "failure"), typed, "{text}");
        }
        assert_eq!(TypedDestination::blank(DestinationKind::Queue).parse(), None);
    }

    #[test]
    fn every_type_is_offered_and_in_a_row_only_one_with_its_codes() {
        let mut configuration = Configuration::default();
        configuration.modules.push(support());
        let picture = Picture::new(configuration, &BTreeSet::new(), &[], Link::Up);
        let texts = texts(Language::Persian);
        let typed = TypedDestination { kind: DestinationKind::Misc, code: "*5003".to_owned() };
        let all = DestinationKind::ALL;
        let whole = DestinationField::new(texts, &picture, "to", all, &typed);
        let row = DestinationField::in_row(texts, &picture, "to", all, &typed);
        for field in [&whole, &row] {
            assert_eq!(field.offers.len(), DestinationKind::ALL.len());
            let codes = &field.chosen().unwrap().codes;
            assert!(codes[0].chosen && codes[0].label.contains("*۵۰۰۳"), "{codes:?}");
            assert!(codes[0].label.ends_with(" پُشتیبانی"), "{codes:?}");
        }
        let with_codes = |field: &DestinationField| {
            field.offers.iter().filter(|offer| !offer.codes.is_empty()).count()
        };
        // Of the rest, only feature codes are there.
        assert_eq!((with_codes(&whole), with_codes(&row)), (2, 1));
        let features = whole.offers.iter().find(|o| o.kind == DestinationKind::FeatureCode);
        let features = &features.unwrap().codes;
        assert!(features.iter().all(|one| one.value != "*27"), "{features:?}");
        assert!(features.iter().any(|one| one.label.contains("مزاحم نشوید")), "{features:?}");
    }
}
