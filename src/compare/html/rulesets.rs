//! The pairs of rulesets, and each ruleset with its sources.

use std::fmt::{self, Formatter};

use super::{Keys, Page};
use crate::compare::{Pair, RulesetCompared};
use crate::page::{TABLE_END, Text, table};

const PAIRS: &str = "Those of one publisher that contradict each other stand \
    first. An undetermined verdict differs from others, and contradicts none.";

impl Page<'_> {
    pub(super) fn write_pairs(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "<section aria-labelledby=\"pairs\">\n<h2 id=\"pairs\">Pairs of rulesets</h2>")?;
        writeln!(f, "<p>{PAIRS}</p>")?;
        table(f, "pairs", "pairs", "Every two rulesets over all patients")?;
        writeln!(
            f,
            "<thead><tr><th scope=\"col\">Rulesets</th><th scope=\"col\">Contradict</th><th scope=\"col\">Differ</th>\
             <th scope=\"col\">Same verdict</th><th scope=\"col\">Verdicts, and on how many patients</th>\
             <th scope=\"col\">Contradicting on</th></tr></thead>\n<tbody>"
        )?;
        for pair in self.matrix.summary.pairs_by_weight() {
            self.write_pair(pair, f)?;
        }
        writeln!(f, "{TABLE_END}\n</section>")
    }

    fn write_pair(&self, pair: &Pair, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "<tr><th scope=\"row\">{}", Keys(&[pair.left, pair.right]))?;
        let all = self.matrix.summary.patients;
        if pair.is_called_out() {
            let publishers = pair.shared_publishers.join(", ");
            write!(
                f,
                " <span class=\"contradict word\">Same publisher ({}), contradicting on {} of {all} patients</span>",
                Text(publishers),
                pair.contradict
            )?;
        } else if !pair.shared_publishers.is_empty() {
            write!(
                f,
                " <span class=\"quiet\">Same publisher ({})</span>",
                Text(pair.shared_publishers.join(", "))
            )?;
        }
        write!(f, "</th><td>{}</td><td>{}</td><td>{}</td><td>", pair.contradict, pair.differ, pair.same)?;
        write!(f, "{}</td><td>", Text(pair.verdicts_in_words(|_| true).join("; ")))?;
        let mut between = "";
        for (index, patient, name) in self.patients() {
            if pair.contradicts_on(patient) {
                write!(f, "{between}<a href=\"#patient-{}\">{}</a>", index + 1, Text(name))?;
                between = ", ";
            }
        }
        writeln!(f, "</td></tr>")
    }

    pub(super) fn write_rulesets(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "<section aria-labelledby=\"rulesets\">\n<h2 id=\"rulesets\">Rulesets and sources</h2>")?;
        for ruleset in &self.matrix.rulesets {
            write_ruleset(ruleset, f)?;
        }
        writeln!(f, "</section>")
    }
}

fn write_ruleset(ruleset: &RulesetCompared, f: &mut Formatter<'_>) -> fmt::Result {
    let key = ruleset.key;
    writeln!(f, "<article aria-labelledby=\"ruleset-{key}\">")?;
    writeln!(f, "<h3 id=\"ruleset-{key}\">{key}: {}</h3>\n<dl>", Text(ruleset.called()))?;
    let effective = ruleset.effective.as_ref().map(|dates| format!("{} to {}", dates.from, dates.to));
    let rows = [
        ("Name", ruleset.name.as_deref()),
        ("Version", ruleset.version.as_deref()),
        ("In force", effective.as_deref()),
        ("File", Some(&*ruleset.file)),
    ];
    for (word, text) in rows {
        if let Some(text) = text {
            writeln!(f, "<dt>{word}</dt><dd>{}</dd>", Text(text))?;
        }
    }
    for variant in &ruleset.extends {
        let changes: Vec<_> = variant.changes.iter().map(ToString::to_string).collect();
        writeln!(f, "<dt>Variant of</dt><dd>{}: {}</dd>", Text(&variant.base), Text(changes.join("; ")))?;
    }
    writeln!(f, "<dt>Fingerprint</dt><dd><code>{}</code></dd>\n</dl>", Text(&ruleset.hash))?;
    if ruleset.sources.is_empty() {
        return writeln!(f, "<p>It names no source.</p>\n</article>");
    }
    let id = format!("sources-{key}");
    table(f, &id, "sources", &format!("Sources of ruleset {key}"))?;
    writeln!(
        f,
        "<thead><tr><th scope=\"col\">Source</th><th scope=\"col\">Title</th><th scope=\"col\">Publisher</th>\
         <th scope=\"col\">Updated</th><th scope=\"col\">Reviewed</th><th scope=\"col\">Review</th><th scope=\"col\">Decides</th></tr></thead>\n<tbody>"
    )?;
    for source in &ruleset.sources {
        let said = |text: &Option<std::sync::Arc<str>>| text.as_deref().unwrap_or("not said").to_owned();
        writeln!(
            f,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            Text(&source.name),
            Text(said(&source.title)),
            Text(said(&source.publisher)),
            Text(said(&source.updated)),
            Text(said(&source.reviewed)),
            Text(said(&source.status)),
            if source.decides { "a rule cites it" } else { "no rule" }
        )?;
    }
    writeln!(f, "{TABLE_END}\n</article>")
}
