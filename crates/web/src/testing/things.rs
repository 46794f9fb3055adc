//! What the call centre of the user's page has.

use vasl_domain::callflow::{
    CallFlow, ManagedExtension, ManagedQueue, Penalty, PhoneSecret, PlainText, QueueMember,
};
use vasl_domain::destination::Destination;
use vasl_domain::expiry::{Expiry, TimeOfDay};
use vasl_domain::module::{Module, ModuleName, Side, Sides, ZoneName};
use vasl_domain::name::{Extension, ModuleCode, QueueName};

/// The call centre of the user's page.
pub(super) fn call_flow() -> CallFlow {
    let extension = |number: &str, name: &str| ManagedExtension {
        number: Extension::new(number).unwrap(),
        name: PlainText::new(name).unwrap(),
        secret: PhoneSecret::new("phone-secret-1234").unwrap(),
        do_not_disturb_allowed: true,
        outbound_caller_id: None,
    };
    let mut queue =
        ManagedQueue::new(QueueName::new("99").unwrap(), PlainText::new("پُشتیبانی").unwrap());
    queue.members = ["5050", "6065"]
        .map(|number| QueueMember {
            extension: Extension::new(number).unwrap(),
            penalty: Penalty::default(),
        })
        .into();
    CallFlow {
        extensions: vec![extension("5050", "سارا"), extension("6065", "علی")],
        queues: vec![queue],
        ..CallFlow::default()
    }
}

/// The module of the user's page.
pub(crate) fn support() -> Module {
    let queue = QueueName::new("99").unwrap();
    let sides = ["5050", "6065"].map(|number| Side::Extension(Extension::new(number).unwrap()));
    let mut sides = Vec::from(sides);
    sides.insert(0, Side::Queue(queue.clone()));
    Module::new(
        ModuleCode::new("*5003").unwrap(),
        ModuleName::new("پُشتیبانی").unwrap(),
        Expiry::Until(TimeOfDay::parse("17:30").unwrap()),
        ZoneName::new("Asia/Tehran").unwrap(),
        Sides::new(sides).unwrap(),
        Destination::Queue(queue),
    )
}
