use super::wav::tests::wav;
use super::*;
use crate::names::{ASK_FIRST_SOUND, CONNECTING_SOUND, RETURNING_CALLER_SOUND};

fn connecting() -> UploadedSound {
    UploadedSound::new("connecting").unwrap()
}

fn played(name: &str) -> SoundName {
    SoundName::new(name).unwrap()
}

fn language(text: &str) -> Language {
    Language::new(text).unwrap()
}

fn sound(samples: usize) -> Wav {
    Wav::new(wav(8_000, samples)).unwrap()
}

#[test]
fn what_is_shipped_is_what_asterisk_plays() {
    let folder = tempfile::tempdir().unwrap();
    let sounds = Sounds::new(folder.path());
    assert_eq!(sounds.install_shipped().unwrap(), SHIPPED.len());
    let listed = sounds.list().unwrap();
    let names: Vec<String> =
        listed.iter().map(|stored| stored.name.played_as().as_str().to_owned()).collect();
    assert_eq!(names, [ASK_FIRST_SOUND, CONNECTING_SOUND, RETURNING_CALLER_SOUND]);
    for stored in listed {
        let seconds = stored.seconds.unwrap();
        assert!((0.5..8.0).contains(&seconds), "{stored:?}");
    }
    let size: usize = SHIPPED.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(size < 300_000, "{size}");
}

#[test]
fn everybody_may_read_a_sound() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let sounds = Sounds::new(folder.path());
    sounds.install_shipped().unwrap();
    for (path, mode) in [("vasl", 0o755), ("vasl/connecting.wav", 0o644)] {
        let found = fs::metadata(folder.path().join(path)).unwrap().permissions().mode();
        assert_eq!(found & 0o777, mode, "{path}");
    }
}

#[test]
fn what_somebody_put_in_the_place_of_a_shipped_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    let sounds = Sounds::new(folder.path());
    sounds.install_shipped().unwrap();
    let connecting = connecting();
    sounds.put(&connecting, None, &sound(800)).unwrap();
    assert_eq!(sounds.install_shipped().unwrap(), 0);
    let kept = sounds.read(&connecting, None).unwrap().unwrap();
    assert_eq!(kept, sound(800).bytes());
    assert!(sounds.remove(&connecting, None).unwrap());
    assert!(!sounds.remove(&connecting, None).unwrap());
    assert_eq!(sounds.install_shipped().unwrap(), 1);
}

#[test]
fn each_language_has_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let sounds = Sounds::new(folder.path());
    let connecting = connecting();
    sounds.put(&connecting, Some(&language("fa")), &sound(800)).unwrap();
    sounds.put(&connecting, Some(&language("pt_BR")), &sound(1_600)).unwrap();
    let languages = sounds.languages_of(&connecting.played_as()).unwrap();
    assert_eq!(Vec::from_iter(languages), [Some(language("fa")), Some(language("pt_BR"))]);
    assert_eq!(sounds.list().unwrap()[1].seconds, Some(0.2));
    assert!(sounds.languages_of(&played("vasl/connect")).unwrap().is_empty());
}

#[test]
fn a_sound_of_the_pbx_is_found_in_any_form() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("custom")).unwrap();
    fs::write(folder.path().join("custom/one-moment.gsm"), "").unwrap();
    let sounds = Sounds::new(folder.path());
    let found = sounds.languages_of(&played("custom/one-moment")).unwrap();
    assert_eq!(Vec::from_iter(found), [None]);
}

#[test]
fn asterisks_own_folder_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let sounds = Sounds::new(folder.path().join("sounds"));
    let error = sounds.install_shipped().unwrap_err().to_string();
    assert!(error.contains("/sounds;") && error.contains("sounds_folder"), "{error}");
    assert!(!folder.path().join("sounds").exists());
}

#[test]
fn a_language_is_no_path() {
    for good in ["en", "fa", "pt_BR", "en_AU"] {
        assert!(Language::new(good).is_ok(), "{good}");
    }
    for wrong in ["", "e", "EN", "..", "en/..", "en_", "custom", "vasl", "en_a/b"] {
        assert!(Language::new(wrong).is_err(), "{wrong}");
    }
}
