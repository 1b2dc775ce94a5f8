//! The script of a page.

use std::fmt::{self, Display, Formatter};

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A script of our own, without `<` and `&`: within a page it means the same to a reader of HTML and to one of XML.
#[derive(Debug, Clone, Copy)]
pub struct Script(pub &'static str);

impl Script {
    /// What a policy names it by: `sha256-…`, computed from the text that is written.
    pub fn hash(self) -> String {
        format!("sha256-{}", base64(&Sha256::digest(self.0.as_bytes())))
    }
}

impl Display for Script {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "<script>{}</script>", self.0)
    }
}

fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let index = (bits >> (18 - 6 * at)) & 63;
            let letter = ALPHABET.get(index as usize).copied().unwrap_or(b'=');
            text.push(if at > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The samples of RFC 4648.
    #[test]
    fn base64_is_the_common_one() {
        let samples = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];
        let shown = samples.map(|text| base64(text.as_bytes()));
        assert_eq!(shown, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
    }
}
