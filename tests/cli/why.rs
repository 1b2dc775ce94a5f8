//! `elig why`, and `elig run --why`.

use super::{CLEVELAND, HELLO, fed, folder, here, repository, status, within};

fn asked(ruleset: &str, record: &str, arguments: &[&str]) -> String {
    let folder = folder(&[("main.elig", ruleset), ("record.json", record)]);
    within(&folder, &[&["why", "main.elig", "record.json", "--as-of", "2025-11-20"], arguments].concat())
}

/// One of everything that decides.
const CASES: &[(&str, &str, &str)] = &[
    (
        "groups",
        "fact a: boolean \"The first sign\"\nfact b: boolean \"The second sign\"\nfact c: boolean \"The third sign\"\nfact d: boolean\n\
         require all_of_them: a and b and c\nrequire some_of_them: any of { a, b }\nrequire two_of_them: at least 2 of { a, b, d }\n",
        r#"{"a": false, "b": false, "c": true, "d": true}"#,
    ),
    (
        "exceptions",
        "fact surgery: boolean \"Surgery on the lumbar spine\"\nfact discectomy: boolean \"It was a discectomy and nothing else\"\n\
         fact day: date or never \"The last surgery\"\nfact again: boolean \"It was done more than once at one level\"\n\
         exclude prior_surgery: surgery\n  unless discectomy and day at least 6 months ago\n  except when again\n  because \"Prior lumbar surgery\"\n",
        r#"{"surgery": true, "discectomy": true, "day": "2025-07", "again": true}"#,
    ),
    (
        "asked_when",
        "choice sex { female, male }\nfact sex: sex\nfact pregnant: boolean asked when sex is female \"Pregnant today\"\nexclude pregnant\n",
        r#"{"sex": "male"}"#,
    ),
    (
        "list",
        "choice therapy { drug, injection }\nscale relief { none < some < lasting }\nrecord treatment { kind: therapy, started: date, relief: relief }\n\
         fact treatments: list of treatment \"What was tried for the pain\"\n\
         exclude helped: some treatments where kind is injection and relief is lasting\nrequire tried: (count of treatments where kind is drug) >= 2\n",
        r#"{"treatments": [{"kind": "drug", "started": "2025-01-05", "relief": "none"}, {"kind": "injection", "started": "2025-03-01", "relief": "lasting"}]}"#,
    ),
    (
        "partial_date",
        "fact onset: date \"First day of the pain\"\nrequire lasted: onset at least 6 months ago\n",
        r#"{"onset": "2025-05"}"#,
    ),
    (
        "another_unit",
        "fact temperature: quantity 'Cel' 25..45 \"Body temperature\"\nexclude fever: temperature >= 38.3 'Cel'\n",
        r#"{"temperature": {"value": 101.5, "unit": "[degF]"}}"#,
    ),
    (
        "score_and_table",
        "fact smoker: boolean \"Has smoked\"\nfact upper: boolean \"The nodule is in an upper lobe\"\nfact size: quantity 'mm' 0..100 \"Greatest diameter of the nodule\"\n\
         choice plan { none, ct }\nscore risk { +1 when smoker, +1 when upper }\n\
         table follow_up: plan by size | risk { < 6 'mm' | <= 1 : none, < 6 'mm' | > 1 : ct, >= 6 'mm' | any : ct }\n\
         exclude urgent: follow_up is ct\nrequire low_risk: risk < 2\n",
        r#"{"smoker": true, "upper": true, "size": {"value": 5, "unit": "mm"}}"#,
    ),
    (
        "leaned_on",
        "fact smoker: boolean \"Smokes\"\nfact counted: boolean \"Was counted at the door\"\nfact sleeps: boolean \"Sleeps well\"\n\
         assume smoker = false when not recorded because \"most patients do not\"\n\
         exclude smoker\nrequire counted\n  when not recorded: met because \"the door does it\"\nrequire asked: sleeps is not known\ncaution sleeps_badly: not sleeps\n",
        "{}",
    ),
    (
        "attested",
        "fact imaging: attested boolean \"The imaging explains the symptoms\"\nrequire imaging\nrequire recent: imaging.on within 6 months\n",
        r#"{"imaging": {"value": true, "by": "radiologist", "on": "2025-01-05"}}"#,
    ),
    (
        "scope_and_until",
        "ruleset clinic.adults \"Back pain in adults\"\n  version \"3\"\n  applies when adult\nfact adult: boolean \"At least 18 years old\"\n\
         fact operated: boolean \"Operated this year\"\nexclude operated\n  until @2026-03-01\n  because \"An operation this year\"\n",
        r#"{"id": "p-1", "adult": true, "operated": true}"#,
    ),
    (
        "not_applicable",
        "ruleset clinic.adults \"Back pain in adults\"\n  applies when adult\nfact adult: boolean \"At least 18 years old\"\nfact sore: boolean\nrequire sore\n",
        r#"{"adult": false}"#,
    ),
    (
        "scope_open",
        "ruleset clinic.adults \"Back pain in adults\"\n  applies when adult\nfact adult: boolean \"At least 18 years old\"\nfact sore: boolean\nrequire sore\n",
        r#"{"sore": false}"#,
    ),
    (
        "open",
        "fact months: integer 0..1200 \"How long the pain has lasted, in completed months\"\nfact sore: boolean\nfact smoker: boolean\n\
         require months >= 6\nrequire either: sore or smoker\nexclude smoker\n",
        r#"{"smoker": {"absent": "asked-declined"}}"#,
    ),
    (
        "parameter",
        "parameter minimum_months: integer = 6\nfact months: integer 0..1200 \"How long the pain has lasted, in completed months\"\nrequire months >= minimum_months\n",
        r#"{"months": 4}"#,
    ),
];

