//! What is covered, as a page to read: one file, without scripts, and nothing that is told by colour alone.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::cli::problems::plural;
use crate::eval::Outcome;
use crate::testing::coverage::{
    ConditionCovered, Figure, Objective, Report, RuleCovered, RulesetCovered, State,
};

const STYLE: &str = "\
:root { color-scheme: light dark; --text: #1b1b1b; --back: #fff; --quiet: #595959; --line: #b8b8b8; --good: #11652c; --part: #8a5300; --bad: #b3141c; }
@media (prefers-color-scheme: dark) { :root { --text: #ececec; --back: #161616; --quiet: #ababab; --line: #555; --good: #74d68f; --part: #f0b45c; --bad: #ff8f8f; } }
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); max-width: 72rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; }
pre { overflow-x: auto; border: 1px solid var(--line); padding: .6rem; line-height: 1.7; }
.number { color: var(--quiet); user-select: none; }
.full { text-decoration: underline solid var(--good); text-underline-offset: .2em; }
.part { text-decoration: underline dashed var(--part); text-underline-offset: .2em; }
.none { text-decoration: underline wavy var(--bad); text-underline-offset: .2em; }
.seen { color: var(--good); } .never { color: var(--bad); font-weight: bold; }
.quiet { color: var(--quiet); }
a { color: inherit; }
:target { outline: 2px solid var(--part); }
@media print { body { max-width: none; } pre { white-space: pre-wrap; overflow: visible; } tr, li { break-inside: avoid; } }
";

/// The whole page.
pub fn page(report: &Report) -> String {
    let mut page = Page { text: String::new() };
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw("<title>Coverage of rulesets</title>\n<style>\n");
    page.raw(STYLE);
    page.raw("</style>\n</head>\n<body>\n<main>\n<h1>What the tests show of the rulesets</h1>\n");
    page.overview(report);
    for (at, ruleset) in report.rulesets.iter().enumerate() {
        page.ruleset(at, ruleset);
    }
    page.raw("</main>\n</body>\n</html>\n");
    page.text
}

/// A page as it is being written.
struct Page {
    text: String,
}

impl Page {
    fn raw(&mut self, html: &str) {
        self.text.push_str(html);
    }

    fn escaped(&mut self, text: &str) {
        self.text.push_str(&escaped(text));
    }

    /// A line of elements, of which each is escaped already.
    fn line(&mut self, html: std::fmt::Arguments<'_>) {
        // A string takes all.
        let _ = self.text.write_fmt(html);
        self.text.push('\n');
    }

    fn overview(&mut self, report: &Report) {
        self.raw("<table>\n<caption>Rulesets</caption>\n<thead><tr><th scope=\"col\">Ruleset</th><th scope=\"col\">Tests</th><th scope=\"col\">Rules</th><th scope=\"col\">Conditions</th></tr></thead>\n<tbody>\n");
        for (at, ruleset) in report.rulesets.iter().enumerate() {
            self.line(format_args!(
                "<tr><th scope=\"row\"><a href=\"#ruleset-{at}\">{}</a></th><td>{}</td><td>{}</td><td>{}</td></tr>",
                escaped(&ruleset.file),
                ruleset.tests,
                figure(ruleset.rules),
                figure(ruleset.conditions)
            ));
        }
        self.raw("</tbody>\n</table>\n<p>In the sources a condition is underlined: <span class=\"full\">solid</span> where the tests show all there is to see of it, <span class=\"part\">dashed</span> where they show some of it, and <span class=\"none\">wavy</span> where they show nothing. A number in brackets behind a condition leads to what is not shown of it.</p>\n");
    }

    fn ruleset(&mut self, at: usize, ruleset: &RulesetCovered) {
        self.line(format_args!("<section id=\"ruleset-{at}\">\n<h2>{}</h2>", escaped(&ruleset.file)));
        let name = ruleset.name.as_ref().map(|name| format!("<code>{}</code>, ", escaped(name)));
        self.line(format_args!(
            "<p>{}{}. Rules: {}. Conditions: {}.</p>",
            name.unwrap_or_default(),
            plural(ruleset.tests, "test"),
            figure(ruleset.rules),
            figure(ruleset.conditions)
        ));
        self.rules(ruleset);
        let numbers = numbers(ruleset);
        self.raw("<h3>Conditions in the source</h3>\n");
        for (file, text) in &ruleset.sources {
            let points: Vec<_> =
                ruleset.points.iter().zip(&numbers).filter(|(point, _)| point.place.file == *file).collect();
            if !points.is_empty() {
                self.source(at, file, text, &points);
            }
        }
        self.missed(at, ruleset, &numbers);
        self.left_out(ruleset);
        self.raw("</section>\n");
    }

