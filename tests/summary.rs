//! What a screening says in numbers, as it is read: as text, as a page, as JSON.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use elig::Absence;
use elig::about::{Citation, Evidence, SourceAbout};
use elig::decision::{Place, SettingUsed};
use elig::diagnostic::Code;
use elig::ir::RuleKind;
use elig::screen::Page;
use elig::screen::summary::{
    AttritionStep, DatesDecided, MissingCount, NearMisses, PairCount, ProblemCount, RuleCount,
    RulesetScreened, SCHEMA, ScopeCount, Summary, Verdicts,
};
use jiff::civil::date;
use roxmltree::{Document, Node, ParsingOptions};
use serde_json::{Value, json};

use crate::schema::{Schema, described, note_declared, note_properties};

/// A rule of a made-up cohort: its label, its kind, its words, how many leave at it, for how many it is the first that
/// is unknown.
type Rule<'r> = (&'r str, RuleKind, &'r str, u64, u64);

/// A summary whose figures fit together. Whoever does not leave and is not open is eligible.
fn cohort(rules: &[Rule<'_>], patients: u64, others: u64) -> Summary {
    let (mut there, mut open) = (patients - others, 0);
    let asked = there;
    let mut attrition = Vec::new();
    let mut counts = Vec::new();
    for (at, (label, kind, words, lost, opens)) in rules.iter().enumerate() {
        let label: Arc<str> = Arc::from(*label);
        let (before, advice) = (there, *kind == RuleKind::Caution);
        if !advice {
            there -= lost;
            open += opens;
            attrition.push(AttritionStep {
                label: Arc::clone(&label),
                before,
                lost: *lost,
                after: there,
                open,
            });
        }
        let (keeps, leaves) = if advice { (0, 0) } else { (lost / 3, opens / 2) };
        counts.push(RuleCount {
            label,
            kind: *kind,
            because: (!words.is_empty()).then(|| Arc::from(*words)),
            condition: Arc::from(format!("value_{at} >= {at}")),
            applies_when: None,
            reading: None,
            citations: Vec::new(),
            evidence: Vec::new(),
            place: Place { file: "rules.elig".to_owned(), line: 10 + at },
            met: patients - lost - opens,
            not_met: *lost,
            unknown: *opens,
            not_applicable: 0,
            alone_keeps_out: keeps,
            alone_leaves_open: leaves,
            more_without: keeps + leaves,
        });
    }
    let verdicts = Verdicts {
        eligible: there - open,
        ineligible: asked - there,
        undetermined: open,
        not_applicable: others,
    };
    Summary {
        schema: SCHEMA,
        engine: "elig 0.1.0",
        ruleset: RulesetScreened {
            name: Some(Arc::from("clinic.page")),
            title: Some(Arc::from("A clinic's page")),
            version: Some(Arc::from("3")),
            file: "rules.elig".to_owned(),
            hash: format!("sha256:{}", "0".repeat(64)),
            settings: Vec::new(),
        },
        as_of: DatesDecided {
            fixed: Some(date(2025, 11, 20)),
            earliest: Some(date(2025, 11, 20)),
            latest: Some(date(2025, 11, 20)),
            without_own: 0,
        },
        complete: true,
        patients,
        with_problems: 0,
        without_facts: 0,
        rejected: 0,
        problems: Vec::new(),
        verdicts,
        scope: None,
        attrition,
        near_misses: NearMisses {
            by_one_rule: counts.iter().map(|rule| rule.alone_keeps_out).sum(),
            by_two_rules: 0,
            by_one_fact: 0,
            pairs: Vec::new(),
        },
        rules: counts,
        missing: Vec::new(),
    }
}

/// Something of everything that a summary can have.
fn rich() -> Summary {
    let rules = [
        ("duration", RuleKind::Require, "The pain has lasted six months or more", 12_345, 1_200),
        ("imaging", RuleKind::Require, "Type 1 or type 2 changes are seen on imaging", 20_000, 4_321),
        ("adult", RuleKind::Require, "At least 18 years old", 0, 0),
        ("device.pacemaker", RuleKind::Exclude, "An implanted cardiac pacemaker", 0, 2),
        ("infection", RuleKind::Exclude, "An active infection", 803, 50),
        ("smoker", RuleKind::Caution, "Smokers heal more slowly", 7_000, 9),
    ];
    let mut summary = cohort(&rules, 49_988, 1_000);
    summary.rejected = 12;
    summary.with_problems = 37;
    summary.without_facts = 5;
    let problem = |code: Code, path: &str, records, rejects| ProblemCount {
        code,
        title: code.title(),
        path: path.to_owned(),
        records,
        rejects,
    };
    summary.problems = vec![
        problem(Code::RecordUnit, "odi[].value", 30, false),
        problem(Code::RecordSyntax, "", 12, true),
        problem(Code::UnknownKey, "pacemakr", 7, false),
    ];
    summary.scope = Some(ScopeCount {
        condition: Arc::from("adult and not palliative"),
        holds: 48_000,
        does_not_hold: 1_000,
        unknown: 988,
    });
    summary.ruleset.settings =
        vec![SettingUsed { name: Arc::from("least_months"), value: "6".to_owned(), own: "3".to_owned() }];
    summary.as_of = DatesDecided {
        fixed: None,
        earliest: Some(date(2024, 1, 2)),
        latest: Some(date(2025, 11, 20)),
        without_own: 1_500,
    };
    let source = Arc::new(SourceAbout {
        name: Arc::from("page"),
        title: Some(Arc::from("A page")),
        publisher: Some(Arc::from("A clinic")),
        updated: Some(Arc::from("2025-04")),
        reviewed: Some(Arc::from("2025-05")),
        pending: true,
    });
    summary.rules[0].citations =
        vec![Citation { source, item: Some(Arc::from("long")), says: Some(Arc::from("Six months or more")) }];
    summary.rules[0].evidence = vec![Evidence { scheme: Arc::from("grade"), grade: Arc::from("B") }];
    summary.rules[0].reading = Some(Arc::from("A month is a calendar month"));
    summary.rules[0].applies_when = Some(Arc::from("not acute"));
    let missing = |fact: &str, patients, alone, reasons: &[(Absence, u64)]| MissingCount {
        fact: Arc::from(fact),
        description: Some(Arc::from("What the radiologist saw")),
        patients,
        alone,
        reasons: reasons.to_vec(),
        rules: vec![(Arc::from("imaging"), patients), (Arc::from("infection"), 20)],
    };
    summary.missing = vec![
        missing("mri.modic", 4_321, 4_000, &[(Absence::NotRecorded, 4_000), (Absence::Stale, 321)]),
        MissingCount {
            description: None,
            rules: Vec::new(),
            ..missing("onset", 900, 1, &[(Absence::Imprecise, 900)])
        },
    ];
    summary.near_misses.by_two_rules = 1_111;
    summary.near_misses.by_one_fact = 4_001;
    let labels = |one: &str, other: &str| [Arc::from(one), Arc::from(other)];
    summary.near_misses.pairs = vec![
        PairCount { rules: labels("duration", "imaging"), patients: 1_011 },
        PairCount { rules: labels("imaging", "infection"), patients: 100 },
    ];
    summary
}

fn small() -> Summary {
    let rules = [
        ("months", RuleKind::Require, "Six months or more", 2, 0),
        ("pacemaker", RuleKind::Exclude, "", 1, 1),
    ];
    cohort(&rules, 6, 0)
}

/// Many rules, some of them with long words, and stretches at which nobody leaves.
fn thirty() -> Summary {
    let labels: Vec<String> = (1..=30).map(|number| format!("criterion_{number}.of_the_protocol")).collect();
    let words: Vec<String> = (1..=30)
        .map(|number| {
            format!(
                "What the protocol asks under its heading {number}, {}",
                "at some length ".repeat(number % 7)
            )
        })
        .collect();
    let rules: Vec<_> = (0..30)
        .map(|at| {
            let lost = if (10..18).contains(&at) || at == 25 { 0 } else { 1_000 + 37 * at as u64 };
            let kind = if at % 3 == 0 { RuleKind::Exclude } else { RuleKind::Require };
            (labels[at].as_str(), kind, words[at].as_str(), lost, 5 * (at as u64 % 4))
        })
        .collect();
    cohort(&rules, 1_234_567, 0)
}

fn nobody_eligible() -> Summary {
    let rules = [
        ("first", RuleKind::Require, "It holds of nobody", 1_000, 0),
        ("second", RuleKind::Require, "", 0, 0),
    ];
    cohort(&rules, 1_000, 0)
}

fn nobody_at_all() -> Summary {
    let mut summary = cohort(&[("first", RuleKind::Require, "It holds", 0, 0)], 0, 0);
    summary.as_of = DatesDecided { fixed: None, earliest: None, latest: None, without_own: 0 };
    summary
}

fn interrupted() -> Summary {
    Summary { complete: false, ..small() }
}

const HOSTILE: &str = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>]]>--><!--";

