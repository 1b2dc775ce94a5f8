//! Paths in a record: `device.pacemaker`, `odi[2].value`.

/// Does a path lead to this place, or to something in it?
///
/// `odi[2].value` is inside of `odi`, of `odi[2]` and of itself, and not of `od`.
pub fn is_inside(path: &str, whole: &str) -> bool {
    path.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The path without which entry of a list it is: `odi[3].value` is `odi[].value`.
pub fn without_numbers(path: &str) -> String {
    let mut parts = path.split('[');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        out.push('[');
        out.push_str(rest);
    }
    out
}