    fn rules(&mut self, ruleset: &RulesetCovered) {
        self.raw("<table>\n<caption>Rules and their outcomes</caption>\n<thead><tr><th scope=\"col\">Rule</th><th scope=\"col\">Line</th>");
        for (_, word) in OUTCOMES {
            self.line(format_args!("<th scope=\"col\">{word}</th>"));
        }
        self.raw("</tr></thead>\n<tbody>\n");
        for rule in &ruleset.outcomes {
            self.line(format_args!(
                "<tr><th scope=\"row\">{} {}</th><td>{}</td>",
                rule.kind.word(),
                escaped(&rule.label),
                rule.place.line
            ));
            for (outcome, _) in OUTCOMES {
                self.line(format_args!("<td>{}</td>", cell(rule, outcome)));
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody>\n</table>\n");
    }

    /// A file, with each condition underlined.
    fn source(&mut self, at: usize, file: &str, text: &str, points: &[(&ConditionCovered, &Option<usize>)]) {
        self.line(format_args!("<h4>{}</h4>", escaped(file)));
        self.raw("<pre><code>");
        let pieces = pieces(points);
        let mut open: Vec<&Piece> = Vec::new();
        let mut next = pieces.iter().peekable();
        self.line_number(1);
        let mut line = 1;
        for (index, c) in text.char_indices() {
            while open.last().is_some_and(|piece| piece.end <= index) {
                self.close(at, open.pop());
            }
            while let Some(piece) = next.next_if(|piece| piece.start <= index) {
                if piece.end > index {
                    self.open(piece);
                    open.push(piece);
                }
            }
            if c == '\n' {
                // No element goes over the end of a line: its number stands between.
                self.raw(&"</span>".repeat(open.len()));
                self.raw("\n");
                line += 1;
                if index + 1 < text.len() {
                    self.line_number(line);
                }
                for piece in &open {
                    self.open(piece);
                }
            } else if c != '\r' {
                self.escaped(c.encode_utf8(&mut [0; 4]));
            }
        }
        while let Some(piece) = open.pop() {
            self.close(at, Some(piece));
        }
        self.raw("</code></pre>\n");
    }

    fn line_number(&mut self, line: usize) {
        let number = format!("<span class=\"number\">{line:>4}  </span>");
        self.raw(&number);
    }

    fn open(&mut self, piece: &Piece) {
        let element = format!("<span class=\"{}\">", piece.class);
        self.raw(&element);
    }

    fn close(&mut self, at: usize, piece: Option<&Piece>) {
        self.raw("</span>");
        for number in piece.into_iter().flat_map(|piece| &piece.numbers) {
            let link = format!(
                "<a href=\"#missed-{at}-{number}\" aria-label=\"not shown, {number}\">[{number}]</a>"
            );
            self.raw(&link);
        }
    }

    fn missed(&mut self, at: usize, ruleset: &RulesetCovered, numbers: &[Option<usize>]) {
        let rules: Vec<&RuleCovered> = ruleset
            .outcomes
            .iter()
            .filter(|rule| rule.outcomes.iter().any(|one| matches!(one.state, State::Missed(_))))
            .collect();
        let is_all = rules.is_empty() && numbers.iter().all(Option::is_none);
        self.raw("<h3>What no test shows</h3>\n");
        if is_all {
            return self.raw("<p>Nothing: the tests show all there is to see.</p>\n");
        }
        if !rules.is_empty() {
            self.raw("<p>Of rules:</p>\n<ul>\n");
            for rule in rules {
                self.line(format_args!("<li>{} <code>{}</code><ul>", rule.kind.word(), escaped(&rule.label)));
                self.reasons(rule.outcomes.iter().map(|one| &one.state));
                self.raw("</ul></li>\n");
            }
            self.raw("</ul>\n");
        }
        if numbers.iter().any(Option::is_some) {
            self.raw("<p>Of conditions:</p>\n<ul>\n");
            for (point, number) in ruleset.points.iter().zip(numbers) {
                let Some(number) = number else { continue };
                self.line(format_args!(
                    "<li id=\"missed-{at}-{number}\">[{number}] {}:{} <code>{}</code><ul>",
                    escaped(&point.place.file),
                    point.place.line,
                    escaped(&point.text)
                ));
                self.reasons(point.told().map(|one| &one.state));
                self.raw("</ul></li>\n");
            }
            self.raw("</ul>\n");
        }
    }

    fn reasons<'r>(&mut self, states: impl Iterator<Item = &'r State>) {
        let mut told: Vec<&str> = Vec::new();
        for state in states {
            let State::Missed(missed) = state else { continue };
            if told.contains(&missed.why.as_str()) {
                continue;
            }
            told.push(&missed.why);
            let hint = missed.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
            self.line(format_args!("<li>{}{}</li>", escaped(&missed.why), escaped(&hint)));
        }
    }

    fn left_out(&mut self, ruleset: &RulesetCovered) {
        if ruleset.rules.left_out + ruleset.conditions.left_out == 0 {
            return;
        }
        self.raw("<h3>What is not counted, as no record can bring it about</h3>\n<ul>\n");
        for rule in &ruleset.outcomes {
            for one in &rule.outcomes {
                let State::LeftOut { why } = &one.state else { continue };
                let outcome = OUTCOMES.iter().find(|(outcome, _)| *outcome == one.outcome);
                let word = outcome.map_or("", |(_, word)| word);
                let (kind, label) = (rule.kind.word(), escaped(&rule.label));
                self.line(format_args!("<li>{kind} <code>{label}</code> {word}: {}</li>", escaped(why)));
            }
        }
        for point in &ruleset.points {
            for one in &point.objectives {
                let State::LeftOut { why } = &one.state else { continue };
                self.line(format_args!(
                    "<li>{}:{} <code>{}</code> {}: {}</li>",
                    escaped(&point.place.file),
                    point.place.line,
                    escaped(&point.text),
                    in_words(one.objective),
                    escaped(why)
                ));
            }
        }
        self.raw("</ul>\n");
    }
}

const OUTCOMES: [(Outcome, &str); 4] = [
    (Outcome::Met, "met"),
    (Outcome::NotMet, "not met"),
    (Outcome::Unknown, "open"),
    (Outcome::NotApplicable, "not applicable"),
];

fn in_words(objective: Objective) -> &'static str {
    match objective {
        Objective::True => "true",
        Objective::False => "false",
        Objective::Unknown => "unknown",
        Objective::DecidesTrue => "decisive while true",
        Objective::DecidesFalse => "decisive while false",
    }
}