/// Hostile words wherever words can stand, and what a terminal would obey.
fn hostile() -> Summary {
    let text = format!("\u{1b}[2J\u{202e}{HOSTILE}\u{0}\u{8}\u{ffff}\n\u{fffe}");
    let words: Arc<str> = Arc::from(text.as_str());
    let mut summary = rich();
    let ruleset = &mut summary.ruleset;
    (ruleset.name, ruleset.title, ruleset.version) =
        (Some(Arc::clone(&words)), Some(Arc::clone(&words)), Some(Arc::clone(&words)));
    (ruleset.file, ruleset.hash) = (text.clone(), text.clone());
    ruleset.settings = vec![SettingUsed { name: Arc::clone(&words), value: text.clone(), own: text.clone() }];
    for (at, (rule, number)) in summary.rules.iter_mut().zip(1..).enumerate() {
        let label: Arc<str> = Arc::from(format!("{number}{text}"));
        if let Some(step) = summary.attrition.get_mut(at) {
            step.label = Arc::clone(&label);
        }
        rule.label = label;
        rule.because = Some(Arc::clone(&words));
        rule.condition = Arc::clone(&words);
        rule.applies_when = Some(Arc::clone(&words));
        rule.reading = Some(Arc::clone(&words));
        rule.place.file = text.clone();
        rule.evidence = vec![Evidence { scheme: Arc::clone(&words), grade: Arc::clone(&words) }];
        let some = Some(Arc::clone(&words));
        let source = SourceAbout {
            name: Arc::clone(&words),
            title: some.clone(),
            publisher: some.clone(),
            updated: some.clone(),
            reviewed: some.clone(),
            pending: false,
        };
        rule.citations = vec![Citation { source: Arc::new(source), item: some.clone(), says: some }];
    }
    for missing in &mut summary.missing {
        missing.fact = Arc::clone(&words);
        missing.description = Some(Arc::clone(&words));
        missing.rules = vec![(Arc::clone(&words), 7)];
    }
    for pair in &mut summary.near_misses.pairs {
        pair.rules = [Arc::clone(&words), Arc::clone(&words)];
    }
    for problem in &mut summary.problems {
        problem.path = text.clone();
    }
    if let Some(scope) = &mut summary.scope {
        scope.condition = words;
    }
    summary
}

