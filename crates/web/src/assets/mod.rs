//! What pages are drawn with: the style, the script, the icons and the typeface, all in the program.
//!
//! An address holds the hash of what is there, so a browser may keep it for ever and still never
//! shows an old one. Vendored files, with their versions and licences, are in `vendored/`.

use crate::http::{Least, Problem, Route};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE};
use std::borrow::Cow;
use std::sync::LazyLock;

struct Asset {
    name: &'static str,
    address: String,
    kind: &'static str,
    bytes: Cow<'static, [u8]>,
}

macro_rules! files {
    ($($name:literal in $path:literal as $kind:literal,)*) => {
        [$(($name, $kind, include_bytes!($path) as &'static [u8]),)*]
    };
}

/// The style comes last: it names the others.
const FILES: &[(&str, &str, &[u8])] = &files!(
    "vazirmatn-arabic.woff2" in "vendored/vazirmatn-arabic.woff2" as "font/woff2",
    "vazirmatn-latin.woff2" in "vendored/vazirmatn-latin.woff2" as "font/woff2",
    "icons.svg" in "vendored/icons.svg" as "image/svg+xml",
    "favicon.svg" in "favicon.svg" as "image/svg+xml",
    "dates.js" in "dates.js" as "text/javascript; charset=utf-8",
    "panel.js" in "panel.js" as "text/javascript; charset=utf-8",
    "live.js" in "live.js" as "text/javascript; charset=utf-8",
    "panel.css" in "panel.css" as "text/css; charset=utf-8",
);

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let mut assets: Vec<Asset> = Vec::new();
    for &(name, kind, bytes) in FILES {
        let bytes = match std::str::from_utf8(bytes) {
            Ok(text) if kind.starts_with("text/css") => {
                let addressed = assets.iter().fold(text.to_owned(), |text, asset| {
                    text.replace(
                        &format!("url({})", asset.name),
                        &format!("url({})", asset.address),
                    )
                });
                Cow::Owned(addressed.into_bytes())
            }
            _ => Cow::Borrowed(bytes),
        };
        assets.push(Asset { name, address: address_of(name, &bytes), kind, bytes });
    }
    assets
});

fn address_of(name: &str, bytes: &[u8]) -> String {
    use blake2::Digest as _;
    let hash: [u8; 32] = blake2::Blake2s256::digest(bytes).into();
    let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let (stem, kind) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("/assets/{stem}.{hash}.{kind}")
}

/// The address of an asset; of nothing, where there is none of that name.
#[must_use]
pub fn address(name: &str) -> &'static str {
    let found = ASSETS.iter().find(|asset| asset.name == name);
    found.map(|asset| asset.address.as_str()).unwrap_or_default()
}

/// The routes.
pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/assets/{file}", Least::Anyone, asset)]
}

async fn asset(Path(file): Path<String>) -> Result<Response, Problem> {
    let address = format!("/assets/{file}");
    let asset = ASSETS.iter().find(|asset| asset.address == address).ok_or(Problem::NotFound)?;
    let for_ever = "public, max-age=31536000, immutable";
    let body = match &asset.bytes {
        Cow::Borrowed(bytes) => axum::body::Bytes::from_static(bytes),
        Cow::Owned(bytes) => axum::body::Bytes::copy_from_slice(bytes),
    };
    Ok(([(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, for_ever)], body).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_changes_with_what_is_there() {
        assert_ne!(address_of("panel.css", b"a"), address_of("panel.css", b"b"));
        assert!(address("panel.css").starts_with("/assets/panel."));
        assert_eq!(address("nothing"), "");
    }

    #[test]
    fn the_style_names_what_there_is_and_nothing_from_elsewhere() {
        let style = ASSETS.iter().find(|asset| asset.name == "panel.css").unwrap();
        let style = std::str::from_utf8(&style.bytes).unwrap();
        let mut named = 0;
        for rest in style.split("url(").skip(1) {
            let url = rest.split(')').next().unwrap();
            assert!(ASSETS.iter().any(|asset| asset.address == url), "{url}");
            named += 1;
        }
        assert!(named >= 2, "the typeface");
        assert!(!style.contains("@import") && !style.contains("http"));
    }
}
