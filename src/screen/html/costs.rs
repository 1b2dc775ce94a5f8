//! What is missing, and who is nearly eligible.

use std::fmt::{self, Formatter};

use super::{Figure, Kind, Page, heads};
use crate::page::{TABLE_END, Text, table};

const MISSING: &str = "Facts for which rules of undetermined patients wait. A patient who waits for several is counted at each \
    of them.";

const NEAR: &str = "Ineligible patients whom one rule or two keep out while every other one is met, and undetermined \
    patients who wait for one fact alone.";

impl Page<'_> {
    pub(super) fn write_missing(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let summary = self.summary;
        writeln!(f, "<section aria-labelledby=\"missing\">\n<h2 id=\"missing\">Missing facts</h2>")?;
        if summary.missing.is_empty() {
            let why = match summary.verdicts.undetermined {
                0 => "Nobody is undetermined.",
                _ => "No fact would settle those who are undetermined.",
            };
            return writeln!(f, "<p>{why}</p>\n</section>");
        }
        writeln!(f, "<p class=\"quiet\">{MISSING}</p>")?;
        table(f, "missing", "sortable", "Facts that keep patients undetermined")?;
        heads(
            f,
            &[
                ("Fact", Kind::Words),
                ("Patients who wait for it", Kind::Of("undetermined")),
                ("For nothing else", Kind::Of("undetermined")),
                ("Why it is not known", Kind::Words),
                ("Rules that wait for it", Kind::Words),
            ],
        )?;
        let open = Some(summary.verdicts.undetermined);
        for missing in &summary.missing {
            let description =
                missing.description.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
            writeln!(
                f,
                "<tr><th scope=\"row\">{}<span class=\"what\">{}</span></th>{}{}<td>{}</td><td>{}</td></tr>",
                Text(&missing.fact),
                Text(description),
                Figure(missing.patients, open),
                Figure(missing.alone, open),
                Text(missing.reasons_in_words()),
                Text(missing.rules_in_words())
            )?;
        }
        writeln!(f, "{TABLE_END}\n</section>")
    }

    pub(super) fn write_near_misses(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let summary = self.summary;
        let near = &summary.near_misses;
        writeln!(
            f,
            "<section aria-labelledby=\"near\">\n<h2 id=\"near\">Near misses</h2>\n<p class=\"quiet\">{NEAR}</p>"
        )?;
        table(f, "near", "sums", "Patients who are nearly eligible")?;
        heads(
            f,
            &[("What stands between", Kind::Words), ("Patients", Kind::Of("ineligible or undetermined"))],
        )?;
        let (out, open) = (summary.verdicts.ineligible, summary.verdicts.undetermined);
        for (what, count, whole) in [
            ("ineligible by one rule alone", near.by_one_rule, out),
            ("ineligible by two rules and nothing else", near.by_two_rules, out),
            ("undetermined, and waiting for one fact alone", near.by_one_fact, open),
        ] {
            writeln!(f, "<tr><th scope=\"row\">{what}</th>{}</tr>", Figure(count, Some(whole)))?;
        }
        writeln!(f, "{TABLE_END}")?;
        if !near.pairs.is_empty() {
            table(
                f,
                "pairs",
                "sortable",
                "Two rules that keep patients out together, the most frequent first",
            )?;
            heads(
                f,
                &[
                    ("One rule", Kind::Words),
                    ("The other rule", Kind::Words),
                    ("Eligible without the two", Kind::Of("ineligible")),
                ],
            )?;
            for pair in &near.pairs {
                let [one, other] = &pair.rules;
                self.write_label(one, f)?;
                writeln!(f, "<td>{}</td>{}</tr>", Text(other), Figure(pair.patients, Some(out)))?;
            }
            writeln!(f, "{TABLE_END}")?;
        }
        writeln!(f, "</section>")
    }
}
