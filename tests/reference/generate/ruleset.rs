//! Rulesets over a vocabulary that is made up as well.

use std::fmt::Write;

use super::expression::Scope;
use super::tape::Tape;
use super::vocabulary::{Ty, Vocabulary, tenths};

/// A ruleset, and the facts that a record may speak of.
#[derive(Debug)]
pub struct Made {
    pub text: String,
    pub vocabulary: Vocabulary,
}

pub fn make(tape: &mut Tape) -> Made {
    let mut vocabulary = Vocabulary::make(tape);
    let mut head = String::from("ruleset made\n");
    if tape.chance(20) {
        let guard = Scope::of(&vocabulary).condition(tape, 1);
        writeln!(head, "  applies when {guard}").expect("a string takes all");
    }
    if tape.chance(30) {
        let guard = Scope::of(&vocabulary).contingent(tape);
        vocabulary.fact("asked", Ty::Boolean, &format!(" asked when {guard}"));
    }
    let mut body = String::new();
    let mut say = |line: String| {
        body.push_str(&line);
        body.push('\n');
    };
    let mut scope = Scope::of(&vocabulary);
    scope.silence = tape.chance(30);
    if tape.chance(25) {
        say(format!("parameter wanted: integer 0..20 = {}", tape.between(0, 20)));
        scope.numbers.push("wanted".to_owned());
    }
    if tape.chance(25) {
        say(score(tape, &scope));
        scope.numbers.push("points".to_owned());
    }
    if tape.chance(20) {
        let words = tape.one_of(&vocabulary.words).clone();
        say(format!("define chosen = {}", typed_choice(tape, &scope, &words)));
        if has_fact_of(&vocabulary, &words.ty) {
            scope.choices.push(("chosen".to_owned(), words));
        }
    }
    for index in 0..tape.below(3) {
        match tape.below(2) {
            0 => {
                say(format!("define holds_{index} = {}", scope.condition(tape, 2)));
                scope.conditions.push(format!("holds_{index}"));
            }
            _ => {
                say(format!("define number_{index} = ({}) + 0", scope.number(tape, 2)));
                scope.numbers.push(format!("number_{index}"));
            }
        }
    }
    if scope.silence {
        for fact in &vocabulary.facts {
            let is_list = matches!(fact.ty, Ty::Visits | Ty::Episodes | Ty::Readings);
            if !is_list && tape.chance(15) {
                say(assumption(tape, &fact.path, &fact.ty));
            }
        }
    }
    for index in 0..1 + tape.below(4) {
        // The first one counts, so that a ruleset is never cautions alone.
        let kinds: &[&str] =
            if index == 0 { &["require", "exclude"] } else { &["require", "exclude", "caution"] };
        let kind = *tape.one_of(kinds);
        say(rule(tape, &scope, kind, index));
    }
    Made { text: format!("{head}{}{body}", vocabulary.text), vocabulary }
}

fn has_fact_of(vocabulary: &Vocabulary, ty: &str) -> bool {
    vocabulary.facts.iter().any(|fact| matches!(&fact.ty, Ty::Words(words) if words.ty == ty))
}

/// A definition of a choice takes its type from a fact in it.
fn typed_choice(tape: &mut Tape, scope: &Scope<'_>, words: &super::vocabulary::Words) -> String {
    if has_fact_of(scope.vocabulary, &words.ty) { scope.choice(tape, words) } else { "flag".to_owned() }
}

fn score(tape: &mut Tape, scope: &Scope<'_>) -> String {
    let points = |tape: &mut Tape| {
        let sign = if tape.chance(25) { "-" } else { "+" };
        format!("{sign}{} when {}", tape.between(1, 3), scope.condition(tape, 1))
    };
    let mut entries: Vec<_> = (0..1 + tape.below(3)).map(|_| points(tape)).collect();
    if scope.silence && tape.chance(30) {
        entries.push(format!("missing counts {}", tape.below(2)));
    } else if tape.chance(40) {
        let inner: Vec<_> = (0..2 + tape.below(2)).map(|_| points(tape)).collect();
        entries.push(format!("max of {{ {} }}", inner.join(", ")));
    }
    format!("score points {{ {} }}", entries.join(", "))
}

fn assumption(tape: &mut Tape, path: &str, ty: &Ty) -> String {
    let value = match ty {
        Ty::Boolean => (*tape.one_of(&["false", "true"])).to_owned(),
        Ty::Number(bounds) => tenths(bounds.low.or(bounds.high).unwrap_or(0)),
        Ty::Words(words) => tape.one_of(&words.values).clone(),
        Ty::Text | Ty::Visits | Ty::Episodes | Ty::Readings => "\"a\"".to_owned(),
        Ty::Date { .. } => "@2025-05-20".to_owned(),
        Ty::Quantity { measure, unit, .. } => {
            let (unit, low, _) = measure.units()[*unit];
            format!("{} '{unit}'", low + 20)
        }
    };
    let reasons = tape.one_of(&["not recorded", "not recorded or declined", "declined", "not applicable"]);
    format!("assume {path} = {value} when {reasons} because \"made up\"")
}

fn rule(tape: &mut Tape, scope: &Scope<'_>, kind: &str, index: usize) -> String {
    let mut text = format!("{kind} rule_{index}: {}", scope.condition(tape, 3));
    let mut clause =
        |word: &str, condition: String| write!(text, "\n  {word} {condition}").expect("a string takes all");
    if tape.chance(25) {
        clause("unless", scope.condition(tape, 2));
        for _ in 0..tape.below(3) {
            clause("except when", scope.condition(tape, 1));
        }
    }
    if tape.chance(25) {
        clause("applies when", scope.condition(tape, 2));
    }
    if scope.silence && tape.chance(25) {
        let met = tape.one_of(&["met", "not met"]);
        clause("when not recorded:", format!("{met} because \"made up\""));
    }
    text
}