fn cell(rule: &RuleCovered, outcome: Outcome) -> &'static str {
    match rule.outcomes.iter().find(|one| one.outcome == outcome).map(|one| &one.state) {
        Some(State::Covered) => "<span class=\"seen\">seen</span>",
        Some(State::Missed(_)) => "<span class=\"never\">never seen</span>",
        Some(State::LeftOut { .. }) => "<span class=\"quiet\">cannot be</span>",
        None => "<span class=\"quiet\">it has no guard</span>",
    }
}

fn figure(figure: Figure) -> String {
    let left_out = match figure.left_out {
        0 => String::new(),
        count => format!(", {count} not counted"),
    };
    format!("{} ({} of {}{left_out})", figure.percent(), figure.covered, figure.total)
}

/// A number for each condition of which something is missed.
fn numbers(ruleset: &RulesetCovered) -> Vec<Option<usize>> {
    let mut last = 0;
    let is_missed =
        |point: &ConditionCovered| point.objectives.iter().any(|one| matches!(one.state, State::Missed(_)));
    let number = |point: &ConditionCovered| {
        is_missed(point).then(|| {
            last += 1;
            last
        })
    };
    ruleset.points.iter().map(number).collect()
}

/// A piece of text that is one condition or several.
struct Piece {
    start: usize,
    end: usize,
    class: &'static str,
    numbers: Vec<usize>,
}

/// The pieces in the order in which they begin, each before those inside of it.
fn pieces(points: &[(&ConditionCovered, &Option<usize>)]) -> Vec<Piece> {
    let mut found: indexmap::IndexMap<(u32, u32), (usize, usize, Vec<usize>)> = indexmap::IndexMap::new();
    for (point, number) in points {
        let (covered, total, numbers) = found.entry(point.place.bytes).or_default();
        for one in &point.objectives {
            *covered += usize::from(one.state == State::Covered);
            *total += usize::from(!matches!(one.state, State::LeftOut { .. }));
        }
        numbers.extend(number.iter());
    }
    let mut pieces: Vec<Piece> = found
        .into_iter()
        .map(|((start, end), (covered, total, numbers))| Piece {
            start: start as usize,
            end: end as usize,
            class: if covered == total {
                "full"
            } else if covered > 0 {
                "part"
            } else {
                "none"
            },
            numbers,
        })
        .collect();
    pieces.sort_by_key(|piece| (piece.start, usize::MAX - piece.end));
    pieces
}

fn escaped(text: &str) -> Arc<str> {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html.into()
}
