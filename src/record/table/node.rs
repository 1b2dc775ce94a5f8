//! How the cells of a row become the values of a record: a tree that is made once, of the header.

use crate::vocabulary::ValueType;

/// The number of a column, from 0.
pub(super) type Column = usize;

/// A group of facts.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// Keys, each in quotes and with its colon, and what stands there.
    pub members: Vec<(String, Member)>,
}

#[derive(Debug)]
pub(super) enum Member {
    Group(Group),
    Fact(Box<Fact>),
}

/// One fact.
#[derive(Debug)]
pub(super) struct Fact {
    /// Its path.
    pub path: String,
    /// How its cells are read; `None` where a column is only taken for it, or its columns cannot be used.
    pub node: Option<Node>,
    /// Columns that cannot be used: where one of them says anything, the fact is recorded, and invalid.
    pub unusable: Vec<Column>,
    /// Columns with names that are taken for a misspelt one of this fact.
    pub misspelt: Vec<Column>,
}

/// One value.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub kind: Kind,
    /// The cell with the value itself.
    pub value: Option<Column>,
    /// The cell that says why there is none.
    pub absent: Option<Column>,
    /// The cell with the unit, or the code system.
    pub unit: Option<Column>,
    /// The unit or the code system of the header, in quotes.
    pub fixed_unit: Option<String>,
    /// The cell that says whether a list or a set is complete.
    pub complete: Option<Column>,
    /// The fields of a record: keys in quotes and with a colon.
    pub fields: Vec<(String, Node)>,
    /// The entries of a list, by their number from 1.
    pub entries: Vec<(usize, Node)>,
}

/// How a cell is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Boolean,
    Number,
    /// Text, as it is.
    Text,
    /// One of these names, if it is one; dates and the like have no names.
    Word(Vec<String>),
    /// The unit in quotes that a number without one has, if the fact says so.
    Quantity(Option<String>),
    Set,
    Code,
    Record,
    List,
}

impl Node {
    pub fn of(ty: &ValueType, unit_assumed: bool) -> Self {
        let kind = match ty {
            ValueType::Boolean => Kind::Boolean,
            ValueType::Number { .. } => Kind::Number,
            ValueType::Text => Kind::Text,
            ValueType::Choice(choice) => Kind::Word(choice.names().map(str::to_owned).collect()),
            ValueType::Date { .. } | ValueType::DateTime | ValueType::Duration | ValueType::Age => {
                Kind::Word(Vec::new())
            }
            ValueType::Quantity(quantity) => {
                let unit = quantity.unit.as_ref().filter(|_| unit_assumed);
                Kind::Quantity(unit.map(|unit| quoted(unit.code())))
            }
            ValueType::Set(_) => Kind::Set,
            ValueType::Code => Kind::Code,
            ValueType::Record(_) => Kind::Record,
            ValueType::List(_) => Kind::List,
        };
        Self::of_kind(kind)
    }

    pub fn of_kind(kind: Kind) -> Self {
        Self {
            kind,
            value: None,
            absent: None,
            unit: None,
            fixed_unit: None,
            complete: None,
            fields: Vec::new(),
            entries: Vec::new(),
        }
    }

    /// The field with this key, made if there is none.
    pub fn field(&mut self, key: &str, make: impl FnOnce() -> Node) -> Option<&mut Node> {
        let key = key_of(key);
        let at = match self.fields.iter().position(|(own, _)| *own == key) {
            Some(at) => at,
            None => {
                self.fields.push((key, make()));
                self.fields.len() - 1
            }
        };
        self.fields.get_mut(at).map(|(_, node)| node)
    }

    /// The entry with this number, made if there is none.
    pub fn entry(&mut self, number: usize, make: impl FnOnce() -> Node) -> Option<&mut Node> {
        let at = match self.entries.binary_search_by_key(&number, |(own, _)| *own) {
            Ok(at) => at,
            Err(at) => {
                self.entries.insert(at, (number, make()));
                at
            }
        };
        self.entries.get_mut(at).map(|(_, node)| node)
    }
}

/// Text as JSON writes it.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::new();
    super::cell::push_text(text, &mut out);
    out
}

/// A key as it stands in an object.
pub(super) fn key_of(key: &str) -> String {
    format!("{}:", quoted(key))
}
