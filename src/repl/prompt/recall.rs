//! Up and Down: earlier entries that begin as the one at hand does, and back to what was typed.

/// Earlier entries, and how far back somebody went.
#[derive(Debug, Default)]
pub struct Recall {
    entries: Vec<String>,
    /// What is being looked for, from the first Up until something else is typed.
    search: Option<Search>,
}

#[derive(Debug)]
struct Search {
    /// What was typed before.
    typed: String,
    /// What Up and Down have put there.
    shown: String,
    /// Where in the entries that stands.
    at: usize,
}

impl Recall {
    /// With these entries, oldest first.
    pub fn of(entries: Vec<String>) -> Self {
        Recall { entries, search: None }
    }

    /// An entry was made.
    pub fn add(&mut self, entry: &str) {
        self.search = None;
        if self.entries.last().is_none_or(|last| last != entry) {
            self.entries.push(entry.to_owned());
        }
    }

    /// The entry before that begins with what was typed; `None` when there is none.
    pub fn up(&mut self, line: &str) -> Option<String> {
        let search = self.search.take().filter(|search| search.shown == line);
        let search = search.unwrap_or_else(|| Search {
            typed: line.to_owned(),
            shown: line.to_owned(),
            at: self.entries.len(),
        });
        let earlier = self.entries.get(..search.at).unwrap_or_default();
        let found =
            earlier.iter().rposition(|entry| entry.starts_with(&search.typed) && *entry != search.shown);
        self.show(search, found)
    }

    /// The entry after; behind the last one, what was typed. `None` when nothing is being looked for.
    pub fn down(&mut self, line: &str) -> Option<String> {
        let search = self.search.take().filter(|search| search.shown == line)?;
        let later = self.entries.iter().enumerate().skip(search.at + 1);
        let found =
            later.into_iter().find(|(_, entry)| entry.starts_with(&search.typed) && **entry != search.shown);
        match found.map(|(at, _)| at) {
            Some(at) => self.show(search, Some(at)),
            None => Some(search.typed),
        }
    }

    /// What the latest entry that begins with the line goes on with.
    pub fn offer(&self, line: &str) -> Option<&str> {
        let mut rests = self.entries.iter().rev().filter_map(|entry| entry.strip_prefix(line));
        rests.find(|rest| !rest.is_empty() && !line.is_empty())
    }

    fn show(&mut self, search: Search, found: Option<usize>) -> Option<String> {
        let entry = found.and_then(|at| Some((at, self.entries.get(at)?.clone())));
        let Some((at, shown)) = entry else {
            self.search = Some(search);
            return None;
        };
        self.search = Some(Search { shown: shown.clone(), at, ..search });
        Some(shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recall() -> Recall {
        Recall::of(["pain >= 6", ":why", "pain >= 12", "age"].map(str::to_owned).to_vec())
    }

    #[test]
    fn an_empty_line_goes_through_all() {
        let mut recall = recall();
        assert_eq!(recall.up("").as_deref(), Some("age"));
        assert_eq!(recall.up("age").as_deref(), Some("pain >= 12"));
        assert_eq!(recall.down("pain >= 12").as_deref(), Some("age"));
        assert_eq!(recall.down("age").as_deref(), Some(""));
        assert_eq!(recall.down(""), None);
    }

    #[test]
    fn what_was_typed_narrows_it_and_comes_back() {
        let mut recall = recall();
        assert_eq!(recall.up("pa").as_deref(), Some("pain >= 12"));
        assert_eq!(recall.up("pain >= 12").as_deref(), Some("pain >= 6"));
        assert_eq!(recall.up("pain >= 6"), None);
        assert_eq!(recall.down("pain >= 6").as_deref(), Some("pain >= 12"));
        assert_eq!(recall.down("pain >= 12").as_deref(), Some("pa"));
    }

    #[test]
    fn the_latest_that_begins_alike_is_offered() {
        let recall = recall();
        assert_eq!(recall.offer("pain"), Some(" >= 12"));
        assert_eq!(recall.offer("pain >= 6"), None);
        assert_eq!(recall.offer(""), None);
        assert_eq!(recall.offer("x"), None);
    }

    #[test]
    fn a_changed_line_is_looked_for_anew() {
        let mut recall = recall();
        assert_eq!(recall.up("").as_deref(), Some("age"));
        assert_eq!(recall.up(":").as_deref(), Some(":why"));
        assert_eq!(recall.down("something else"), None);
    }

    #[test]
    fn the_same_twice_is_once() {
        let mut recall = Recall::default();
        recall.add("a");
        recall.add("a");
        assert_eq!(recall.up("").as_deref(), Some("a"));
        assert_eq!(recall.up("a"), None);
    }
}
