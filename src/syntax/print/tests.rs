//! Text in, canonical text out; trees made by hand where no text could say it.

use super::super::ast::{
    ExprKind, Fact, NumberLiteral, Place, Rule, RuleKind, Statement, Threshold, TypeKind,
};
use super::super::parse;
use super::*;
use crate::diagnostic::Problems;
use crate::quantity::Number;
use crate::source::FileId;

fn read(text: &str) -> File {
    let mut problems = Problems::default();
    let file = parse(text, FileId(0), &mut problems);
    let found: Vec<_> = problems.iter().collect();
    assert!(found.is_empty(), "{text}\n{found:?}");
    file
}

fn format(text: &str) -> String {
    print(&read(text), text)
}

#[track_caller]
fn becomes(text: &str, expected: &str) {
    let formatted = format(text);
    assert_eq!(formatted, expected, "\n{formatted}");
    assert_eq!(format(&formatted), formatted);
}

#[track_caller]
fn stays(text: &str) {
    becomes(text, text);
}

fn comments_of(file: &File) -> Vec<&str> {
    file.comments.iter().map(comment_text).collect()
}

/// Every construct, on one line wherever it may be.
const CORPUS: &str = r#"ruleset intracept.everything "A title"
  "and a second part of it that is quite long, so that it does not fit any more on a line"
  version "1"
  effective @2024-01-01 to @2024-12-31
  approved by "role" on @2024-01-01
  applies when age >= 18 years and sex is female and some_rather_long_condition_name and another_condition_name_that_is_long
  allow W0401 "reason"
use "shared/spine.elig"
use intracept.x as y
source s {}
source t { title "a" "b", status pending, item k "w \"quoted\" and \\ back", reviewed @2023 }
parameter p: decimal -5..5 = -1.50
parameter p2: quantity 'mg/dL' 0.. of glucose = 5.4 'mg/dL' "a long description of this parameter that does not fit on the line at all"
parameter p3: date or never = never
parameter p4: scale { a < b < c } = b
parameter p5: choice { a_value_with_a_long_name, another_value_with_a_long_name, yet_another_value_with_a_long_name } = a_value_with_a_long_name
fact pregnant: boolean asked when sex is female and age between 12 years and 55 years or unlikely_but_possible "Whether she is pregnant"
fact w: quantity 'kg' 2..400 unit assumed fixed "Weight"
fact tt: set of choice { a, b } "x" "y"
record r { a: list of observation of code, b: datetime, c: text, d: duration }
fact at: list of attested quantity 'mm' 0..9 of stone "Judged"
record empty {}
record long_record { a_field_with_a_long_name: choice_one, another_field_with_a_long_name: choice_two, c: date or never }
choice c "Desc" { a "first", b }
choice clong { physical_therapy, medication, injection, exercise, cbt, surgery, something_else, yet_another_kind }
scale sc "S" { I < II < III }
scale sclong { very_long_scale_value_one < very_long_scale_value_two < very_long_scale_value_three < four }
valueset v "desc" { icd10cm: I50.* "heart failure", snomed: 1 }
valueset v0 {}
analyte creatinine { 1 'mg/dL' = 88.4 'umol/L' } cite src "where" because "x"
analyte creatinine2 { 1 'mg/dL' = 88.4 'umol/L', 2 'g/dL' = 3 'mmol/L' } cite src.item "where in the long source text it stands" reading "as it is"
define f(age: integer 0..120 "Years", w: decimal) : decimal = (140 - age) * w / 72
  because "x" reading "y" cite a.b "c"
