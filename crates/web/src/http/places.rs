//! Places of which each holder has only so many at once, so that none of them takes all.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The places.
#[derive(Debug)]
pub(crate) struct Places<K> {
    most: usize,
    taken: Arc<Mutex<HashMap<K, usize>>>,
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub(crate) struct Place<K: Clone + Eq + Hash> {
    holder: K,
    taken: Arc<Mutex<HashMap<K, usize>>>,
}

impl<K: Clone + Eq + Hash> Places<K> {
    /// So many for each holder.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, taken: Arc::default() }
    }

    /// One for this holder; `None` where they have as many as they may.
    pub(crate) fn take(&self, holder: K) -> Option<Place<K>> {
        let mut taken = locked(&self.taken);
        let count = taken.entry(holder.clone()).or_insert(0);
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Place { holder, taken: Arc::clone(&self.taken) })
    }
}

impl<K: Clone + Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        let mut taken = locked(&self.taken);
        match taken.get_mut(&self.holder) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(taken.remove(&self.holder)),
        }
    }
}

fn locked<K>(taken: &Mutex<HashMap<K, usize>>) -> MutexGuard<'_, HashMap<K, usize>> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_more_than_so_many_and_nobody_is_remembered_who_has_none() {
        let places = Places::new(2);
        let (one, another) = (places.take("a"), places.take("a"));
        assert!(one.is_some() && another.is_some());
        assert!(places.take("a").is_none());
        let other = places.take("b");
        assert!(other.is_some());
        drop(one);
        assert!(places.take("a").is_some());
        drop((another, other));
        assert!(locked(&places.taken).is_empty());
    }
}
