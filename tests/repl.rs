//! The session of `elig repl`, driven by scripts: each is a list of entries, and its snapshot is what a user sees.

use std::path::{Path, PathBuf};

use elig::repl::{After, Entered, Session, Setup};
use jiff::civil::date;
use proptest::prelude::*;

/// The entries of a script: a line that is indented goes on with the one above.
fn entries(script: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in script.lines() {
        match found.last_mut() {
            Some(last) if line.starts_with(' ') => {
                last.push('\n');
                last.push_str(line);
            }
            _ => found.push(line.to_owned()),
        }
    }
    found
}

/// A folder with the files that the scripts use.
fn folder() -> tempfile::TempDir {
    // Its path is of one length, whoever runs this: what is shown is broken and aligned by it.
    let place = if cfg!(unix) { PathBuf::from("/tmp") } else { std::env::temp_dir() };
    let folder = tempfile::Builder::new().prefix("elig").tempdir_in(place).expect("there is room");
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/repl/files");
    for file in std::fs::read_dir(files).expect("the folder is there") {
        let file = file.expect("it can be read");
        std::fs::copy(file.path(), folder.path().join(file.file_name())).expect("it can be copied");
    }
    folder
}

struct Player {
    folder: tempfile::TempDir,
    session: Session,
    /// What a user sees, with the colours that a terminal would show.
    out: Vec<u8>,
    start: String,
}

impl Player {
    fn new(ruleset: Option<&str>, record: Option<&str>) -> Self {
        let folder = folder();
        let path = |name: &str| folder.path().join(name);
        let setup = Setup {
            ruleset: ruleset.map(path),
            record: record.map(path),
            today: Some(date(2025, 11, 20)),
            ..Setup::default()
        };
        let mut out = Vec::new();
        let (session, _) = Session::start(setup, &mut out).expect("a vector takes all");
        let start = session.document().to_owned();
        Self { folder, session, out, start }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn say(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
        self.out.push(b'\n');
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::write(&path, text).expect("it can be written");
        // However coarse the clock of the file system is, the change is seen.
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
        let file = std::fs::File::options().write(true).open(path).expect("it is there");
        file.set_modified(later).expect("its time can be set");
    }

    fn directive(&mut self, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.replace("DIR", &self.folder.path().display().to_string());
        match word {
            "%document" if rest == "unchanged" => assert_eq!(self.session.document(), self.start),
            "%document" => {
                let document = self.session.document().to_owned();
                self.say(&document);
            }
            "%show" => {
                let text = std::fs::read_to_string(self.path(&rest)).expect("it is there");
                self.say(&text);
            }
            "%write" => {
                let (name, text) = rest.split_once(' ').expect("a name and a text");
                self.write(name, &format!("{text}\n"));
            }
            "%replace" => {
                let (name, change) = rest.split_once(' ').expect("a name and a change");
                let (from, to) = change.split_once(" -> ").expect("a change");
                let text = std::fs::read_to_string(self.path(name)).expect("it is there");
                assert!(text.contains(from), "{from}");
                self.write(name, &text.replace(from, to));
            }
            "%complete" => {
                let found = self.session.completions(&rest, rest.len());
                for candidate in &found.candidates {
                    let line =
                        format!("  {:?} {}  {}", candidate.kind, candidate.text, candidate.description);
                    self.say(line.trim_end());
                }
                let start = rest.get(found.start..).expect("a place in the text").to_owned();
                self.say(&format!("  in the place of `{start}`"));
            }
            "%hint" => {
                let hint = self.session.hint(&rest);
                self.say(&format!("  {hint:?}"));
            }
            "%entered" => {
                let entered = self.session.entered(&rest);
                self.say(&format!("  {entered:?}"));
            }
            "%kept" => {
                let kept = self.session.may_be_kept(&rest);
                self.say(&format!("  {kept}"));
            }
            _ => panic!("no directive {word}"),
        }
    }

    fn play(&mut self, entry: &str) {
        if entry.starts_with('%') {
            self.say(entry);
            return self.directive(entry);
        }
        self.session.refresh(&mut self.out).expect("a vector takes all");
        let shown = format!("{}{entry}", self.session.prompt());
        self.say(&shown);
        let entry = entry.replace("DIR", &self.folder.path().display().to_string());
        let after = self.session.enter(&entry, &mut self.out).expect("a vector takes all");
        if after != After::Done {
            self.say(&format!("({after:?})"));
        }
    }

    fn seen(self) -> String {
        let plain = anstream::adapter::strip_bytes(&self.out).into_vec();
        let text = String::from_utf8(plain).expect("text");
        let lines: Vec<_> = text.lines().map(str::trim_end).collect();
        lines.join("\n").replace(&self.folder.path().display().to_string(), "DIR")
    }
}

#[test]
fn what_a_user_sees() {
    insta::glob!("repl/*.txt", |path| {
        let script = std::fs::read_to_string(path).expect("the script is there");
        let mut entries = entries(&script);
        let take = |entries: &mut Vec<String>, word: &str| {
            let at = entries.iter().position(|entry| entry.starts_with(word))?;
            Some(entries.remove(at)[word.len()..].to_owned())
        };
        let (ruleset, record) = (take(&mut entries, "%load "), take(&mut entries, "%record "));
        let mut player = Player::new(ruleset.as_deref(), record.as_deref());
        for entry in entries {
            player.play(&entry);
        }
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(player.seen()) });
    });
}

