//! Strong three-valued logic (Kleene 1952, *Introduction to Metamathematics*, §64).

use serde::Serialize;

/// True, false, or not known which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// Every possibility agrees that it is so.
    True,
    /// Every possibility agrees that it is not so.
    False,
    /// It depends on what is not known.
    Unknown,
}

impl Truth {
    /// `Some(true)`, `Some(false)`, or `None` for unknown.
    #[must_use]
    pub fn known(self) -> Option<bool> {
        match self {
            Truth::True => Some(true),
            Truth::False => Some(false),
            Truth::Unknown => None,
        }
    }

    /// Does everything that is possible for `self` stay possible for `other`?
    #[must_use]
    pub fn is_within(self, other: Truth) -> bool {
        other == Truth::Unknown || self == other
    }

    /// True exactly when every operand is: one false operand decides, whatever the others are.
    #[must_use]
    pub fn all(operands: impl IntoIterator<Item = Truth>) -> Truth {
        let mut result = Truth::True;
        for operand in operands {
            match operand {
                Truth::False => return Truth::False,
                Truth::Unknown => result = Truth::Unknown,
                Truth::True => {}
            }
        }
        result
    }

    /// True as soon as one operand is; false exactly when all are.
    #[must_use]
    pub fn any(operands: impl IntoIterator<Item = Truth>) -> Truth {
        !Truth::all(operands.into_iter().map(|operand| !operand))
    }

    /// Is the number of true operands between `at_least` and `at_most`, both included? Decided as soon as
    /// the bounds on that number decide it.
    ///
    /// ```
    /// use elig::possible::Truth::{self, *};
    /// assert_eq!(Truth::count([True, True, Unknown], 2, u32::MAX), True);
    /// assert_eq!(Truth::count([True, False, Unknown], 2, u32::MAX), Unknown);
    /// assert_eq!(Truth::count([True, False, False], 2, u32::MAX), False);
    /// ```
    #[must_use]
    pub fn count(operands: impl IntoIterator<Item = Truth>, at_least: u32, at_most: u32) -> Truth {
        let (mut certain, mut possible) = (0_u32, 0_u32);
        for operand in operands {
            certain += u32::from(operand == Truth::True);
            possible += u32::from(operand != Truth::False);
        }
        Truth::within(certain, possible, at_least, at_most)
    }

    /// Is a number that is at least `certain` and at most `possible` between `at_least` and `at_most`, both included?
    #[must_use]
    pub(crate) fn within(certain: u32, possible: u32, at_least: u32, at_most: u32) -> Truth {
        if possible < at_least || certain > at_most {
            Truth::False
        } else if certain >= at_least && possible <= at_most {
            Truth::True
        } else {
            Truth::Unknown
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Truth::True } else { Truth::False }
    }
}

impl From<Option<bool>> for Truth {
    fn from(value: Option<bool>) -> Self {
        value.map_or(Truth::Unknown, Truth::from)
    }
}

impl std::ops::Not for Truth {
    type Output = Self;
    fn not(self) -> Self {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}
