//! Where each kind of thing stands in a configuration.

use super::{Configuration, Object, ObjectId};

/// Everything, in the order in which it stands.
pub(super) fn all(whole: Configuration) -> Vec<Object> {
    let Configuration { modules, call_flow: flow } = whole;
    let mut objects = Vec::new();
    objects.extend(flow.trunk.map(Object::Trunk));
    objects.push(Object::FeatureCodes(flow.feature_codes));
    objects.extend(flow.extensions.into_iter().map(Object::Extension));
    objects.extend(flow.queues.into_iter().map(|queue| Object::Queue(Box::new(queue))));
    objects.extend(modules.into_iter().map(|module| Object::Module(Box::new(module))));
    objects.extend(flow.ivrs.into_iter().map(|ivr| Object::Ivr(Box::new(ivr))));
    objects.extend(flow.time_groups.into_iter().map(Object::TimeGroup));
    objects.extend(flow.time_conditions.into_iter().map(Object::TimeCondition));
    objects.extend(flow.announcements.into_iter().map(Object::Announcement));
    objects.extend(flow.sounds.into_iter().map(Object::Sound));
    objects.extend(flow.misc_destinations.into_iter().map(Object::MiscDestination));
    objects.extend(flow.inbound_routes.into_iter().map(Object::InboundRoute));
    objects
}

/// What everything is known by.
pub(super) fn ids(whole: &Configuration) -> impl Iterator<Item = ObjectId> {
    let flow = &whole.call_flow;
    let single = flow.trunk.iter().map(|_| ObjectId::Trunk).chain([ObjectId::FeatureCodes]);
    single
        .chain(flow.extensions.iter().map(|e| ObjectId::Extension(e.number.clone())))
        .chain(flow.queues.iter().map(|q| ObjectId::Queue(q.number.clone())))
        .chain(whole.modules.iter().map(|m| ObjectId::Module(m.code.clone())))
        .chain(flow.ivrs.iter().map(|i| ObjectId::Ivr(i.number.clone())))
        .chain(flow.time_groups.iter().map(|g| ObjectId::TimeGroup(g.name.clone())))
        .chain(flow.time_conditions.iter().map(|c| ObjectId::TimeCondition(c.number.clone())))
        .chain(flow.announcements.iter().map(|a| ObjectId::Announcement(a.number.clone())))
        .chain(flow.sounds.iter().map(|s| ObjectId::Sound(s.name.clone())))
        .chain(flow.misc_destinations.iter().map(|m| ObjectId::MiscDestination(m.code.clone())))
        .chain(flow.inbound_routes.iter().map(|r| ObjectId::InboundRoute(r.key())))
}

/// The first with this id. Nothing but it is copied: a list of things asks for each of its rows.
pub(super) fn get(whole: &Configuration, id: &ObjectId) -> Option<Object> {
    fn first<T: Clone>(all: &[T], is_it: impl Fn(&T) -> bool) -> Option<T> {
        all.iter().find(|one| is_it(one)).cloned()
    }
    let flow = &whole.call_flow;
    Some(match id {
        ObjectId::Trunk => Object::Trunk(flow.trunk.clone()?),
        ObjectId::FeatureCodes => Object::FeatureCodes(flow.feature_codes.clone()),
        ObjectId::Extension(number) => {
            Object::Extension(first(&flow.extensions, |e| e.number == *number)?)
        }
        ObjectId::Queue(number) => {
            Object::Queue(Box::new(first(&flow.queues, |q| q.number == *number)?))
        }
        ObjectId::Module(code) => {
            Object::Module(Box::new(first(&whole.modules, |m| m.code == *code)?))
        }
        ObjectId::Ivr(number) => Object::Ivr(Box::new(first(&flow.ivrs, |i| i.number == *number)?)),
        ObjectId::TimeGroup(name) => {
            Object::TimeGroup(first(&flow.time_groups, |g| g.name == *name)?)
        }
        ObjectId::TimeCondition(number) => {
            Object::TimeCondition(first(&flow.time_conditions, |c| c.number == *number)?)
        }
        ObjectId::Announcement(number) => {
            Object::Announcement(first(&flow.announcements, |a| a.number == *number)?)
        }
        ObjectId::Sound(name) => Object::Sound(first(&flow.sounds, |s| s.name == *name)?),
        ObjectId::MiscDestination(code) => {
            Object::MiscDestination(first(&flow.misc_destinations, |m| m.code == *code)?)
        }
        ObjectId::InboundRoute(key) => {
            Object::InboundRoute(first(&flow.inbound_routes, |r| r.key() == *key)?)
        }
    })
}

