//! Where the parts of a tree begin and end that have no place of their own.

use crate::syntax::ast::{
    AnalyteEntry, Argument, CaseRow, Change, Clause, CodeEntry, Comment, Entries, Expectation, Expr,
    FactAttribute, FieldDeclaration, FieldValue, HeaderClause, Name, NumberLiteral, Path, Place, Points,
    ScoreEntry, SourceEntry, Statement, TableRow, Text, Type, Unit, ValueDeclaration, VariantChange,
};

/// Something that stands somewhere. A keyword in front may be left out of the span: what matters is
/// that comments between two neighbours are seen to stand between them.
pub(super) trait Spanned {
    /// The first byte.
    fn start(&self) -> usize;
    /// One past the last byte.
    fn end(&self) -> usize;
}

impl Spanned for Place {
    fn start(&self) -> usize {
        self.0.start as usize
    }

    fn end(&self) -> usize {
        self.0.end as usize
    }
}

impl<T: Spanned> Spanned for &T {
    fn start(&self) -> usize {
        (*self).start()
    }

    fn end(&self) -> usize {
        (*self).end()
    }
}

/// From the first thing to the last.
impl<A: Spanned, B: Spanned> Spanned for (A, B) {
    fn start(&self) -> usize {
        self.0.start()
    }

    fn end(&self) -> usize {
        self.1.end()
    }
}

macro_rules! placed {
    ($($node: ty),*) => {
        $(impl Spanned for $node {
            fn start(&self) -> usize {
                self.place.start()
            }

            fn end(&self) -> usize {
                self.place.end()
            }
        })*
    };
}

placed!(
    CaseRow,
    Clause,
    Comment,
    Expectation,
    Expr,
    Name,
    NumberLiteral,
    Path,
    SourceEntry,
    Statement,
    TableRow,
    Text,
    Type,
    Unit,
    VariantChange
);

/// The end of `description`, or else of `before`.
fn described(before: &impl Spanned, description: Option<&Text>) -> usize {
    description.map_or(before.end(), Spanned::end)
}

impl Spanned for Entries {
    fn start(&self) -> usize {
        self.path.start()
    }

    fn end(&self) -> usize {
        let alias = self.alias.as_ref().map_or(self.path.end(), Spanned::end);
        self.by.as_ref().map_or(alias, Spanned::end)
    }
}

impl Spanned for FieldDeclaration {
    fn start(&self) -> usize {
        self.name.start()
    }

    fn end(&self) -> usize {
        described(&self.ty, self.description.as_ref())
    }
}

impl Spanned for ValueDeclaration {
    fn start(&self) -> usize {
        self.name.start()
    }

    fn end(&self) -> usize {
        described(&self.name, self.description.as_ref())
    }
}

impl Spanned for CodeEntry {
    fn start(&self) -> usize {
        self.system.start()
    }

    fn end(&self) -> usize {
        described(&self.code, self.description.as_ref())
    }
}

impl Spanned for AnalyteEntry {
    fn start(&self) -> usize {
        match self {
            Self::MeasuredIn(unit) => unit.start(),
            Self::Factor(factor) => factor.left.start(),
            Self::Relation(relation) => relation.name.start(),
        }
    }

    fn end(&self) -> usize {
        match self {
            Self::MeasuredIn(unit) => unit.end(),
            Self::Factor(factor) => factor.right.end(),
            Self::Relation(relation) => match &relation.intercept {
                Some(intercept) => intercept.number.end(),
                None => relation.other.end(),
            },
        }
    }
}

impl Spanned for Argument {
    fn start(&self) -> usize {
        self.name.as_ref().map_or(self.value.start(), Spanned::start)
    }

    fn end(&self) -> usize {
        self.value.end()
    }
}

impl Spanned for Points {
    fn start(&self) -> usize {
        self.number.start()
    }

    fn end(&self) -> usize {
        self.when.end()
    }
}

impl Spanned for ScoreEntry {
    fn start(&self) -> usize {
        match self {
            Self::Points(points) => points.start(),
            Self::MaxOf(_, place) => place.start(),
            Self::MissingCounts(number) => number.start(),
        }
    }

    fn end(&self) -> usize {
        match self {
            Self::Points(points) => points.end(),
            Self::MaxOf(_, place) => place.end(),
            Self::MissingCounts(number) => number.end(),
        }
    }
}

impl Spanned for FieldValue {
    fn start(&self) -> usize {
        self.path.start()
    }

    fn end(&self) -> usize {
        self.value.end()
    }
}

impl Spanned for HeaderClause {
    fn start(&self) -> usize {
        match self {
            Self::Version(text) | Self::Approved(text, _) | Self::Timezone(text) => text.start(),
            Self::Effective(from, _) => from.place.start(),
            Self::AppliesWhen(condition) => condition.start(),
            Self::Allow(allow) => allow.code.start(),
        }
    }

    fn end(&self) -> usize {
        match self {
            Self::Version(text) | Self::Timezone(text) => text.end(),
            Self::Effective(_, date) | Self::Approved(_, date) => date.place.end(),
            Self::AppliesWhen(condition) => condition.end(),
            Self::Allow(allow) => allow.reason.end(),
        }
    }
}

impl Spanned for FactAttribute {
    fn start(&self) -> usize {
        match self {
            Self::Fixed(place) | Self::UnitAssumed(place) => place.start(),
            Self::AskedWhen(condition) => condition.start(),
            Self::Description(text) => text.start(),
        }
    }

    fn end(&self) -> usize {
        match self {
            Self::Fixed(place) | Self::UnitAssumed(place) => place.end(),
            Self::AskedWhen(condition) => condition.end(),
            Self::Description(text) => text.end(),
        }
    }
}

impl Spanned for Change {
    fn start(&self) -> usize {
        match self {
            Self::With(fields) => fields.first().map_or(0, Spanned::start),
            Self::Without(paths) => paths.first().map_or(0, Spanned::start),
        }
    }

    fn end(&self) -> usize {
        match self {
            Self::With(fields) => fields.last().map_or(0, Spanned::end),
            Self::Without(paths) => paths.last().map_or(0, Spanned::end),
        }
    }
}