define g(a_long_parameter_name: integer 0..120 "Years", another_long_parameter_name: decimal 0..1 "x") = a + b - c + -d
define call = f(age: a_long_argument_value_with_a_name + 1, w: another_long_argument_value_with_a_name, c: 3) >= 5
define e() = true
define text_long = "one very long text literal that goes on and on" "and another very long text literal after it"
define agg = latest value over labs by taken within 3 months before surgery where (value > 3 and not flagged or site is left)
define agg2 = average of labs within 2 weeks where (a)
define agg3 = sum of (a + b) over xs within 1 month of d
define cnt = count of visits as v where v.kind is x and v.date within 1 year spaced at least 2 weeks
define ev = every treatments as t where t.kind is injection has t.response in { none, temporary } and t.ok
define btw = months between a and b >= 3 or years between birth_date and as_of < 1
define nn = number of age in years + number of (latest creatinine) in 'mg/dL' * 2
define ch = choose { when a and b: x, when c: y, otherwise if d then e else f }
define ifs = if aaaaaaaaaaaaaaaaaaaaaaaaaaa then bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb else if ccccccccccccccccccccccc then ddddddddddddd else if x then y else z
define grp = any of { a, b > 3, exactly 1 of { x, y, none of { p, q } }, at most 2 of { a_long_name_in_here, another_long_name_here } }
score sco { +1 when A, max of { +1 when A, +2 when B or C }, -2 when D, missing counts 0 } because "why" cite s.k
score sco2 { max of { +1 when a_very_long_condition_name_number_one, +2 when a_very_long_condition_name_number_two }, +3 when aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa or bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb or cccccccccccccccccccccc }
require a.b: aaaaaaaaaaaaaaaaaaaaaaaaa >= 3 and (bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb or ccccccccccccccccccccc and ddddddddddddddddddddddddddd or not eeeeeeeeeee) and kind in { fffffffffffffffffffffffff, gggggggggggggggggg, hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh }
  unless x is not known and y is known
  when not recorded: not met because "a" "b"
  when not recorded: met because "b"
  evidence grade "A"
  until as_of + 6 weeks
  applies when a not in { b, c } and d not in vs
  allow W0401 "why not"
exclude d on or after @2024-01 or e before f or g after h or i on or before j
exclude long_in: some_long_fact_name.with_a_path in { aaaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, ccccccccccc }
caution cc: goals has any of { a, b } and goals has all of { c } and goals has d or kind is not x and k != 3
require some_x: some treatments as t where t.kind in { physical_therapy, medication, injection } and t.response in { none, temporary }
exclude no_x: no treatments where (a or b) and pain.onset at most 3 months ago
require sum_x: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa + bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb + ccccccccccccccccccccccccccccc * ddddddd > 3
require nested: (((aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa and bbbbbbbbbbbbbbbbbbbbbbbbbbbb) or ccccccccccccccccccc) and dddddddddddd)
output o: choice { x, y } = choose { when a: x, otherwise y } because "x" cite s.k
output o2: list of code = [ a, b ]
assume x.y = never when not recorded or declined or not applicable because "why"
assume lst complete because "a very long reason that does not fit on the rest of this line" "and goes on after that"
patient empty {}
patient q { as_of = @2025, a = [ { kind = injection, ended = @2025-05, response = temporary }, { kind = exercise, ended = @2025-06 } ], b = [], c = {}, d = "t" }
test "title"
  given q with a = 1, b = [ { kind = pacemaker } ], ccccccccccccccccccccccccccccccccc = dddddddddddddddddddd without aa, bb with e = 2
  expect ineligible by only x.y, z missing w
define ev2 = every treatments as t where t.kind is injection and t.is_something_else_too has t.response in { none, temporary } and t.ok
test "none" expect not applicable
test "with only" given with a = 1, b = 2 expect undetermined missing only a, b
test "long expectation" given without a expect ineligible by only rule_with_a_long_name_number_one, rule_with_a_long_name_number_two missing fact_with_a_long_name
"#;

#[test]
fn an_empty_file_is_empty() {
    becomes("", "");
    becomes("\n\n  \n", "");
    becomes("# only this", "# only this\n");
}

#[test]
fn the_smallest_program() {
    stays(
        r#"# The smallest useful program.
fact pain_months: integer 0..1200 "How long the low back pain has lasted, in months"
fact device.pacemaker: boolean "An implanted cardiac pacemaker"

require pain_months >= 6
exclude device.pacemaker
"#,
    );
}

#[test]
fn a_ruleset() {
    stays(
        r#"ruleset intracept.cleveland_clinic "Intracept candidacy, as Cleveland Clinic tells patients"
  version "2023-11"
use spine

source cleveland {
  title "Intracept Procedure (Basivertebral Nerve Ablation)",
  publisher "Cleveland Clinic",
  reviewed @2023-11-06,
  item duration "Chronic back pain for six months",
}

parameter minimum_duration: duration = 6 months

define failed_conservative_care =
  some treatments where kind in { physical_therapy, medication, injection }
    and response in { none, temporary, partial }

require chronic: pain.onset at least minimum_duration ago
  because "Low back pain has lasted at least six months"
  reading "The page says both at least and over six months; at least is taken"
  cite cleveland.duration

exclude weak_heart: any recorded of { heart.failure, heart.lvef < 50 '%' }
  because "A heart that fails, or is weakened"
  until as_of + 6 weeks

patient textbook {
  as_of = @2025-11-20,
  pain.onset = @2023-11,
  treatments = [ { kind = injection, ended = @2025-05, response = temporary } ],
  devices = [],
}

test "a pacemaker rules the patient out, and only that"
  given textbook with devices = [ { kind = pacemaker, implanted = true, electronic = true } ]
  expect ineligible by only implanted_electronics

test "a man is not asked about pregnancy"
  given textbook with sex = male without pregnant
  expect eligible
"#,
    );
}

