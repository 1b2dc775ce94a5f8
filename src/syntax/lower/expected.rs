//! What the grammar expected, in a user's words.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::hint::hint;
use super::{Mistakes, Rule};
use crate::diagnostic::{Code, Problem};

/// The problem that a parse error means.
pub fn problem(error: &Error<Rule>, text: &str, m: &Mistakes<'_>) -> Problem {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else { return out_of_stack(text, m) };
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    // The furthest place may be behind trailing blanks: point at the end of the last word instead.
    let at =
        if text.get(at..).is_none_or(|rest| rest.trim().is_empty()) { text.trim_end().len() } else { at };
    let found = found_at(text, at);
    let mut wanted = words(positives);
    let span = match found {
        Some(token) => m.at(at, at + token.len()),
        None => m.at(at.saturating_sub(1), at),
    };
    let shown = found.map_or_else(|| "the statement ends".to_owned(), |token| format!("found `{token}`"));
    if wanted.is_empty() {
        wanted.push("something else".to_owned());
    }
    let list = join(&wanted);
    let message = match found {
        Some(_) => format!("expected {list}, {shown}"),
        None => format!("{shown} where {list} was expected"),
    };
    let code = match found {
        Some(";") => Code::Semicolon,
        _ => Code::Syntax,
    };
    let before = text.get(..at).unwrap_or_default().trim_end();
    Problem::new(code, span, message).maybe_help(hint(before, found, rest_of_line(text, at), &wanted))
}

/// The parser has an error of its own only where the host left it too little stack for the nesting.
fn out_of_stack(text: &str, m: &Mistakes<'_>) -> Problem {
    let first_line = text.lines().next().unwrap_or_default().trim_end().len();
    Problem::new(
        Code::TooDeep,
        m.at(0, first_line),
        "this statement is nested too deeply for the stack there is",
    )
    .help("give parts of this condition names with `define`, and use the names here")
}

/// What stands from there to the end of the line.
fn rest_of_line(text: &str, at: usize) -> &str {
    text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default()
}

/// The word, number, text or sign that stands there; `None` at the end.
fn found_at(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..).filter(|rest| !rest.trim().is_empty())?;
    let first = rest.chars().next()?;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let length = if first.is_ascii_alphanumeric() || first == '_' {
        rest.find(|c| !is_word(c)).unwrap_or(rest.len())
    } else if first == '"' || first == '\'' {
        rest.get(1..).and_then(|inner| inner.find(first)).map_or(1, |length| length + 2)
    } else {
        first.len_utf8()
    };
    rest.get(..length)
}