/// Words without a blank, of 300 letters each, and counts as large as they can be.
fn long() -> Summary {
    let (wide, narrow, other) = ("W".repeat(300), "long_".repeat(60), "文".repeat(300));
    let rules = [
        (wide.as_str(), RuleKind::Require, narrow.as_str(), 1_000_000_000, 0),
        (narrow.as_str(), RuleKind::Exclude, wide.as_str(), 0, 3_000),
        (other.as_str(), RuleKind::Require, other.as_str(), 1, 0),
    ];
    let mut summary = cohort(&rules, 9_999_999_999, 0);
    summary.ruleset.title = Some(Arc::from(wide.as_str()));
    summary.missing = vec![MissingCount {
        fact: Arc::from(other),
        description: Some(Arc::from(wide.as_str())),
        patients: 3_000,
        alone: 3_000,
        reasons: vec![(Absence::Invalid, 3_000)],
        rules: vec![(Arc::from(narrow.as_str()), 3_000)],
    }];
    summary.near_misses.pairs = vec![PairCount { rules: [Arc::from(wide), Arc::from(narrow)], patients: 1 }];
    summary
}

pub fn all() -> Vec<(&'static str, Summary)> {
    vec![
        ("rich", rich()),
        ("small", small()),
        ("thirty", thirty()),
        ("nobody_eligible", nobody_eligible()),
        ("nobody_at_all", nobody_at_all()),
        ("interrupted", interrupted()),
        ("hostile", hostile()),
        ("long", long()),
    ]
}