#[test]
fn a_group_of_rulesets() {
    stays(
        r#"ruleset intracept.panel "Do the published candidacy criteria agree on this patient?"
use intracept.cleveland_clinic
use intracept.desert_spine

# Rulesets are compared, never merged: each keeps its own reasons.
require majority: at least 2 of {
  intracept.cleveland_clinic.eligible,
  intracept.desert_spine.eligible,
  intracept.basivertebral_page.eligible,
}
"#,
    );
}

#[test]
fn what_fits_stands_on_one_line() {
    stays(
        r#"choice sex_at_birth { female, male }
scale vertebra { L1 < L2 < L3 }
record mri_finding { date: date, level: vertebra, modic: set of modic_type }
valueset lactic_acidosis { icd10cm: E87.20, snomed: 91273001 }
analyte creatinine { 1 'mg/dL' = 88.4 'umol/L' } cite labs "table 3"
fact birth_date: date or never fixed "Date of birth"
fact egfr: list of observation of quantity 'mL/min/{1.73_m2}' 0..200 of egfr unit assumed
fact pregnant: boolean asked when sex is female "Whether she is pregnant"
define f(age: integer 0.., w: decimal ..1): decimal = (140 - age) * w / 72
output dose: dose = choose { when clearance >= 60: full, otherwise none }
output sure: boolean = if a then b else c
assume x.y = never when not recorded or declined because "why"
assume list complete because "why"
"#,
    );
}

#[test]
fn what_does_not_fit_is_broken() {
    becomes(
        r#"define clearance = (140 - number of age in years) * number of weight in 'kg' / (72 * number of (latest creatinine within 3 months) in 'mg/dL') * (if sex is female then 0.85 else 1)
require both: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa and (bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb or cccccccccccccccccccccccc and ddddddddddddddd and eeeeeeeeee) unless x is known
output dose: dose = choose { when clearance >= 60: full, when clearance >= 30: half, otherwise none_at_all }
define branch = if aaaaaaaaaaaaaaaaaaaaaaaaaaa then bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb else if cccccccccccc then ddddddddddddddd else eeee
assume contrast_planned_on = never when not recorded because "Contrast studies are ordered through this system"
scale long { very_long_scale_value_one < very_long_scale_value_two < very_long_scale_value_three < four }
score wells { +1 when active_cancer, -2 when other, max of { +1 when A, +2 when B }, missing counts 0 } cite wells "table 1"
record device { kind: device_kind, implanted: boolean "Still in the body", electronic: boolean }
require texts because "one long text literal, which goes on for quite some time" "and another long one, which stands beside it"
"#,
        r#"define clearance =
  (140 - number of age in years)
  * number of weight in 'kg'
  / (72 * number of (latest creatinine within 3 months) in 'mg/dL')
  * (if sex is female then 0.85 else 1)

require both: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  and (bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
    or cccccccccccccccccccccccc and ddddddddddddddd and eeeeeeeeee)
  unless x is known

output dose: dose = choose {
  when clearance >= 60: full,
  when clearance >= 30: half,
  otherwise none_at_all,
}

define branch =
  if aaaaaaaaaaaaaaaaaaaaaaaaaaa then bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
  else if cccccccccccc then ddddddddddddddd
  else eeee

assume contrast_planned_on = never when not recorded
  because "Contrast studies are ordered through this system"

scale long {
  very_long_scale_value_one
  < very_long_scale_value_two
  < very_long_scale_value_three
  < four
}

score wells {
  +1 when active_cancer,
  -2 when other,
  max of { +1 when A, +2 when B },
  missing counts 0,
}
  cite wells "table 1"

record device {
  kind: device_kind,
  implanted: boolean "Still in the body",
  electronic: boolean,
}

require texts
  because "one long text literal, which goes on for quite some time"
    "and another long one, which stands beside it"
"#,
    );
}

#[test]
fn a_long_test_case() {
    becomes(
        r#"test "title" given q with a = 1, b = [ { kind = pacemaker } ], ccccccccccccccccccccccccccccccccc = ddddddddddddddddddddddddd without aa, bb expect ineligible by only x.y, z missing w
"#,
        r#"test "title"
  given q
    with a = 1,
      b = [ { kind = pacemaker } ],
      ccccccccccccccccccccccccccccccccc = ddddddddddddddddddddddddd
    without aa, bb
  expect ineligible by only x.y, z missing w
"#,
    );
}

