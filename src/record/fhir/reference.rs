//! What a reference names.

/// Under which keys the resource may be known: as it is written, and as `Type/id` without its server and version.
pub fn keys(reference: &str) -> impl Iterator<Item = &str> {
    let plain = reference.split_once("/_history/").map_or(reference, |(plain, _)| plain);
    let tail = tail(plain).filter(|tail| *tail != plain);
    std::iter::once(plain).chain(tail)
}

/// `Patient/1` of `https://example.org/fhir/Patient/1`.
pub fn tail(reference: &str) -> Option<&str> {
    let (before, id) = reference.rsplit_once('/')?;
    let kind = before.rsplit('/').next().unwrap_or(before);
    let is_kind =
        kind.starts_with(|c: char| c.is_ascii_uppercase()) && kind.bytes().all(|b| b.is_ascii_alphabetic());
    (is_kind && !id.is_empty())
        .then(|| reference.get(reference.len() - kind.len() - 1 - id.len()..))
        .flatten()
}
