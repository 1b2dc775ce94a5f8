//! A row of cells, as the text of a record.

use super::cell;
use super::node::{Column, Fact, Group, Kind, Member, Node};
use super::rows::Row;

/// Writes the record of a row.
pub(super) struct Writer<'r> {
    row: &'r Row,
    pub out: String,
    /// Entries of lists that have another number in the record than in the header, as empty ones stand before them:
    /// the path in the record, and the number in the header.
    pub moved: Vec<(String, usize)>,
    /// Paths of facts with a value and a reason why there is none.
    pub torn: Vec<String>,
    /// Paths of the lists that are being written.
    path: String,
}

impl<'r> Writer<'r> {
    pub fn new(row: &'r Row, capacity: usize) -> Self {
        let out = String::with_capacity(capacity);
        Self { row, out, moved: Vec::new(), torn: Vec::new(), path: String::new() }
    }

    /// The text of a cell, if it says anything.
    fn said(&self, column: Option<Column>, kind: &Kind) -> Option<&'r str> {
        let cell = self.row.cell(column?);
        cell::says(kind, cell).then(|| if *kind == Kind::Text { cell } else { cell.trim() })
    }

    /// The record itself, behind the `id` and the `as_of`.
    pub fn record(&mut self, ids: &[Column], dates: &[Column], facts: &Group) {
        self.out.push('{');
        for (key, columns, kind) in
            [("\"id\":", ids, Kind::Text), ("\"as_of\":", dates, Kind::Word(Vec::new()))]
        {
            for column in columns {
                if let Some(cell) = self.said(Some(*column), &kind) {
                    self.key(key);
                    cell::push_text(cell.trim(), &mut self.out);
                }
            }
        }
        self.members(facts);
        self.out.push('}');
    }

    fn key(&mut self, key: &str) {
        if !self.out.ends_with('{') {
            self.out.push(',');
        }
        self.out.push_str(key);
    }

    /// A key and what stands there; nothing where nothing stands there.
    fn entry(&mut self, key: &str, write: impl FnOnce(&mut Self) -> bool) -> bool {
        let before = self.out.len();
        self.key(key);
        let wrote = write(self);
        if !wrote {
            self.out.truncate(before);
        }
        wrote
    }

    fn members(&mut self, group: &Group) -> bool {
        let mut any = false;
        for (key, member) in &group.members {
            any |= self.entry(key, |writer| match member {
                Member::Group(group) => {
                    writer.out.push('{');
                    let any = writer.members(group);
                    writer.out.push('}');
                    any
                }
                Member::Fact(fact) => writer.fact(fact),
            });
        }
        any
    }

    fn fact(&mut self, fact: &Fact) -> bool {
        self.path.clone_from(&fact.path);
        let says = |columns: &[Column]| {
            columns.iter().any(|column| cell::says(&Kind::Word(Vec::new()), self.row.cell(*column)))
        };
        if says(&fact.unusable) {
            self.out.push_str("{\"absent\":\"invalid\"}");
            return true;
        }
        let is_misspelt = says(&fact.misspelt);
        let before = self.out.len();
        if let Some(node) = &fact.node
            && self.node(node)
        {
            return true;
        }
        self.out.truncate(before);
        if is_misspelt {
            self.out.push_str("{\"absent\":\"invalid\"}");
        }
        is_misspelt
    }

    fn node(&mut self, node: &Node) -> bool {
        let before = self.out.len();
        let wrote = self.value(node);
        if !wrote {
            self.out.truncate(before);
        }
        let Some(reason) = self.said(node.absent, &Kind::Word(Vec::new())) else { return wrote };
        if wrote {
            // One of the two is wrong, and nobody knows which.
            self.out.truncate(before);
            self.out.push_str("{\"absent\":\"conflicting\"}");
            self.torn.push(self.path.clone());
            return true;
        }
        self.out.push_str("{\"absent\":");
        cell::push_text(reason, &mut self.out);
        self.out.push('}');
        true
    }

    fn value(&mut self, node: &Node) -> bool {
        if let Some(cell) = self.said(node.value, &node.kind) {
            self.cell(node, cell);
            return true;
        }
        match node.kind {
            Kind::Record => {
                self.out.push('{');
                let mut any = false;
                let depth = self.path.len();
                for (key, field) in &node.fields {
                    self.path.push('.');
                    self.path.push_str(key.trim_end_matches(':').trim_matches('"'));
                    any |= self.entry(key, |writer| writer.node(field));
                    self.path.truncate(depth);
                }
                self.out.push('}');
                any
            }
            Kind::List => self.list(node),
            _ => false,
        }
    }

    fn list(&mut self, node: &Node) -> bool {
        let complete = self.said(node.complete, &Kind::Boolean);
        if complete.is_some() {
            self.out.push_str("{\"items\":");
        }
        self.out.push('[');
        let mut written = 0;
        let depth = self.path.len();
        for (number, entry) in &node.entries {
            let before = self.out.len();
            if written > 0 {
                self.out.push(',');
            }
            self.path.push_str(&format!("[{written}]"));
            if self.node(entry) {
                if written + 1 != *number {
                    self.moved.push((self.path.clone(), *number));
                }
                written += 1;
            } else {
                self.out.truncate(before);
            }
            self.path.truncate(depth);
        }
        self.out.push(']');
        if let Some(complete) = complete {
            self.complete(complete);
        }
        // Whether a list is complete says nothing where nobody says what is in it.
        written > 0
    }

    fn complete(&mut self, complete: &str) {
        self.out.push_str(",\"complete\":");
        cell::push_boolean(complete, &mut self.out);
        self.out.push('}');
    }

    fn cell(&mut self, node: &Node, text: &str) {
        if node.kind != Kind::Text && cell::push_json(text, &mut self.out) {
            return;
        }
        match &node.kind {
            Kind::Boolean => cell::push_boolean(text, &mut self.out),
            Kind::Number => cell::push_number(text, &mut self.out),
            // A record in a cell that is no JSON is refused as text.
            Kind::Text | Kind::Word(_) | Kind::Record | Kind::List => cell::push_text(text, &mut self.out),
            Kind::Quantity(assumed) => self.quantity(node, text, assumed.as_deref()),
            Kind::Set => match self.said(node.complete, &Kind::Boolean) {
                Some(complete) => {
                    self.out.push_str("{\"items\":");
                    cell::push_set(text, &mut self.out);
                    self.complete(complete);
                }
                None => cell::push_set(text, &mut self.out),
            },
            Kind::Code => {
                let system = self.said(node.unit, &Kind::Word(Vec::new()));
                let system = node.fixed_unit.clone().or_else(|| system.map(super::node::quoted));
                cell::push_codes(text, system.as_deref(), &mut self.out);
            }
        }
    }

    fn quantity(&mut self, node: &Node, text: &str, assumed: Option<&str>) {
        let own = self.said(node.unit, &Kind::Text);
        let is_bare = own.is_none() && node.fixed_unit.is_none();
        if is_bare && (node.unit.is_none() || assumed.is_some()) {
            let before = self.out.len();
            cell::push_number(text, &mut self.out);
            let is_bound = self.out.get(before..).is_some_and(|number| number.starts_with('"'));
            if let Some(assumed) = assumed.filter(|_| is_bound) {
                // Of a number alone the reader takes the unit for granted, of a bound it does not.
                self.out.truncate(before);
                self.out.push_str("{\"value\":");
                cell::push_number(text, &mut self.out);
                self.out.push_str(",\"unit\":");
                self.out.push_str(assumed);
                self.out.push('}');
            }
            return;
        }
        self.out.push_str("{\"value\":");
        cell::push_number(text, &mut self.out);
        if let Some(unit) = &node.fixed_unit {
            self.out.push_str(",\"unit\":");
            self.out.push_str(unit);
        } else if let Some(unit) = own {
            self.out.push_str(",\"unit\":");
            cell::push_text(unit.trim(), &mut self.out);
        }
        self.out.push('}');
    }
}