// As text.

fn text_of(summary: &Summary) -> String {
    let mut out = anstream::StripStream::new(Vec::new());
    elig::cli::write_summary(summary, &mut out).expect("it is written");
    String::from_utf8(out.into_inner()).expect("UTF-8")
}

#[test]
fn as_text() {
    for (name, summary) in all() {
        insta::assert_snapshot!(format!("text_{name}"), text_of(&summary));
    }
}

#[test]
fn text_fits_on_a_terminal() {
    for (name, summary) in all() {
        let mut raw = Vec::new();
        elig::cli::write_summary(&summary, &mut raw).expect("it is written");
        for line in text_of(&summary).lines() {
            let width = textwrap::core::display_width(line);
            assert!(width <= 100, "{name}, {width} columns: {line}");
            assert_eq!(line, line.trim_end(), "{name}");
            assert!(
                !line.contains(|c: char| c.is_control()) && !line.contains('\u{202e}'),
                "{name}: {line:?}"
            );
        }
    }
}

// As a page.

/// The page as XML, which it is, too.
fn parsed(page: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(page, options).unwrap_or_else(|error| panic!("{error}\n{page}"))
}

fn elements<'d>(node: Node<'d, 'd>, name: &str) -> Vec<Node<'d, 'd>> {
    node.descendants().filter(|node| node.tag_name().name() == name).collect()
}

