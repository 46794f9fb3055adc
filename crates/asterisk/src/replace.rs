//! Files that are replaced whole or not at all: written beside, flushed, renamed.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, fchown};
use std::path::{Path, PathBuf};

/// Puts bytes in the place of a file at once, with the rights and the owner that the file had, else
/// those of `like`; where that is not there either, it has `mode` and the owner of its folder. Where
/// it is a link, what it points to is replaced.
pub(crate) fn replace(path: &Path, bytes: &[u8], like: &Path, mode: u32) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut beside = target.as_os_str().to_owned();
    beside.push(".vasl-new");
    let beside = PathBuf::from(beside);
    write(&beside, bytes, if target.exists() { &target } else { like }, mode)?;
    rename(&beside, &target).inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}

/// Writes a file that is to take the place of `like`, so that it is whole on the disk; nothing of it
/// stays where it cannot be.
pub(crate) fn write(path: &Path, bytes: &[u8], like: &Path, mode: u32) -> io::Result<()> {
    let write = || -> io::Result<()> {
        let mut file = File::create(path)?;
        keep_rights(like, &file, mode)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().inspect_err(|_| {
        let _ = fs::remove_file(path);
    })
}

/// Puts a written file in the place of another: whoever opens that gets the one or the other, also
/// after a crash.
pub(crate) fn rename(written: &Path, target: &Path) -> io::Result<()> {
    fs::rename(written, target)?;
    sync_folder(target)
}

/// Takes a file away; tells whether there was one.
pub(crate) fn remove(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => sync_folder(path).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Makes a folder that is not there, open to read for everybody, with the owner of the folder that
/// it is in.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    match fs::create_dir(path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(error),
    }
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    let parent = fs::metadata(path.parent().unwrap_or(Path::new("/")))?;
    let _ = chown(path, Some(parent.uid()), Some(parent.gid()))
        .or_else(|_| chown(path, None, Some(parent.gid())));
    Ok(())
}

fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// A new file takes the owner of its folder, so that Asterisk, which runs as another user than Vasl
/// on most PBXs, can read it.
fn keep_rights(path: &Path, file: &File, mode_of_new: u32) -> io::Result<()> {
    let (owner, mode) = match fs::metadata(path) {
        Ok(old) => (old.clone(), old.permissions().mode() & 0o777),
        Err(_) => (fs::metadata(path.parent().unwrap_or(Path::new("/")))?, mode_of_new),
    };
    file.set_permissions(fs::Permissions::from_mode(mode))?;
    // Only root may give a file away; anyone else keeps it, with the folder's group where possible.
    let _ = fchown(file, Some(owner.uid()), Some(owner.gid()))
        .or_else(|_| fchown(file, None, Some(owner.gid())));
    Ok(())
}
