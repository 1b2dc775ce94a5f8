//! The page of a screening in a real browser. Run where `ELIG_BROWSER` names a Chromium:
//! `ELIG_BROWSER=chromium cargo test --test all browser`; elsewhere it says that it did not look.

use std::path::Path;
use std::process::Command;

use elig::screen::Page;
use serde_json::Value;

use crate::summary::all;

/// Clicks, and measures: what a reader does, and what a browser makes of the drawing.
const PROBE: &str = r#"
const said = { sorted: [], wide: [], overflow: 0, windows: 0 };
for (const table of document.querySelectorAll("table.sortable")) {
  const column = (at) => Array.from(table.tBodies[0].rows, (row) => row.cells[at].textContent.trim());
  const heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach((head, at) => {
    const before = column(at);
    const turns = [];
    for (let click = 0; click !== 3; click += 1) {
      head.querySelector("button").click();
      turns.push([head.getAttribute("aria-sort"), column(at)]);
    }
    said.sorted.push({ table: table.caption.textContent, figures: head.classList.contains("n"), before, turns });
  });
}
for (const text of document.querySelectorAll(".flow svg svg text")) {
  said.windows += 1;
  const room = text.ownerSVGElement.width.baseVal.value;
  if (text.getComputedTextLength() > room) said.wide.push([text.textContent, text.getComputedTextLength(), room]);
}
said.overflow = document.documentElement.scrollWidth - document.documentElement.clientWidth;
const answer = document.createElement("pre");
answer.id = "answer";
answer.textContent = "ANSWER" + JSON.stringify(said) + "REWSNA";
document.body.append(answer);
"#;

/// The page as the browser has it after its scripts ran.
fn opened(browser: &str, folder: &Path, page: &str, width: usize) -> String {
    let file = folder.join("page.html");
    std::fs::write(&file, page).expect("it can be written");
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--dump-dom",
        ])
        .arg(format!("--window-size={width},900"))
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("the browser runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn in_a_browser() {
    let Some(browser) = std::env::var_os("ELIG_BROWSER") else {
        eprintln!("skipped: ELIG_BROWSER names no Chromium");
        return;
    };
    let browser = browser.to_string_lossy();
    for (name, summary) in all() {
        let folder = tempfile::tempdir().expect("a folder");
        let page = Page::of(&summary).to_string();
        // The browser takes the script for the one that the policy names, and runs no other.
        let other = page.replace("</body>", "<script>document.title = \"taken over\"</script></body>");
        let opened_page = opened(&browser, folder.path(), &other, 1440);
        assert!(!opened_page.contains("<title>taken over"), "{name}: a script of somebody else ran");
        let (tables, heads) =
            (page.contains("class=\"sortable\""), opened_page.matches("aria-sort=\"none\"").count());
        assert_eq!(heads > 0, tables, "{name}: the script did not run");

        // With any script allowed, a probe clicks and measures.
        let (start, rest) = page.split_once("; script-src '").expect("a policy");
        let (_, rest) = rest.split_once('\'').expect("it ends");
        let allowed = format!("{start}; script-src 'unsafe-inline'{rest}");
        let probed = allowed.replace("</body>", &format!("<script>{PROBE}</script></body>"));
        for width in [1440, 500] {
            let opened_page = opened(&browser, folder.path(), &probed, width);
            let (_, answer) =
                opened_page.rsplit_once("ANSWER").unwrap_or_else(|| panic!("{name}: no answer"));
            let (answer, _) = answer.split_once("REWSNA").expect("it ends");
            let answer =
                answer.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&nbsp;", " ");
            let said: Value =
                serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{name}: {error}\n{answer}"));
            check(name, &said);
        }
    }
}

fn check(name: &str, said: &Value) {
    assert_eq!(said["wide"], serde_json::json!([]), "{name}: text is wider than its box");
    assert_eq!(said["overflow"], 0, "{name}: the page scrolls sideways");
    // It looked at something.
    let drawn = said["windows"].as_u64().expect("a count") > 3;
    let sorted = !said["sorted"].as_array().expect("a list").is_empty();
    assert_eq!((drawn, sorted), (name != "nobody_at_all", true), "{name}");
    for column in said["sorted"].as_array().expect("a list") {
        let texts = |value: &Value| -> Vec<String> {
            let cells = value.as_array().expect("a column").iter();
            cells.map(|cell| cell.as_str().expect("a text").to_owned()).collect()
        };
        let figure = |text: &str| -> f64 {
            let first = text.split_whitespace().next().unwrap_or_default();
            first.replace(',', "").parse().unwrap_or(-1.0)
        };
        let turns = column["turns"].as_array().expect("three turns");
        let order: Vec<_> = turns.iter().map(|turn| turn[0].as_str().expect("a word")).collect();
        if column["figures"] == true {
            assert_eq!(order, ["descending", "ascending", "none"], "{name}");
            let [down, up] =
                [0, 1].map(|at| texts(&turns[at][1]).iter().map(|text| figure(text)).collect::<Vec<_>>());
            assert!(down.is_sorted_by(|one, other| one >= other), "{name}: {down:?}");
            assert!(up.is_sorted(), "{name}: {up:?}");
        } else {
            assert_eq!(order, ["ascending", "descending", "none"], "{name}");
        }
        assert_eq!(
            texts(&turns[2][1]),
            texts(&column["before"]),
            "{name}: the third click is the order written"
        );
    }
}
