//! The documents are true: their programs compile, and what they show on a console is what is printed.

use std::path::Path;

use elig::diagnostic::{Problems, Severity};

use crate::support::{compile, render};

/// The README and every page of `docs`; the pages of the codes have a test of their own.
fn documents() -> Vec<String> {
    let mut found = vec!["README.md".to_owned()];
    for folder in ["docs", "docs/language", "docs/testing"] {
        let pages = std::fs::read_dir(root().join(folder)).expect("the folder is there");
        let names = pages.map(|page| page.expect("it can be read").file_name().into_string().expect("UTF-8"));
        found.extend(names.filter(|name| name.ends_with(".md")).map(|name| format!("{folder}/{name}")));
    }
    found.sort();
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The fenced blocks of a document: the words behind the fence, the text, the line.
fn blocks(document: &str) -> Vec<(String, String, usize)> {
    let text = std::fs::read_to_string(root().join(document)).expect("the document is there");
    let mut found = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let block: String = lines
            .by_ref()
            .take_while(|(_, line)| *line != "```")
            .map(|(_, line)| format!("{line}\n"))
            .collect();
        found.push((info.to_owned(), block, number + 1));
    }
    found
}

/// An `elig` block is a program without errors; an `elig fragment` block is well formed.
#[test]
fn programs_compile() {
    for document in &documents() {
        for (info, text, line) in blocks(document) {
            match info.as_str() {
                "elig" => {
                    let compilation = compile(&text);
                    let shown = compilation.problems.render_plain(&compilation.sources);
                    assert!(compilation.ruleset.is_some(), "{document}:{line}\n{shown}");
                }
                "elig fragment" => {
                    let mut problems = Problems::new();
                    elig::syntax::parse(&text, elig::source::FileId::default(), &mut problems);
                    assert!(problems.is_empty(), "{document}:{line}\n{problems:?}");
                }
                _ => {}
            }
        }
    }
}

/// An `elig wrong` block has errors, and the block after it shows them; paste what this test prints when it no
/// longer does.
#[test]
fn errors_are_shown_as_they_are() {
    let mut wrong = 0;
    for document in &documents() {
        let blocks = blocks(document);
        for (index, (info, text, line)) in
            blocks.iter().enumerate().filter(|(_, (info, ..))| info == "elig wrong")
        {
            let compilation = compile(text);
            let mut errors = Problems::new();
            for problem in compilation.problems.iter().filter(|problem| problem.severity() == Severity::Error)
            {
                errors.push(problem.clone());
            }
            let rendered = render(&errors, &compilation.sources);
            let lines: Vec<_> = rendered.lines().map(str::trim_end).collect();
            let says = lines.join("\n").trim_matches('\n').replace("\n\n\n", "\n\n") + "\n";
            assert!(!errors.is_empty(), "{document}:{line}: the block after {info} has no errors");
            let shown = blocks.get(index + 1).filter(|(info, ..)| info == "text problems");
            assert!(shown.is_some_and(|(_, shown, _)| *shown == says), "{document}:{line}\n{says}");
            wrong += 1;
        }
    }
    assert!(wrong > 0, "no wrong program was found");
}

/// What documents show is what is printed. The blocks of a document run one after another in a folder with copies of the
/// examples and the rulesets, so that what one of them saves the next ones find.
///
/// - `console`: `$ elig …` prints what stands below it, up to the next command; a line of `…` stands for any lines.
/// - `repl ARGUMENTS`: what `elig repl` shows of a script; what stands behind its prompts is entered.
/// - `ask ARGUMENTS`: what `elig ask` shows; what stands behind its questions is answered.
#[test]
fn what_is_shown_is_what_is_printed() {
    let mut runs = [0; 3];
    for document in &documents() {
        let blocks = blocks(document);
        let is_run =
            |info: &str| ["console", "repl", "ask"].contains(&info.split(' ').next().unwrap_or(info));
        if !blocks.iter().any(|(info, ..)| is_run(info)) {
            continue;
        }
        let folder = workplace();
        for (info, shown, line) in blocks {
            let place = format!("{document}:{line}");
            match info.split_once(' ').unwrap_or((&info, "")) {
                ("console", _) => {
                    for session in shown.split("$ ").filter(|session| !session.trim().is_empty()) {
                        let (command, shown) = session.split_once('\n').unwrap_or((session, ""));
                        let command = command.strip_prefix("elig ").expect("a console shows elig");
                        assert_printed(folder.path(), &place, command, String::new(), shown);
                        runs[0] += 1;
                    }
                }
                ("repl", arguments) => {
                    let entries: String =
                        shown.lines().filter_map(entered).map(|entry| format!("{entry}\n")).collect();
                    assert_printed(folder.path(), &place, &format!("repl {arguments}"), entries, &shown);
                    runs[1] += 1;
                }
                ("ask", arguments) => {
                    let answers = shown.lines().filter_map(|line| line.split_once("? "));
                    let answers: String = answers.map(|(_, answer)| format!("{answer}\n")).collect();
                    assert_printed(folder.path(), &place, &format!("ask {arguments}"), answers, &shown);
                    runs[2] += 1;
                }
                _ => {}
            }
        }
    }
    assert!(runs.iter().all(|count| *count > 0), "some kind of block was not found: {runs:?}");
}