#[test]
fn spelling() {
    becomes(
        r#"define a=1 months+1.0 month
require   b:(x)=0.50 and y!=- 3   and z is not 'x' or z not in{a,b} and "q\"\\\"" = t
"#
        .replace("'x'", "5.40 'mg/dL'")
        .as_str(),
        r#"define a = 1 month + 1.0 months
require b: (x) = 0.50 and y != -3 and z is not 5.40 'mg/dL' or z not in { a, b } and "q\"\\\"" = t
"#,
    );
}

#[test]
fn blank_lines() {
    becomes(
        "ruleset x \"t\"\nfact a: boolean\n\n\n\nfact b: boolean\nfact c: boolean\nrequire a\n  because \"w\"\n# about b\nrequire b\nexclude c\n\n\n",
        "ruleset x \"t\"\n\nfact a: boolean\n\nfact b: boolean\nfact c: boolean\n\nrequire a\n  because \"w\"\n\n# about b\nrequire b\nexclude c\n",
    );
    becomes(
        "patient p {\n\n  a = 1,\n  b = 2,\n\n\n  c = 3,\n\n}\n",
        "patient p {\n  a = 1,\n  b = 2,\n\n  c = 3,\n}\n",
    );
}

#[test]
fn comments_stay_where_they_can() {
    becomes(
        r#"# About this file.

#  More.
ruleset x "t" # the title
  # the version
  version "1" # one
  # whom
  applies when a # first
    # second
    and b
fact a: boolean # trailing a
source s { # opening
  # first
  title "a", # a title

  # second
  item k "w" # last
  # end
} # after
require x: a
  # why
  because "y" # z
  # cite s.k
require
  # before the condition
  a and (b # in
   or c) # out
  cite s.k

define z = # what
  a
require q: any of { a, b, # bb
  c }
patient p {
  # nobody
}
patient q {
  b = [ # list
    1, 2 ],
}
test "t"
  # given what
  given q with a = 1, # one
    b = 2 without c
  # expect what
  expect eligible # yes
# end 1

# end 2
"#,
        r#"# About this file.

#  More.
ruleset x "t"  # the title
  # the version
  version "1"  # one
  # whom
  applies when a  # first
    # second
    and b

fact a: boolean  # trailing a

source s {  # opening
  # first
  title "a",  # a title

  # second
  item k "w",  # last
  # end
}  # after

require x: a
  # why
  because "y"  # z
  # cite s.k

require
  # before the condition
  a
  and (b  # in
    or c)  # out
  cite s.k

define z =  # what
  a

require q: any of {
  a,
  b,  # bb
  c,
}

patient p {
  # nobody
}

patient q {
  b = [  # list
    1,
    2,
  ],
}

test "t"
  # given what
  given q
    with a = 1,  # one
      b = 2
    without c
  # expect what
  expect eligible  # yes
# end 1

# end 2
"#,
    );
}

#[test]
fn comments_in_odd_places_move() {
    becomes(
        "require x: a >\n  # odd\n  3 and b in # odd, too\n vs\n  because # why\n \"w\" # end\nuse # this\n\n # that\n y # end\n",
        "require x: a > 3  # odd\n  and b in vs  # odd, too\n  because \"w\"  # why\n  # end\n\nuse y  # this\n  # that\n  # end\n",
    );
}

/// A comment in the gaps of every construct: it is kept, the tree is the same, and the text settles at once.
#[test]
fn no_comment_is_lost_anywhere() {
    let whole = format(CORPUS);
    let parts = |text| read(text).statements.into_iter().filter_map(|one| text.get(one.place.0.range()));
    // Every third gap, from another one in each statement: all of them take half a minute.
    for (index, text) in parts(CORPUS).chain(parts(&whole)).enumerate() {
        let before = read(text).statements;
        for (index, gap) in gaps(text).into_iter().enumerate().skip(index % 3).step_by(3) {
            let comment = [" # one\n  ", "\n\n  # one\n  # two\n\n  "][index % 2];
            let (head, tail) = text.split_at(gap);
            let text = format!("{head}{comment}{tail}");
            let file = read(&text);
            let formatted = print(&file, &text);
            let again = read(&formatted);
            assert_eq!(before, again.statements, "{text}\n{formatted}");
            assert_eq!(comments_of(&file), comments_of(&again), "{text}\n{formatted}");
            assert_eq!(formatted, print(&again, &formatted), "{text}");
        }
    }
}