fn shown(node: Node<'_, '_>) -> String {
    let text: String = node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The cells of a table, row by row, the heads first.
fn cells(table: Node<'_, '_>) -> Vec<Vec<String>> {
    let rows = table.descendants().filter(|node| node.tag_name().name() == "tr");
    rows.map(|row| row.children().filter(Node::is_element).map(shown).collect()).collect()
}

#[test]
fn as_a_page() {
    for (name, summary) in all() {
        if matches!(name, "thirty" | "hostile" | "long") {
            continue;
        }
        let page = Page::of(&summary).to_string();
        // The style and the script have files of their own.
        let (head, rest) = page.split_once("<style>").expect("it has a style");
        let (_, body) = rest.split_once("</style>").expect("it ends");
        let (body, _) = body.split_once("<script>").expect("it has a script");
        insta::assert_snapshot!(format!("page_{name}"), format!("{head}{body}"));
    }
}

/// What holds of every page: whoever reads it aloud, follows its links or opens it offline is served.
#[test]
fn a_page_stands_alone() {
    for (name, summary) in all() {
        let page = Page::of(&summary).to_string();
        let document = parsed(&page);
        let root = document.root_element();
        assert_eq!((root.tag_name().name(), root.attribute("lang")), ("html", Some("en")));
        for absent in ["link", "img", "iframe", "object", "embed", "form", "base", "image", "use", "a:href"] {
            assert!(elements(root, absent).is_empty(), "{name}: there is a {absent}");
        }
        let mut ids = HashSet::new();
        for node in root.descendants().filter(Node::is_element) {
            for attribute in node.attributes() {
                assert!(!attribute.name().starts_with("on"), "{name}: {}", attribute.name());
                assert!(
                    !["src", "style", "action"].contains(&attribute.name()),
                    "{name}: {}",
                    attribute.name()
                );
                let outside = attribute.value().contains("//") || attribute.value().contains("url(");
                assert!(!outside || attribute.name() == "xmlns", "{name}: {}", attribute.value());
            }
            if let Some(id) = node.attribute("id") {
                assert!(ids.insert(id), "{name}: #{id} is there twice");
            }
        }
        for link in elements(root, "a") {
            let target = link.attribute("href").and_then(|target| target.strip_prefix('#'));
            assert!(target.is_some_and(|target| ids.contains(target)), "{name}: {target:?} is not there");
        }
        for word in ["aria-labelledby", "aria-describedby"] {
            for id in root.descendants().filter_map(|node| node.attribute(word)) {
                assert!(ids.contains(id), "{name}: #{id} is not there");
            }
        }
        let style = shown(elements(root, "style")[0]);
        assert!(!style.contains("url(") && !style.contains("@import"), "the style loads something");
        let scripts = elements(root, "script");
        assert_eq!(scripts.len(), 1);
        for table in elements(root, "table") {
            let caption = table.first_element_child().expect("a table has parts");
            assert!(caption.tag_name().name() == "caption" && !shown(caption).is_empty());
            let rows = cells(table);
            assert!(rows.len() > 1 && rows.iter().all(|row| row.len() == rows[0].len()), "{name}: {rows:?}");
            for heading in elements(table, "th") {
                let scoped = matches!(heading.attribute("scope"), Some("col" | "row"));
                assert!(scoped && !shown(heading).is_empty(), "{name}: {heading:?}");
            }
        }
        for drawing in root.descendants().filter(|node| node.attribute("role") == Some("img")) {
            for part in ["title", "desc"] {
                assert!(elements(drawing, part).iter().any(|text| !shown(*text).is_empty()));
            }
        }
        let levels =
            root.descendants().filter_map(|node| node.tag_name().name().strip_prefix('h')?.parse().ok());
        let levels: Vec<usize> = levels.collect();
        assert_eq!(levels[0], 1);
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{name}: {levels:?}");
    }
}

/// Only the script that is written may run: the policy names it by the hash of its text, as it is written.
#[test]
fn the_policy_names_the_script() {
    use sha2::{Digest, Sha256};
    let summary = small();
    let page = Page::of(&summary).to_string();
    let (_, rest) = page.split_once("<script>").expect("there is one");
    let (script, _) = rest.split_once("</script>").expect("it ends");
    // Readers of HTML and of XML see the same.
    let document = parsed(&page);
    let read: String =
        elements(document.root_element(), "script")[0].text().expect("it has a text").to_owned();
    assert_eq!(read, script);
    let hash: Vec<u8> = Sha256::digest(script.as_bytes()).to_vec();
    let metas = elements(document.root_element(), "meta");
    let policy =
        metas.iter().find_map(|meta| meta.attribute("content").filter(|text| text.contains("script-src")));
    let policy = policy.expect("there is a policy");
    let (_, named) = policy.split_once("script-src 'sha256-").expect("it names a hash");
    assert_eq!(unbase64(named.trim_end_matches('\'')), hash);
    assert!(policy.starts_with("default-src 'none';") && policy.matches("script-src").count() == 1);
}

/// Read back, bit by bit.
fn unbase64(text: &str) -> Vec<u8> {
    let value = |c: char| match c {
        'A'..='Z' => c as u32 - 'A' as u32,
        'a'..='z' => c as u32 - 'a' as u32 + 26,
        '0'..='9' => c as u32 - '0' as u32 + 52,
        '+' => 62,
        '/' => 63,
        other => panic!("{other} in base64"),
    };
    let letters = text.trim_end_matches('=').chars();
    let bits: String = letters.map(|c| format!("{:06b}", value(c))).collect();
    let bytes = bits.as_bytes().chunks_exact(8);
    bytes
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).expect("ASCII"), 2).expect("bits"))
        .collect()
}

/// Nothing that a ruleset or a record says becomes part of the page, wherever it stands.
#[test]
fn a_page_shows_hostile_text_as_text() {
    let summary = hostile();
    let page = Page::of(&summary).to_string();
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains("<img") && !page.contains("<!--"));
    assert!(
        !page.contains(|c: char| c.is_control() && c != '\n') && !page.contains(['\u{202e}', '\u{ffff}'])
    );
    let document = parsed(&page);
    let text = shown(document.root_element());
    assert!(text.matches(HOSTILE).count() > 40, "{}", text.matches(HOSTILE).count());
    for node in document.descendants() {
        assert!(node.attributes().all(|attribute| !attribute.value().contains("alert")));
    }
}

/// A number of a rectangle.
fn number(node: Node<'_, '_>, name: &str) -> i64 {
    node.attribute(name).unwrap_or_else(|| panic!("no {name}")).parse().expect("a number")
}

