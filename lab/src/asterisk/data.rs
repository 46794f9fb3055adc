//! What an instance has of its installation's data.

use std::fs;
use std::path::Path;

use super::folder::Folder;
use super::installation::Installation;
use crate::error::{Doing, Result};

/// Puts Asterisk's own data and its spoken languages beside the lab's sounds.
pub(super) fn link(installation: &Installation, folder: &Folder) -> Result<()> {
    let Some(data) = installation.data_dir() else {
        return Ok(());
    };
    let link_all = |part: &str, wanted: fn(&str) -> bool| {
        let host = installation.path_of(data).join(part);
        for entry in fs::read_dir(&host).at(&host)?.flatten() {
            let name = entry.file_name();
            if wanted(&name.to_string_lossy()) {
                let target = Path::new(data).join(part).join(&name);
                let link = folder.host("data").join(part).join(&name);
                std::os::unix::fs::symlink(target, &link).at(link)?;
            }
        }
        Ok(())
    };
    link_all("", |name| name != "sounds" && name != "documentation")?;
    write_documentation(installation, folder)?;
    if installation.path_of(data).join("sounds").is_dir() {
        link_all("sounds", |name| name.len() == 2 || name.as_bytes().get(2) == Some(&b'_'))?;
    }
    Ok(())
}

/// Without its documentation of settings a module refuses to load. That of everything else only
/// makes a boot take twice as long.
fn write_documentation(installation: &Installation, folder: &Folder) -> Result<()> {
    let Some(data) = installation.data_dir() else { return Ok(()) };
    let host = installation.path_of(data).join("documentation");
    for entry in fs::read_dir(&host).at(&host)?.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if path.extension().is_some_and(|extension| extension == "xml") {
            let whole = fs::read_to_string(&path).at(&path)?;
            let part = format!("data/documentation/{}", name.to_string_lossy());
            folder.write(&part, of_settings(&whole))?;
        }
    }
    Ok(())
}

/// Only what a documentation file says of settings.
fn of_settings(whole: &str) -> String {
    const END: &str = "</configInfo>";
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<docs>\n");
    for (_, rest) in whole.match_indices("<configInfo ").map(|(at, _)| whole.split_at(at)) {
        if let Some((settings, _)) = rest.split_once(END) {
            text.push_str(settings);
            text.push_str(END);
        }
    }
    text + "\n</docs>\n"
}

#[cfg(test)]
mod tests {
    use super::of_settings;

    #[test]
    fn of_the_documentation_only_that_of_settings_is_kept() {
        let whole = "<docs>\n<application name=\"Dial\">x</application>\n\
                     <configInfo name=\"a\"><b/></configInfo>\n<function/>\n\
                     <configInfo name=\"c\">d</configInfo></docs>";
        assert_eq!(
            of_settings(whole),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<docs>\n\
             <configInfo name=\"a\"><b/></configInfo><configInfo name=\"c\">d</configInfo>\n\
             </docs>\n"
        );
    }
}