/// What a person might type, whole or in part.
const PIECES: &[&str] = &[
    "fact",
    "require",
    "exclude",
    "define",
    "test",
    "patient",
    "use",
    "ruleset",
    "source",
    "x",
    "pain_months",
    "sex",
    "weight",
    "treatments",
    "care",
    ":",
    "?",
    "=",
    ">=",
    "<",
    "and",
    "or",
    "not",
    "is",
    "in",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "\"text\"",
    "'kg'",
    "'",
    "6",
    "@2025-05",
    "months",
    "boolean",
    "integer",
    "female",
    ",",
    ".",
    "+",
    "*",
    "some",
    "where",
    "count of",
    "latest",
    "within",
    "because",
    "cite",
    "\n",
    "\n  ",
    "#",
    ":set",
    ":unset",
    ":info",
    ":type",
    ":undo",
    ":rules",
    ":facts",
    ":check",
    ":help",
    ":keep",
    ":asof",
    "é",
    "\u{202e}",
    "→",
];

fn entry() -> impl Strategy<Value = String> {
    let pieces =
        prop::collection::vec(prop::sample::select(PIECES), 0..12).prop_map(|pieces| pieces.join(" "));
    prop_oneof![4 => pieces, 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever is typed, nothing panics, and what is refused leaves everything as it was.
    #[test]
    fn what_is_refused_leaves_no_trace(entries in prop::collection::vec(entry(), 1..6)) {
        let mut player = Player::new(Some("clinic.elig"), Some("p-001.json"));
        for entry in entries {
            // Files are no part of this.
            if entry.contains("use") { continue }
            let session = &mut player.session;
            let (document, prompt) = (session.document().to_owned(), session.prompt());
            let _: Entered = session.entered(&entry);
            let _ = session.hint(&entry);
            let _ = session.may_be_kept(&entry);
            for (at, _) in entry.char_indices().chain([(entry.len(), ' ')]) {
                let found = session.completions(&entry, at);
                prop_assert!(entry.is_char_boundary(found.start) && found.start <= at);
            }
            let after = session.enter(&entry, &mut player.out).expect("a vector takes all");
            if after == After::Failed {
                prop_assert_eq!(&document, session.document());
                prop_assert_eq!(&prompt, &session.prompt());
            }
        }
    }
}

/// Deep nesting and long entries end with an error, and not with the stack.
#[test]
fn nothing_is_too_much() {
    let mut player = Player::new(Some("clinic.elig"), None);
    for entry in [
        "(".repeat(50_000),
        "not ".repeat(50_000),
        "?+".repeat(20_000),
        ":".repeat(50_000),
        "a.".repeat(50_000),
    ] {
        let _ = player.session.entered(&entry);
        let _ = player.session.completions(&entry, entry.len());
        let after = player.session.enter(&entry, &mut player.out).expect("a vector takes all");
        assert_eq!(after, After::Failed);
    }
    assert_eq!(player.session.document(), player.start);
}