/// Boxes lie over nothing, and are within the drawing; their texts and bars are within them.
#[test]
fn boxes_do_not_overlap() {
    let mut boxes_seen = 0;
    for (name, summary) in all() {
        let page = Page::of(&summary).to_string();
        let document = parsed(&page);
        let drawings = document.descendants().filter(|node| {
            node.attribute("role") == Some("img") && node.attribute("aria-labelledby") != Some("bar-title")
        });
        for drawing in drawings {
            let view: Vec<i64> = drawing
                .attribute("viewBox")
                .expect("it has one")
                .split(' ')
                .map(|n| n.parse().unwrap())
                .collect();
            let (width, height) = (view[2], view[3]);
            assert!(
                height <= 920,
                "{name}: a part is {height} high, more than a sheet of paper has room for"
            );
            let of = |node: Node<'_, '_>| {
                let (x, y) = (number(node, "x"), number(node, "y"));
                (x, y, x + number(node, "width"), y + number(node, "height"))
            };
            let is_box =
                |node: &Node<'_, '_>| node.attribute("class").is_some_and(|class| class.starts_with("box"));
            let boxes: Vec<_> = elements(drawing, "rect").into_iter().filter(is_box).map(of).collect();
            boxes_seen += boxes.len();
            for (at, one) in boxes.iter().enumerate() {
                assert!(one.0 >= 0 && one.1 >= 0 && one.2 <= width && one.3 <= height, "{name}: {one:?}");
                for other in &boxes[at + 1..] {
                    let apart = one.2 < other.0 || other.2 < one.0 || one.3 < other.1 || other.3 < one.1;
                    assert!(apart, "{name}: {one:?} and {other:?}");
                }
            }
            let inside = |inner: (i64, i64, i64, i64)| {
                boxes.iter().any(|outer| {
                    inner.0 > outer.0 && inner.1 > outer.1 && inner.2 < outer.2 && inner.3 < outer.3
                })
            };
            for bar in elements(drawing, "rect").into_iter().filter(|node| !is_box(node)) {
                assert!(inside(of(bar)), "{name}: a bar is outside");
            }
            for window in elements(drawing, "svg").into_iter().filter(|node| *node != drawing) {
                assert!(inside(of(window)), "{name}: a text is outside");
                let (room, height) = (number(window, "width"), number(window, "height"));
                for line in elements(window, "text") {
                    let baseline = number(line, "y");
                    assert!(
                        baseline >= 12 && baseline + 4 <= height,
                        "{name}: a line at {baseline} of {height}"
                    );
                    // Half of the height of a letter is its usual width; the drawing takes more.
                    let letters = i64::try_from(shown(line).chars().count()).expect("not many");
                    assert!(letters * 7 <= room, "{name}: {letters} letters in {room}");
                }
            }
        }
    }
    assert!(boxes_seen > 80, "{boxes_seen} boxes");
}

/// Whoever does not see the drawings reads the same figures in the tables.
#[test]
fn every_figure_of_a_drawing_is_in_a_table() {
    for (name, summary) in
        [("rich", rich()), ("small", small()), ("nobody", nobody_eligible()), ("thirty", thirty())]
    {
        let page = Page::of(&summary).to_string();
        let document = parsed(&page);
        let root = document.root_element();
        let tables: String =
            elements(root, "table").into_iter().map(|table| cells(table).concat().join(" ") + " ").collect();
        let figures = |text: &str| -> BTreeSet<String> {
            let kept = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '%' | '<' | '>');
            let words = text.split(|c: char| !kept(c)).map(|word| word.trim_matches([',', '.']));
            words.filter(|word| word.contains(|c: char| c.is_ascii_digit())).map(str::to_owned).collect()
        };
        let known = figures(&tables);
        let mut seen = BTreeSet::new();
        for drawing in root.descendants().filter(|node| node.attribute("role") == Some("img")) {
            for text in elements(drawing, "text") {
                // Words of rules may have figures of their own.
                let line = shown(text);
                let ours = summary.rules.iter().all(|rule| {
                    rule.because.as_ref().is_none_or(|words| !words.contains(line.trim_end_matches('…')))
                });
                if ours && !line.starts_with("must") {
                    seen.extend(figures(&line));
                }
            }
        }
        let label = |figure: &String| summary.rules.iter().any(|rule| figures(&rule.label).contains(figure));
        let missed: Vec<_> =
            seen.iter().filter(|figure| !known.contains(*figure) && !label(figure)).collect();
        assert_eq!(missed, Vec::<&String>::new(), "{name}");
        assert!(seen.len() >= 4, "{name}: {seen:?}");
    }
}

