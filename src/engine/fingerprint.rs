//! The fingerprint of a ruleset: with it a stored decision can be held against the very texts it came from.

use sha2::{Digest, Sha256};

use crate::about::About;
use crate::source::SourceMap;

/// A SHA-256 over the engine's version, the text of the first `files` files in the order of reading (what follows are
/// settings from outside), and the value of every parameter. File names have no part in it: the same texts elsewhere are the same ruleset.
pub fn fingerprint(sources: &SourceMap, files: usize, about: &About) -> String {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        // Lengths first, so that no two lists of parts run together into one.
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    part(env!("CARGO_PKG_VERSION").as_bytes());
    for (_, file) in sources.iter().take(files) {
        part(file.text.as_bytes());
    }
    for parameter in &about.parameters {
        part(parameter.name.as_bytes());
        part(parameter.ty.to_string().as_bytes());
        // Shown to people a value may be cut short.
        part(format!("{:?}", parameter.value).as_bytes());
    }
    let digest = hash.finalize();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}
