//! What is the same for everybody who sees all operators is drawn once for each picture: a wall of
//! browsers costs what one does.

use super::part::Part;
use crate::http::{Fields, Problem};
use crate::service::Picture;
use std::sync::{Arc, Mutex, PoisonError};
use vasl_domain::live;
use vasl_domain::preferences::Preferences;
use vasl_domain::user::Language;

/// So many ways of looking at one picture are kept.
const MOST: usize = 16;

/// Of what a drawing is, and for whom.
#[derive(Debug, Clone)]
pub(super) struct Of {
    /// How operators and waiting callers stand.
    pub(super) live: Arc<live::Picture>,
    /// What is configured.
    pub(super) picture: Arc<Picture>,
    /// How times are told.
    pub(super) preferences: Arc<Preferences>,
    /// In which language.
    pub(super) language: Language,
    /// What was asked for.
    pub(super) query: Fields,
}

impl Of {
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.live, &other.live)
            && Arc::ptr_eq(&self.picture, &other.picture)
            && Arc::ptr_eq(&self.preferences, &other.preferences)
            && self.language == other.language
            && self.query == other.query
    }
}

/// The drawings of the newest picture.
#[derive(Debug, Default)]
pub(crate) struct Drawings(Mutex<Vec<(Of, Arc<Vec<Part>>)>>);

impl Drawings {
    /// The drawing of this, made now where there is none.
    pub(super) fn get(
        &self,
        of: Of,
        draw: impl FnOnce() -> Result<Vec<Part>, Problem>,
    ) -> Result<Arc<Vec<Part>>, Problem> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, parts)) = known().iter().find(|(known, _)| known.is(&of)) {
            return Ok(Arc::clone(parts));
        }
        let parts = Arc::new(draw()?);
        let mut known = known();
        known.retain(|(known, _)| Arc::ptr_eq(&known.live, &of.live));
        known.truncate(MOST - 1);
        known.push((of, Arc::clone(&parts)));
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vasl_domain::module::ZoneName;
    use vasl_domain::number::NumberPlan;

    #[test]
    fn one_picture_is_drawn_once_for_all_who_look_at_it_alike() {
        let preferences = Preferences {
            retention: Default::default(),
            language: Language::Persian,
            time_zone: ZoneName::new("Asia/Tehran").unwrap(),
            numbers: NumberPlan::new("IR", Some("21")).unwrap(),
        };
        let first = Of {
            live: Arc::default(),
            picture: Arc::default(),
            preferences: Arc::new(preferences),
            language: Language::Persian,
            query: Fields::default(),
        };
        let drawings = Drawings::default();
        let drawn = std::cell::Cell::new(0);
        let look = |of: &Of| {
            let draw = || {
                drawn.set(drawn.get() + 1);
                Ok(Vec::new())
            };
            drawings.get(of.clone(), draw).unwrap();
            drawn.get()
        };
        assert_eq!((look(&first), look(&first)), (1, 1));
        let english = Of { language: Language::English, ..first.clone() };
        let searched = Of { query: Fields::default().and("search", "x"), ..first.clone() };
        assert_eq!((look(&english), look(&searched)), (2, 3));
        assert_eq!((look(&first), look(&english)), (3, 3));
        let next = Of { live: Arc::default(), ..first.clone() };
        assert_eq!((look(&next), look(&next)), (4, 4));
        assert_eq!(drawings.0.lock().unwrap().len(), 1, "the picture before is kept");
        for word in 0..100 {
            look(&Of { query: Fields::default().and("search", word.to_string()), ..next.clone() });
        }
        assert!(drawings.0.lock().unwrap().len() <= MOST);
    }
}