/// A folder with copies of what documents name.
fn workplace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder for the document");
    for part in ["examples", "rulesets"] {
        for entry in walkdir::WalkDir::new(root().join(part)) {
            let entry = entry.expect("it can be read");
            let target = folder.path().join(entry.path().strip_prefix(root()).expect("it is below"));
            match entry.file_type().is_dir() {
                true => std::fs::create_dir_all(target).expect("a folder"),
                false => drop(std::fs::copy(entry.path(), target).expect("a file")),
            }
        }
    }
    folder
}

/// Does `elig` print what is shown?
fn assert_printed(folder: &Path, place: &str, command: &str, input: String, shown: &str) {
    let output = assert_cmd::Command::cargo_bin("elig")
        .expect("it was built")
        .current_dir(folder)
        .args(words(command))
        .write_stdin(input)
        .output()
        .expect("it runs");
    let printed = String::from_utf8(output.stdout).expect("it prints UTF-8");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(matches(shown, &printed), "{place}: elig {command} prints\n{printed}\n--- and tells\n{errors}");
}

/// What was entered in this line of a transcript: `eligible> 1 + 1`, and `... + 2` where the entry goes on.
fn entered(line: &str) -> Option<String> {
    if let Some(rest) = line.strip_prefix("... ") {
        return Some(rest.to_owned());
    }
    // An answer in an interview: `pain_months? 24`.
    if let Some((fact, answer)) = line.split_once("? ")
        && fact.starts_with(|first: char| first.is_ascii_alphabetic())
        && (!fact.contains(' ') || fact.starts_with("another entry of "))
    {
        return Some(answer.to_owned());
    }
    let (before, entry) = line.split_once("> ")?;
    let before = before.split_once(" (").map_or(before, |(verdict, _)| verdict);
    let prompts = ["elig", "eligible", "ineligible", "undetermined", "not applicable"];
    prompts.contains(&before).then(|| entry.to_owned())
}

/// The words of a command line; quoted ones hold blanks.
fn words(line: &str) -> Vec<String> {
    let quoted = line.split('"').enumerate().map(|(at, part)| (at % 2 == 1, part));
    let words = quoted.flat_map(|(quoted, part)| match quoted {
        true => vec![part.to_owned()],
        false => part.split_whitespace().map(str::to_owned).collect(),
    });
    words.collect()
}

fn matches(shown: &str, printed: &str) -> bool {
    let mut rest = printed.trim_end();
    let shown = shown.trim_end();
    let open = shown.ends_with("\n…");
    let mut parts = shown.strip_suffix("\n…").unwrap_or(shown).split("\n…\n");
    let first = parts.next().unwrap_or_default();
    let Some(after) = rest.strip_prefix(first) else { return false };
    rest = after;
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.trim().is_empty() || open
}

/// Every link from one page to another leads to a file, and to a heading of it.
#[test]
fn links_lead_somewhere() {
    for document in &documents() {
        let path = root().join(document);
        let text = std::fs::read_to_string(&path).expect("the document is there");
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.starts_with("http") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let page = match file {
                "" => path.clone(),
                file => path.parent().expect("it is in a folder").join(file),
            };
            assert!(page.exists(), "{document}: {target} leads nowhere");
            if !anchor.is_empty() {
                let page = std::fs::read_to_string(&page).expect("it is a page");
                let headings = page.lines().filter(|line| line.starts_with('#'));
                let mut anchors = headings.map(|line| anchor_of(line.trim_start_matches(['#', ' '])));
                assert!(anchors.any(|own| own == anchor), "{document}: {target} has no such heading");
            }
        }
    }
}

/// The anchor that a heading gets where Markdown is shown.
fn anchor_of(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}