/// The parts in their order, and what is in them.
#[test]
fn a_page_says_where_patients_are_lost() {
    let summary = rich();
    let page = Page::of(&summary).to_string();
    let document = parsed(&page);
    let root = document.root_element();
    let headings: Vec<_> = elements(root, "h2").into_iter().map(shown).collect();
    assert_eq!(
        headings,
        [
            "At a glance",
            "Where patients are lost",
            "Attrition",
            "Rules, each by itself",
            "Missing facts",
            "Near misses",
            "Problems in records",
            "Rules in words, and their sources",
            "What was screened"
        ]
    );
    let tables = elements(root, "table");
    let attrition = cells(tables[1]);
    assert_eq!(attrition[1], ["duration", "48,988 98.0%", "12,345 25.2%", "36,643 73.3%", "1,200 3.3%"]);
    assert_eq!(attrition.len(), 6, "advice keeps nobody out");
    let rules = cells(tables[2]);
    assert_eq!(rules[1][6..], ["4,115 12.4%", "600 10.8%", "4,715 9.4%"]);
    assert_eq!(rules[6][6..], ["–", "–", "–"]);
    let words = shown(elements(root, "article")[0]);
    for said in [
        "Six months or more",
        "A page; A clinic; updated 2025-04, reviewed 2025-05, review pending",
        "grade: B",
    ] {
        assert!(words.contains(said), "{said} is not in {words}");
    }
    let whole = shown(elements(root, "body")[0]);
    for said in [
        "Small counts may identify somebody",
        "least_months = 6 (the ruleset's own is 3)",
        "yes: all records",
    ] {
        assert!(whole.contains(said), "{said}");
    }
}

/// That it is a part is said where nobody can miss it.
#[test]
fn an_interrupted_screening_says_so_loudly() {
    let (whole, part) = (small(), interrupted());
    let loud = |summary: &Summary| {
        let page = Page::of(summary).to_string();
        [page.matches("INCOMPLETE").count(), text_of(summary).matches("INCOMPLETE").count()]
    };
    assert_eq!(loud(&whole), [0, 0]);
    let [page, text] = loud(&part);
    // The window, the head, the drawing, the foot.
    assert_eq!(page, 4);
    assert_eq!(text, 1);
    assert!(text_of(&part).starts_with("! INCOMPLETE"));
}

/// Text is read on its ground, on a bright screen and on a dark one: by WCAG, 4.5 to 1 at the least.
#[test]
fn a_page_has_contrast() {
    let summary = small();
    let page = Page::of(&summary).to_string();
    let mut checked = 0;
    let mut schemes = [String::new(), String::new()];
    let (_, style) = page.split_once("<style>").expect("it has a style");
    let (style, _) = style.split_once("</style>").expect("it ends");
    let mut dark = false;
    for line in style.lines() {
        if line.starts_with("@media (prefers-color-scheme: dark)") {
            dark = true;
        } else if line == "}" {
            dark = false;
        }
        schemes[usize::from(dark)] += line;
    }
    for scheme in schemes {
        let light = |wanted: &str| -> Option<f64> {
            let (_, rest) = scheme.split_once(&format!("--{wanted}: #"))?;
            let channel = |at: usize| {
                let value = f64::from(u8::from_str_radix(rest.get(at..at + 2)?, 16).ok()?) / 255.0;
                Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
            };
            Some(0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?)
        };
        let names = [
            "page",
            "quiet",
            "head",
            "link",
            "eligible",
            "ineligible",
            "undetermined",
            "not-applicable",
            "alarm",
            "share",
        ];
        for name in names.into_iter().chain(["bar"]) {
            let (ink, paper) = (light(&format!("{name}-ink")), light(&format!("{name}-paper")));
            let (ink, paper) = (ink.expect("an ink"), paper.expect("a paper"));
            let ratio = (ink.max(paper) + 0.05) / (ink.min(paper) + 0.05);
            // A bar is no text.
            let least = if name == "bar" { 3.0 } else { 4.5 };
            assert!(ratio >= least, "{name}: {ratio:.2}");
            checked += 1;
        }
    }
    assert_eq!(checked, 22);
}

