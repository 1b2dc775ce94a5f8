//! What a recorded code could still be.

use super::coding::Coding;
use super::value_set::ValueSet;
use crate::possible::Truth;

/// What a code value could still be: the codings that are known, and whether there may be further ones.
///
/// One recorded entry often has several codings, one for each code system; it is one statement, and any of
/// them may put it in a value set. The value is *open* when a part of it could not be read (a code
/// without a system, a text without a code), so that another coding may belong to it. A missing value
/// has no codings and is open. A value without codings is always open: an entry that is there means something.
///
/// ```
/// use elig::possible::Truth;
/// use elig::terminology::{CodeSystem, Codes, Coding, Entry, ValueSet};
///
/// let (failure, _) = ValueSet::from_entries("failure", &[Entry { system: "icd10cm", code: "I50.*" }]).unwrap();
/// let coding = |code| Coding::new(CodeSystem::ICD10CM, code);
/// assert_eq!(Codes::known([coding("I50.9")]).is_in(&failure), Truth::True);
/// assert_eq!(Codes::known([coding("I48.0")]).is_in(&failure), Truth::False);
/// assert_eq!(Codes::open([coding("I48.0")]).is_in(&failure), Truth::Unknown);
/// assert_eq!(Codes::missing().is_in(&failure), Truth::Unknown);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Codes {
    /// Sorted, each once.
    codings: Vec<Coding>,
    open: bool,
}

impl Codes {
    /// Nothing is known.
    #[must_use]
    pub fn missing() -> Self {
        Self { codings: Vec::new(), open: true }
    }

    /// These codings and no others.
    #[must_use]
    pub fn known(codings: impl IntoIterator<Item = Coding>) -> Self {
        Self::new(codings, false)
    }

    /// These codings and perhaps others.
    #[must_use]
    pub fn open(codings: impl IntoIterator<Item = Coding>) -> Self {
        Self::new(codings, true)
    }

    fn new(codings: impl IntoIterator<Item = Coding>, open: bool) -> Self {
        let mut codings: Vec<_> = codings.into_iter().collect();
        codings.sort_unstable();
        codings.dedup();
        let open = open || codings.is_empty();
        Self { codings, open }
    }

    /// One of the two values: only what both are coded as is sure.
    ///
    /// ```
    /// use elig::terminology::{CodeSystem, Codes, Coding};
    /// let coding = |code| Coding::new(CodeSystem::ICD10CM, code);
    /// let either = Codes::known([coding("I50.9"), coding("I48.0")]).union(&Codes::known([coding("I50.9")]));
    /// assert_eq!(either, Codes::open([coding("I50.9")]));
    /// ```
    #[must_use]
    pub fn union(&self, other: &Codes) -> Codes {
        if self == other {
            return self.clone();
        }
        let common = self.codings.iter().filter(|coding| other.codings.binary_search(coding).is_ok());
        Codes::open(common.cloned())
    }

    /// The codings that are known, sorted.
    #[must_use]
    pub fn codings(&self) -> &[Coding] {
        &self.codings
    }

    /// May there be further codings?
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Is one of the codings in the set? True as soon as one that is known is; false when none is and there
    /// can be no others.
    #[must_use]
    pub fn is_in(&self, set: &ValueSet) -> Truth {
        if self.codings.iter().any(|coding| set.contains(coding)) {
            Truth::True
        } else if self.open {
            Truth::Unknown
        } else {
            Truth::False
        }
    }

    /// Does everything that is possible for `self` stay possible for `other`?
    ///
    /// An open value stands for every list of codings that holds at least those known; a closed one for just
    /// its own. So that whatever completes an open value only adds to its codings, and
    /// [`Codes::is_in`] never takes a true or a false back.
    ///
    /// ```
    /// use elig::terminology::{CodeSystem, Codes, Coding};
    /// let coding = || Coding::new(CodeSystem::SNOMED, "84114007");
    /// assert!(Codes::known([coding()]).is_within(&Codes::open([coding()])));
    /// assert!(Codes::known([coding()]).is_within(&Codes::missing()));
    /// assert!(!Codes::open([coding()]).is_within(&Codes::known([coding()])));
    /// ```
    #[must_use]
    pub fn is_within(&self, other: &Codes) -> bool {
        if other.open {
            other.codings.iter().all(|coding| self.codings.binary_search(coding).is_ok())
        } else {
            !self.open && self.codings == other.codings
        }
    }
}