/// Where a blank stands outside of strings, units and comments, or could stand around punctuation.
fn gaps(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut quote = None;
    let mut escaped = false;
    for (at, char) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if let Some(open) = quote {
            escaped = char == '\\' && open == '"';
            quote = (char != open).then_some(open);
        } else {
            match char {
                '"' | '\'' => quote = Some(char),
                '#' => return found,
                ' ' => found.push(at),
                ',' | '(' | ')' | '{' | '}' | '[' | ']' => found.extend([at, at + 1]),
                _ => {}
            }
        }
    }
    found.dedup();
    found
}

#[test]
fn parse_after_print_is_the_identity() {
    let file = read(CORPUS);
    for source in [CORPUS, ""] {
        let text = print(&file, source);
        assert_eq!(read(&text).statements, file.statements);
        for line in text.lines() {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
    }
}

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, place: Place::default() }
}

fn path(text: &str) -> Path {
    Path { text: text.to_owned(), place: Place::default() }
}

fn named(text: &str) -> Expr {
    expr(ExprKind::Name(path(text)))
}

fn statement(kind: StatementKind) -> Statement {
    Statement { kind, place: Place::default() }
}

fn rule(kind: RuleKind, condition: Expr) -> Statement {
    statement(StatementKind::Rule(Rule { kind, label: None, condition, clauses: Vec::new() }))
}

fn fact(text: &str) -> Statement {
    let ty = Type { kind: TypeKind::Boolean, place: Place::default() };
    statement(StatementKind::Fact(Fact { path: path(text), ty, attributes: Vec::new() }))
}

fn file(statements: Vec<Statement>) -> File {
    File { statements, ..File::default() }
}

#[test]
fn a_made_tree_is_spaced_by_kind() {
    let made = file(vec![
        fact("a"),
        fact("b"),
        rule(RuleKind::Require, named("a")),
        rule(RuleKind::Require, named("b")),
        rule(RuleKind::Exclude, named("b")),
    ]);
    assert_eq!(print(&made, ""), "fact a: boolean\nfact b: boolean\n\nrequire a\nrequire b\n\nexclude b\n");
}

#[test]
fn one_line_texts() {
    let file = read(
        "fact a: quantity 'mg/dL' 0..100 of glucose\nrequire a and (b or c) and at least 2 of { d, e, f }\n",
    );
    let [
        Statement { kind: StatementKind::Fact(fact), .. },
        Statement { kind: StatementKind::Rule(rule), .. },
    ] = file.statements.as_slice()
    else {
        panic!("{file:?}");
    };
    assert_eq!(print_type(&fact.ty), "quantity 'mg/dL' 0..100 of glucose");
    assert_eq!(print_expr(&rule.condition), "a and (b or c) and at least 2 of { d, e, f }");
    let long = expr(ExprKind::Or(vec![named("long_name"); 100]));
    assert_eq!(print_expr(&long).lines().count(), 1);
}

#[test]
fn a_chain_of_ten_thousand_terms() {
    let operands = vec![named("a"); 10_000];
    let one = expr(ExprKind::Number(NumberLiteral {
        written: "1".to_owned(),
        value: Number::parse("1").unwrap(),
        place: Place::default(),
    }));
    let sum = vec![(super::super::ast::AddOperator::Add, one.clone()); 9_999];
    let chains = [
        ExprKind::And(operands.clone()),
        ExprKind::Group(Threshold::AnyOf, operands.clone()),
        ExprKind::List(operands),
        ExprKind::Sum(Box::new(one), sum),
    ];
    for chain in chains {
        let chain = expr(chain);
        assert!(print_expr(&chain).len() > 20_000);
        assert!(print(&file(vec![rule(RuleKind::Require, chain)]), "").lines().count() >= 10_000);
    }
}

/// Test threads have a stack of 2 MiB, which is what a host's thread has.
#[test]
fn deep_trees() {
    let wraps: [fn(Expr) -> ExprKind; 5] = [
        |inner| ExprKind::Paren(Box::new(inner)),
        |inner| ExprKind::Not(Box::new(inner)),
        |inner| ExprKind::Group(Threshold::AllOf, vec![inner]),
        |inner| ExprKind::Choose(vec![(named("a"), inner)], None),
        |inner| ExprKind::If(vec![(inner, named("a"))], Box::new(named("b"))),
    ];
    for wrap in wraps {
        let deep = (0..128).fold(named("x"), |inner, _| expr(wrap(inner)));
        assert!(print(&file(vec![rule(RuleKind::Require, deep)]), "").ends_with('\n'));
    }
}