// As JSON.

const SCHEMA_TEXT: &str = include_str!("../docs/screen.schema.json");
const DOCS: &str = include_str!("../docs/screen.md");

fn json_of(summary: &Summary) -> Value {
    serde_json::to_value(summary).expect("a summary is JSON")
}

#[test]
fn every_summary_fits_the_schema() {
    let schema = Schema::of(SCHEMA_TEXT);
    let mut seen = serde_json::Map::new();
    for (name, summary) in all() {
        let json = json_of(&summary);
        // A fingerprint of hostile text is none.
        if name != "hostile" {
            schema.check(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        note_properties(&json, &mut seen);
    }
    // What is checked has something of everything, and the page speaks of all of it.
    let mut known = serde_json::Map::new();
    note_declared(&serde_json::from_str(SCHEMA_TEXT).expect("it is JSON"), &mut known);
    let missed: Vec<_> = known.keys().filter(|property| !seen.contains_key(*property)).collect();
    assert_eq!(missed, Vec::<&String>::new(), "no summary here has these properties");
    let told: Vec<_> = json_of(&rich()).as_object().expect("an object").keys().cloned().collect();
    let of_decisions =
        ["item", "says", "source", "publisher", "updated", "reviewed", "pending", "scheme", "grade", "line"];
    for property in known.keys().chain(&told).filter(|property| !of_decisions.contains(&property.as_str())) {
        assert!(DOCS.contains(&format!("`{property}`")), "docs/screen.md says nothing of `{property}`");
    }
}

#[test]
fn the_schema_describes_every_property() {
    let schema = described(SCHEMA_TEXT);
    assert_eq!(schema["properties"]["schema"]["const"], SCHEMA);
}

/// The check can fail: each of these changes is noticed.
#[test]
fn the_schema_refuses_what_is_no_summary() {
    let schema = Schema::of(SCHEMA_TEXT);
    let whole = json_of(&rich());
    schema.check(&whole).expect("it is one as it is");
    for place in [
        "",
        "/ruleset",
        "/as_of",
        "/verdicts",
        "/scope",
        "/attrition/0",
        "/rules/0",
        "/missing/0",
        "/near_misses",
    ] {
        let members = whole.pointer(place).and_then(Value::as_object).expect("an object");
        for property in members.keys().filter(|property| *property != "settings") {
            let mut less = whole.clone();
            less.pointer_mut(place).and_then(Value::as_object_mut).expect("an object").remove(property);
            assert!(schema.check(&less).is_err(), "{place} without {property} was taken");
        }
    }
    for (pointer, value) in [
        ("/schema", json!("elig-screen/2")),
        ("/patients", json!(-1)),
        ("/patients", json!("49988")),
        ("/patients", json!(1.5)),
        ("/complete", json!("yes")),
        ("/id", json!("p-1")),
        ("/ruleset/hash", json!("sha256:0")),
        ("/ruleset/settings", json!([])),
        ("/as_of/earliest", json!("2024-01")),
        ("/verdicts/maybe", json!(1)),
        ("/scope/holds", json!(null)),
        ("/problems/0/code", json!("X1")),
        ("/problems/0/records", json!(0)),
        ("/attrition/0/label", json!("")),
        ("/attrition/0/lost", json!(null)),
        ("/rules/0/kind", json!("output")),
        ("/rules/0/patients", json!(["p-1"])),
        ("/missing/0/reasons/0/0", json!("forgotten")),
        ("/missing/0/reasons/0/2", json!(1)),
        ("/missing/0/rules/0/1", json!("many")),
        ("/near_misses/pairs/0/rules/2", json!("third")),
    ] {
        schema.refuses(&whole, pointer, &value);
    }
}