/// Puts it behind the others of its kind.
pub(super) fn push(whole: &mut Configuration, object: Object) {
    let flow = &mut whole.call_flow;
    match object {
        Object::Trunk(trunk) => flow.trunk = Some(trunk),
        Object::FeatureCodes(codes) => flow.feature_codes = codes,
        Object::Extension(extension) => flow.extensions.push(extension),
        Object::Queue(queue) => flow.queues.push(*queue),
        Object::Module(module) => whole.modules.push(*module),
        Object::Ivr(ivr) => flow.ivrs.push(*ivr),
        Object::TimeGroup(group) => flow.time_groups.push(group),
        Object::TimeCondition(condition) => flow.time_conditions.push(condition),
        Object::Announcement(announcement) => flow.announcements.push(announcement),
        Object::Sound(sound) => flow.sounds.push(sound),
        Object::MiscDestination(misc) => flow.misc_destinations.push(misc),
        Object::InboundRoute(route) => flow.inbound_routes.push(route),
    }
}

pub(super) fn put(whole: &mut Configuration, object: Object) -> Option<Object> {
    let before = take(whole, &object.id());
    push(whole, object);
    sort(whole);
    before
}

/// Brings everything into the order of names; what has one name keeps its order.
pub(super) fn sort(whole: &mut Configuration) {
    let flow = &mut whole.call_flow;
    flow.extensions.sort_by_cached_key(|e| ObjectId::Extension(e.number.clone()));
    flow.queues.sort_by_cached_key(|q| ObjectId::Queue(q.number.clone()));
    whole.modules.sort_by_cached_key(|m| ObjectId::Module(m.code.clone()));
    flow.ivrs.sort_by_cached_key(|i| ObjectId::Ivr(i.number.clone()));
    flow.time_groups.sort_by_cached_key(|g| ObjectId::TimeGroup(g.name.clone()));
    flow.time_conditions.sort_by_cached_key(|c| ObjectId::TimeCondition(c.number.clone()));
    flow.announcements.sort_by_cached_key(|a| ObjectId::Announcement(a.number.clone()));
    flow.sounds.sort_by_cached_key(|s| ObjectId::Sound(s.name.clone()));
    flow.misc_destinations.sort_by_cached_key(|m| ObjectId::MiscDestination(m.code.clone()));
    flow.inbound_routes.sort_by_cached_key(|r| ObjectId::InboundRoute(r.key()));
}

/// Takes the first with this id away.
pub(super) fn take(whole: &mut Configuration, id: &ObjectId) -> Option<Object> {
    fn first<T>(all: &mut Vec<T>, is_it: impl Fn(&T) -> bool) -> Option<T> {
        let at = all.iter().position(is_it)?;
        Some(all.remove(at))
    }
    let flow = &mut whole.call_flow;
    match id {
        ObjectId::Trunk => flow.trunk.take().map(Object::Trunk),
        ObjectId::FeatureCodes => {
            Some(Object::FeatureCodes(std::mem::take(&mut flow.feature_codes)))
        }
        ObjectId::Extension(number) => {
            first(&mut flow.extensions, |e| e.number == *number).map(Object::Extension)
        }
        ObjectId::Queue(number) => first(&mut flow.queues, |q| q.number == *number)
            .map(|queue| Object::Queue(Box::new(queue))),
        ObjectId::Module(code) => first(&mut whole.modules, |m| m.code == *code)
            .map(|module| Object::Module(Box::new(module))),
        ObjectId::Ivr(number) => {
            first(&mut flow.ivrs, |i| i.number == *number).map(|ivr| Object::Ivr(Box::new(ivr)))
        }
        ObjectId::TimeGroup(name) => {
            first(&mut flow.time_groups, |g| g.name == *name).map(Object::TimeGroup)
        }
        ObjectId::TimeCondition(number) => {
            first(&mut flow.time_conditions, |c| c.number == *number).map(Object::TimeCondition)
        }
        ObjectId::Announcement(number) => {
            first(&mut flow.announcements, |a| a.number == *number).map(Object::Announcement)
        }
        ObjectId::Sound(name) => first(&mut flow.sounds, |s| s.name == *name).map(Object::Sound),
        ObjectId::MiscDestination(code) => {
            first(&mut flow.misc_destinations, |m| m.code == *code).map(Object::MiscDestination)
        }
        ObjectId::InboundRoute(key) => {
            first(&mut flow.inbound_routes, |r| r.key() == *key).map(Object::InboundRoute)
        }
    }
}
