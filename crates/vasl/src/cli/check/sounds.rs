//! Whether the sounds are there that the modules play, where Asterisk looks for them.

use super::Line;
use crate::config::Config;
use std::collections::BTreeSet;
use std::path::Path;
use vasl_asterisk::manager::Manager;
use vasl_asterisk::render::sounds_of;
use vasl_asterisk::sounds::{Language, Sounds};
use vasl_domain::module::Module;

const WHAT: &str = "sounds";

pub(super) async fn line(manager: Option<&Manager>, config: &Config, modules: &[Module]) -> Line {
    if modules.iter().all(|module| sounds_of(module).is_empty()) {
        return Line::new(WHAT, Ok("no module plays any".to_owned()));
    }
    let folder = &config.asterisk.sounds_folder;
    let theirs = match manager {
        Some(manager) => manager.sounds_folder().await.unwrap_or_default(),
        None => String::new(),
    };
    if !theirs.is_empty() && !is_the_same(folder, &theirs) {
        return Line::warning(
            WHAT,
            format!(
                "Asterisk looks for sounds in {theirs}, and Vasl's are put into {}: name \
                 Asterisk's under [asterisk] sounds_folder",
                folder.display()
            ),
        );
    }
    match found(&Sounds::new(folder), modules) {
        Ok(found) => Line::new(WHAT, Ok(found)),
        Err(lack) => Line::warning(WHAT, lack),
    }
}

/// Asterisk may live in a folder of its own, of which its `/` is the top.
fn is_the_same(ours: &Path, theirs: &str) -> bool {
    let within = theirs.trim_start_matches('/');
    ours == Path::new(theirs) || (!within.is_empty() && ours.ends_with(within))
}

/// Each sound with its languages, or the first that is not there.
fn found(sounds: &Sounds, modules: &[Module]) -> Result<String, String> {
    let mut found = BTreeSet::new();
    for module in modules {
        for sound in sounds_of(module) {
            let languages = sounds.languages_of(&sound).map_err(|error| error.to_string())?;
            if languages.is_empty() {
                return Err(format!(
                    "module {} is to play {}, which is not in {}: nothing is heard in its place; \
                     put it there, or name another",
                    module.code,
                    sound.as_str(),
                    sounds.folder().display()
                ));
            }
            let named = languages
                .iter()
                .map(|language| language.as_ref().map_or("every language", Language::as_str));
            found.insert(format!("{} ({})", sound.as_str(), named.collect::<Vec<_>>().join(", ")));
        }
    }
    Ok(found.into_iter().collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asterisk_in_a_folder_of_its_own() {
        let same = |ours: &str, theirs| is_the_same(Path::new(ours), theirs);
        assert!(same("/var/lib/asterisk/sounds", "/var/lib/asterisk/sounds"));
        assert!(same("/srv/pbx/var/lib/asterisk/sounds", "/var/lib/asterisk/sounds"));
        assert!(!same("/var/lib/asterisk/sounds", "/usr/share/asterisk/sounds"));
        assert!(!same("/var/lib/asterisk/sounds", "/"));
    }
}