#[test]
fn of_all_that_decides() {
    for (name, ruleset, record) in CASES {
        insta::assert_snapshot!(format!("of_{name}"), asked(ruleset, record, &[]));
    }
}

#[test]
fn a_parameter_that_is_set_says_so() {
    let (_, ruleset, record) = CASES.iter().find(|(name, ..)| *name == "parameter").expect("it is there");
    let shown = asked(ruleset, record, &["--set", "minimum_months=12"]);
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        shown.contains("asks for at least 12 (minimum months; set here, the ruleset's own is 6)"),
        "{shown}"
    );
}

#[test]
fn of_another_ruleset() {
    let folder = folder(&[
        (
            "other.elig",
            "ruleset other \"The other clinic\"\nfact sore: boolean \"The back is sore\"\nfact months: integer \"How long it has lasted, in months\"\n\
             require sore\nrequire months >= 6\n  because \"It has lasted half a year\"\n",
        ),
        (
            "main.elig",
            "ruleset main\nuse other\nrequire agreed: other.eligible\nexclude short: not other.months\n",
        ),
        ("record.json", r#"{"sore": true, "months": 3}"#),
    ]);
    insta::assert_snapshot!(within(&folder, &["why", "main.elig", "record.json", "--as-of", "2025-11-20"]));
}

#[test]
fn of_shipped_rulesets() {
    for (name, arguments) in [
        ("eligible", &["why", CLEVELAND, "examples/patients/p-01-textbook.json"][..]),
        ("ineligible", &["why", CLEVELAND, "examples/patients/p-24-other-implant-and-weak-lungs.json"]),
        ("undetermined", &["why", CLEVELAND, "examples/patients/p-09-pregnancy-declined.json"]),
        ("one_rule", &["why", CLEVELAND, "examples/patients/p-06-five-months.json", "chronic"]),
        (
            "lists",
            &[
                "why",
                "rulesets/intracept/intracept_trial.elig",
                "examples/patients/p-28-modic-on-the-earlier-mri.json",
            ],
        ),
        ("panel", &["why", "rulesets/intracept/panel.elig", "examples/patients/p-06-five-months.json"]),
        ("hello", &["why", HELLO, "examples/hello.json"]),
    ] {
        insta::assert_snapshot!(format!("shipped_{name}"), here(arguments));
    }
}

#[test]
fn run_can_explain() {
    insta::assert_snapshot!(here(&["run", CLEVELAND, "examples/patients/p-06-five-months.json", "--why"]));
    insta::assert_snapshot!(here(&["run", HELLO, "examples/hello.json", "--why", "--format", "json"]));
    assert_eq!(status(repository(), &["run", HELLO, "examples/hello.json", "--why", "--details"]), 2);
}

#[test]
fn several_records_of_one_file() {
    let lines = "{\"id\": 1, \"pain_months\": 24}\n{\"id\": 2, \"pain_months\": }\n{\"id\": 3, \"device\": {\"pacemaker\": true}}\n";
    insta::assert_snapshot!(fed(lines, &["why", HELLO, "-", "--as-of", "2025-11-20"]));
}

#[test]
fn in_json() {
    insta::assert_snapshot!(here(&["why", HELLO, "examples/hello.json", "--format", "json"]));
    let rule = here(&["why", HELLO, "examples/hello.json", "pain_months", "--format", "json"]);
    assert!(rule.contains("{\"rule\":\"pain_months\",\"kind\":\"require\""), "{rule}");
}

#[test]
fn what_goes_wrong() {
    insta::assert_snapshot!(here(&["why", HELLO, "examples/hello.json", "pain_month"]));
    assert_eq!(status(repository(), &["why", "no_such.elig", "examples/hello.json"]), 2);
    assert_eq!(status(repository(), &["why", HELLO, "examples/no_such.json"]), 2);
    assert_eq!(
        status(repository(), &["why", HELLO, "examples/records/with_mistakes.json", "--as-of", "2025-11-20"]),
        3
    );
    let folder = folder(&[
        ("broken.elig", "require x\n"),
        ("main.elig", "fact a: boolean\nrequire a\n"),
        ("broken.json", "{ \"a\": "),
        ("mistaken.json", r#"{ "a": "yes" }"#),
        ("fine.json", r#"{ "a": true }"#),
    ]);
    let of = |ruleset: &str, record: &str| {
        status(folder.path(), &["why", ruleset, record, "--as-of", "2025-11-20"])
    };
    assert_eq!(of("broken.elig", "fine.json"), 1);
    assert_eq!(of("main.elig", "broken.json"), 3);
    assert_eq!(of("main.elig", "mistaken.json"), 3);
    assert_eq!(of("main.elig", "fine.json"), 0);
}