fn join(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

/// Groups of rules that a reader calls by one name, most helpful first; the rest are said one by one.
fn words(positives: &[Rule]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut say = |word: &str| {
        if !words.iter().any(|said| said == word) {
            words.push(word.to_owned());
        }
    };
    let value = positives.iter().any(|rule| starts_operand(*rule));
    let operator = positives.iter().any(|rule| is_operator(*rule));
    let clause = positives.iter().any(|rule| is_clause(*rule));
    let a_type = positives.iter().filter(|rule| is_type(**rule)).count() > 1;
    if value {
        say("a condition or a value");
    }
    for rule in positives {
        let covered = (value && (starts_operand(*rule) || may_be_operand(*rule)))
            || (operator && is_operator(*rule))
            || (clause && is_clause(*rule))
            // Behind a number a unit may follow; what is missing is hardly ever that.
            || (operator && matches!(rule, Rule::unit | Rule::calendar_unit | Rule::kw_as))
            // Nor is it what a name could have gone on with.
            || (operator && matches!(rule, Rule::p_paren_open | Rule::p_colon | Rule::kw_of | Rule::kw_recorded))
            || (a_type && is_type(*rule));
        if covered {
            continue;
        }
        if let Some(word) = word(*rule) {
            say(&word);
        }
    }
    if a_type {
        say("a type such as `boolean` or `integer 0..10`");
    }
    if operator {
        say("an operator such as `and` or `>=`");
    }
    if clause {
        say("a clause such as `because \"…\"` or `cite`");
    }
    if let Some(at) = words.iter().position(|word| word == "the end of the statement") {
        let end = words.remove(at);
        words.push(end);
    }
    words
}

fn starts_operand(rule: Rule) -> bool {
    use Rule as R;
    matches!(
        rule,
        R::expression
            | R::sum
            | R::not_op
            | R::bad_not
            | R::negate_op
            | R::if_expression
            | R::choose
            | R::any_recorded
            | R::group
            | R::extreme
            | R::threshold
            | R::some
            | R::every
            | R::count
            | R::aggregate
            | R::aggregate_function
            | R::share
            | R::windows
            | R::windows_in
            | R::units_between
            | R::number_of
            | R::date_of
            | R::bad_date
            | R::parenthesis
            | R::list
            | R::record_literal
            | R::number_literal
            | R::boolean
            | R::never
            | R::hole
            | R::call
            | R::kw_if
            | R::kw_any
            | R::kw_none
            | R::kw_min
            | R::kw_max
            | R::kw_exactly
            | R::kw_some
            | R::kw_no
            | R::kw_every
            | R::kw_count
            | R::kw_true
            | R::kw_false
            | R::kw_choose
            | R::bad_point
            | R::bad_number_word
            | R::filter
            | R::kw_average
            | R::kw_distinct
            | R::kw_share
            | R::kw_latest
            | R::kw_earliest
            | R::kw_highest
            | R::kw_lowest
            | R::has_one
    )
}

fn is_operator(rule: Rule) -> bool {
    use Rule as R;
    matches!(
        rule,
        R::or_op
            | R::and_op
            | R::bad_and
            | R::bad_or
            | R::bad_compare
            | R::compare_op
            | R::add_op
            | R::subtract_op
            | R::multiply_op
            | R::divide_op
            | R::is_known
            | R::is_contiguous
            | R::in_op
            | R::between_op
            | R::has_op
            | R::ago_op
            | R::as_of_op
            | R::window
            | R::order_op
            | R::is
            | R::is_not
            | R::kw_and
            | R::kw_or
            | R::kw_is
            | R::kw_in
            | R::kw_has
            | R::kw_between
            | R::kw_within
            | R::kw_before
            | R::kw_after
            | R::kw_at
    )
}

fn is_clause(rule: Rule) -> bool {
    use Rule as R;
    matches!(
        rule,
        R::clause
            | R::unless
            | R::except_when
            | R::applies_when
            | R::because
            | R::reading
            | R::cite
            | R::evidence
            | R::until
            | R::when_not_recorded
            | R::allow
            | R::header_clause
            | R::version
            | R::effective
            | R::approved
            | R::timezone
            | R::kw_unless
            | R::kw_except
            | R::kw_reading
            | R::kw_cite
            | R::kw_evidence
            | R::kw_until
            | R::kw_allow
            | R::kw_applies
            | R::kw_version
            | R::kw_effective
            | R::kw_approved
            | R::kw_timezone
    )
}

fn is_type(rule: Rule) -> bool {
    let name = format!("{rule:?}");
    name.starts_with("type") || name == "r#type"
}

/// Rules that stand in the place of an operand when one is wanted, and for themselves otherwise.
fn may_be_operand(rule: Rule) -> bool {
    use Rule as R;
    matches!(
        rule,
        R::path
            | R::name
            | R::number
            | R::text
            | R::string
            | R::bad_single_quoted
            | R::date_literal
            | R::calendar_unit
            | R::label
            | R::kw_not
            | R::kw_never
            | R::kw_all
            | R::kw_at
            | R::kw_number
            | R::kw_date
            | R::kw_sum
            | R::p_paren_open
            | R::p_bracket_open
            | R::p_brace_open
    )
}

/// One rule in a user's words; `None` for rules that say nothing to a user.
fn word(rule: Rule) -> Option<String> {
    use Rule as R;
    let word = match rule {
        R::EOI => "the end of the statement",
        R::name
        | R::path
        | R::bad_reserved
        | R::given_patient
        | R::listed
        | R::argument
        | R::argument_name
        | R::field_value
        | R::code_entry
        | R::field
        | R::choice_value
        | R::scale_value
        | R::type_named => "a name",
        R::text | R::string | R::bad_single_quoted => "text in double quotes",
        R::unit | R::measured_in => "a unit in single quotes such as `'mg/dL'`",
        R::number | R::signed_number | R::bad_number_word | R::number_literal | R::factor => "a number",
        R::date_literal => "a date such as `@2025-11-20`",
        R::calendar_unit => "a calendar unit such as `months`",
        R::code_word | R::bind_key | R::bind_set | R::bind_otherwise | R::bind_words | R::bind_case => {
            "a code"
        }
        R::element_path | R::element_step | R::element_name => "an element such as `code`",
        R::bind_in => "`in`",
        R::bind_is => "`is`",
        R::bind_unit => "`in 'UNIT'`",
        R::bind_known => "`known`",
        R::bind_no | R::bind_not => "`not`",
        R::bind_field => "a field and its element such as `value value`",
        R::bind_cases => "cases such as `{ male: male }`",
        R::bind_absent => "`not recorded`, `not applicable` or `asked declined`",
        R::range | R::range_dots => "a range such as `0..10`",
        R::r#type => "a type such as `boolean` or `integer 0..10`",
        R::fact_attribute | R::fixed | R::unit_assumed | R::asked_when => {
            "`fixed`, `asked when`, a description"
        }
        R::source_entry => "`title`, `publisher`, `updated`, `reviewed`, `status` or `item`",
        R::verdict | R::expectation => "a verdict such as `eligible`",
        R::case_row | R::case_cell => "a case such as `6 | without : eligible`",
        R::no_cautions => "`none`",
        R::expected_output => "an output such as `dose = full`",
        R::expect => "`expect`",
        R::cases => "`cases`",
        R::given => "`given`",
        R::points | R::points_sign | R::score_entry => "points such as `+1 when …`",
        R::absence_reason => "`not recorded`, `declined` or `not applicable`",
        R::table_row | R::table_cell | R::table_cells | R::cell_bound => "a row such as `< 6 | any : VALUE`",
        R::choose_arm => "`when`",
        R::change | R::drop_rule | R::replace_rule | R::add_rule | R::set_parameter => {
            "a change: `without`, `replace`, `add` or `set`"
        }
        R::with => "`with`",
        R::choose_otherwise => "`otherwise`",
        R::alias => "`as`",
        R::label => "a label",
        _ => {
            let name = format!("{rule:?}");
            if let Some(keyword) = name.strip_prefix("kw_") {
                return Some(format!("`{keyword}`"));
            }
            return punctuation(&name).map(|sign| format!("`{sign}`"));
        }
    };
    Some(word.to_owned())
}

fn punctuation(name: &str) -> Option<char> {
    Some(match name {
        "p_brace_open" => '{',
        "p_brace_close" => '}',
        "p_bracket_open" => '[',
        "p_bracket_close" => ']',
        "p_paren_open" => '(',
        "p_paren_close" => ')',
        "p_comma" => ',',
        "p_colon" => ':',
        "p_equals" => '=',
        "p_bar" => '|',
        "p_less" => '<',
        _ => return None,
    })
}
