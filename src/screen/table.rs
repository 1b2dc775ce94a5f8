//! What a recorded text says of one fact: read and decided once, then looked up.
//!
//! The texts of a cohort repeat: `true`, `"female"`, `57`, dates of birth. The key is the text as it stands in the
//! record, so that two texts are the same only where every byte is. What is looked up is what the one reader and the
//! one evaluator said when the text was met first.

use std::collections::HashMap;

use jiff::civil::Date;

use super::days::{self, Days};
use super::plan::FactPlan;
use super::scan::{Piece, Short, first_words, halves, short};
use super::truths::{Mask, TRUE, bits};
use crate::absence::Absence;
use crate::diagnostic::{Code, Severity};
use crate::eval::evaluate;
use crate::ir::SlotId;
use crate::limits::{MAX_TEXTS_KEPT, MAX_TEXTS_KEPT_BYTES};
use crate::possible::Possible;
use crate::record::{Entry, Record};
use crate::time::Dates;

/// How many neighbours of a text's own place are looked at.
const NEIGHBOURS: usize = 16;

/// What one recorded text says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Said {
    /// The parts that are true.
    pub is_true: u64,
    /// The parts that are false.
    pub is_false: u64,
    /// Why the value is not known; nothing of one that is.
    pub absence: Option<Absence>,
    /// Something is assumed in its place: what is open then need not wait for the fact.
    pub is_filled: bool,
    /// Something was wrong with it.
    pub has_problems: bool,
    /// The number of the text among all that were read of the fact, where it may matter which it is; else 0.
    pub text: u64,
}

/// What there is to see of facts at one look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen(u8);

impl Seen {
    /// Something is recorded, be it that it is not known.
    pub const RECORDED: Seen = Seen(1);
    /// Something is recorded that cannot be used.
    pub const UNUSABLE: Seen = Seen(2);
    /// Something is wrong with what is recorded.
    pub const PROBLEMS: Seen = Seen(4);

    /// Of a fact that is not known for this reason, or is known.
    pub fn of(absence: Option<Absence>) -> Self {
        let recorded = Seen::RECORDED.when(absence != Some(Absence::NotRecorded));
        recorded.and(Seen::UNUSABLE.when(absence == Some(Absence::Invalid)))
    }

    /// Is one of these seen?
    pub fn has(self, those: Seen) -> bool {
        self.0 & those.0 != 0
    }

    /// These as well.
    pub fn and(self, those: Seen) -> Seen {
        Seen(self.0 | those.0)
    }

    /// These, if it is so.
    fn when(self, is: bool) -> Seen {
        if is { self } else { Seen(0) }
    }
}

/// One of the things that texts of a fact say, by its number.
pub type Which = u32;

/// What is wrong with a text: codes and paths.
type Wrong = Box<[(Code, String)]>;

/// What is kept beside.
#[derive(Debug)]
pub struct Kept {
    /// What the fact could be, where the rest asks.
    pub value: Option<Possible>,
    /// What is wrong with the text: the code and the path.
    pub problems: Wrong,
}

/// A text that is short, and which of the things that are said it says. Small, as there are many.
#[derive(Debug, Clone, Copy, Default)]
struct Bucket {
    /// The text in its first bytes, its length in the last one; 0 is no text.
    key: Short,
    day: i32,
    said: Which,
}

/// The texts of one fact.
#[derive(Debug)]
pub struct Table {
    buckets: Vec<Bucket>,
    short: usize,
    /// Full dates, where what they say has nothing to do with the date of the decision; made when one is met first.
    days: Option<Days>,
    /// Longer ones, by the day.
    long: HashMap<i32, HashMap<Box<[u8]>, Which>>,
    /// What texts say: fewer things than there are texts.
    said: Vec<Said>,
    /// Of each of them which truths are true and which are false, in the words of the fact's masks.
    words: Vec<(u64, u64)>,
    /// What there is to see of each of them.
    seen: Vec<Seen>,
    places: HashMap<Said, Which>,
    texts: usize,
    bytes: usize,
    kept: HashMap<u64, Kept>,
}

impl Table {
    /// A table that holds nothing yet.
    pub fn new() -> Self {
        Self {
            buckets: vec![Bucket::default(); 64],
            short: 0,
            days: None,
            long: HashMap::new(),
            said: Vec::new(),
            words: Vec::new(),
            seen: Vec::new(),
            places: HashMap::new(),
            texts: 0,
            bytes: 0,
            kept: HashMap::new(),
        }
    }

    /// What is kept of a text.
    pub fn kept(&self, said: &Said) -> Option<&Kept> {
        self.kept.get(&said.text)
    }

    /// One of the things that texts say.
    #[inline]
    pub fn said(&self, which: Which) -> Option<&Said> {
        self.said.get(which as usize)
    }

    /// Which truths are true by it and which are false, in the words of the fact's masks, of which there are so many.
    #[inline]
    pub fn words(&self, which: Which, masks: usize) -> &[(u64, u64)] {
        let start = which as usize * masks;
        self.words.get(start..start + masks).unwrap_or_default()
    }

    /// What there is to see of it.
    #[inline]
    pub fn seen(&self, which: Which) -> Seen {
        self.seen.get(which as usize).copied().unwrap_or_default()
    }

    /// Holds it as much as it may?
    pub fn is_full(&self) -> bool {
        self.texts >= MAX_TEXTS_KEPT || self.bytes >= MAX_TEXTS_KEPT_BYTES
    }

    /// What a text that was met before says.
    #[inline]
    pub fn find(&self, text: &[u8], piece: &Piece, day: i32) -> Option<Which> {
        let Some(key) = piece.short else { return self.find_long(text, piece, day) };
        if let Some(date) = undated(key, day) {
            return self.days.as_ref()?.find(date);
        }
        let last = self.buckets.len() - 1;
        let first = place(key, day);
        for at in first..first + NEIGHBOURS {
            let bucket = self.buckets.get(at & last)?;
            if bucket.key == key && bucket.day == day {
                return Some(bucket.said);
            }
            if bucket.key == [0, 0] {
                return None;
            }
        }
        None
    }

    #[cold]
    fn find_long(&self, text: &[u8], piece: &Piece, day: i32) -> Option<Which> {
        let own = text.get(piece.start..piece.start + piece.length)?;
        self.long.get(&day)?.get(own).copied()
    }

    /// Reads and decides on a text, and keeps what it says. `None` if it is no JSON.
    #[cold]
    pub fn learn(&mut self, plan: &FactPlan, text: &str, (day, as_of): (i32, Date)) -> Option<Which> {
        let (entry, problems) = read(plan, text)?;
        let absence = |_: SlotId| entry.absence;
        let values =
            evaluate(&plan.program, std::slice::from_ref(&entry.value), &absence, &Dates::day(as_of));
        let mut said = Said {
            absence: entry.absence,
            is_filled: values.has_filled(),
            has_problems: !problems.is_empty(),
            ..Said::default()
        };
        for (bit, part) in plan.parts.iter().enumerate() {
            match bits(values.truth(*part)) {
                0 => {}
                TRUE => said.is_true |= 1 << bit,
                _ => said.is_false |= 1 << bit,
            }
        }
        self.texts += 1;
        self.bytes += text.len();
        let value = Some(entry.value).filter(|_| plan.is_in_rest);
        if value.is_some()
            || said.has_problems
            || !plan.is_simple
            || said.absence.is_none() && said.has_open(plan)
        {
            said.text = self.texts as u64;
        }
        if value.is_some() || said.has_problems {
            self.kept.insert(said.text, Kept { value, problems });
        }
        let next = Which::try_from(self.said.len()).ok()?;
        let which = *self.places.entry(said).or_insert_with(|| {
            self.said.push(said);
            self.seen.push(said.seen());
            self.words.extend(plan.masks.iter().map(|mask| said.words(plan, *mask)));
            next
        });
        let Some(key) = short(first_words(text.as_bytes()), text.len()) else {
            self.long.entry(day).or_default().insert(text.as_bytes().into(), which);
            return Some(which);
        };
        match undated(key, day) {
            Some(date) => self.days.get_or_insert_with(|| Days::new(plan, as_of)).keep(date, which),
            None => self.keep(key, day, which),
        }
        Some(which)
    }

    fn keep(&mut self, key: Short, day: i32, said: Which) {
        if self.short * 2 >= self.buckets.len() {
            self.grow();
        }
        if self.put(Bucket { key, day, said }) {
            self.short += 1;
        }
    }

    fn grow(&mut self) {
        let larger = vec![Bucket::default(); self.buckets.len() * 2];
        let old = std::mem::replace(&mut self.buckets, larger);
        let mut short = 0;
        for bucket in old.into_iter().filter(|bucket| bucket.key != [0, 0]) {
            short += usize::from(self.put(bucket));
        }
        self.short = short;
    }

    /// Whether there was a place. Texts that somebody chose to share one are few, and are read anew each time.
    fn put(&mut self, bucket: Bucket) -> bool {
        let first = place(bucket.key, bucket.day);
        let last = self.buckets.len() - 1;
        for at in first..first + NEIGHBOURS {
            if let Some(free) = self.buckets.get_mut(at & last).filter(|own| own.key == [0, 0]) {
                *free = bucket;
                return true;
            }
        }
        false
    }
}

impl Said {
    fn seen(&self) -> Seen {
        Seen::of(self.absence).and(Seen::PROBLEMS.when(self.has_problems))
    }

    /// Of the truths that stand in a mask, which are true and which are false.
    fn words(&self, plan: &FactPlan, mask: Mask) -> (u64, u64) {
        let own = plan.registers.iter().map(|register| Mask::of(*register)).enumerate();
        own.filter(|(_, own)| own.word == mask.word).fold((0, 0), |(is_true, is_false), (bit, own)| {
            (
                is_true | own.when(self.is_true >> bit & 1 == 1),
                is_false | own.when(self.is_false >> bit & 1 == 1),
            )
        })
    }

    /// Is a part neither true nor false?
    pub fn has_open(&self, plan: &FactPlan) -> bool {
        (self.is_true | self.is_false).count_ones() as usize != plan.parts.len()
    }
}

/// The day that a text is, if what it says has nothing to do with the date of the decision.
#[inline]
fn undated(key: Short, day: i32) -> Option<i64> {
    if day == 0 { days::day(key) } else { None }
}

/// Where a text stands, if no other was there before it.
#[inline]
fn place([low, high]: Short, day: i32) -> usize {
    // The two halves of the product of two halves depend on every bit of both.
    const ONE: u64 = 0x9E37_79B9_7F4A_7C15;
    const OTHER: u64 = 0xD1B5_4A32_D192_ED03;
    let day = u64::from(day.unsigned_abs());
    let [low, high] = halves(u128::from(low ^ ONE) * u128::from(high ^ OTHER ^ day));
    usize::try_from((low ^ high) >> 32).unwrap_or_default()
}

/// A text of a fact, as a record that says nothing else: what it says, and what is wrong with it. `None` if it is no
/// JSON.
fn read(plan: &FactPlan, text: &str) -> Option<(Entry, Wrong)> {
    let (before, behind) = &plan.around;
    let record = Record::from_json(&plan.vocabulary, &format!("{before}{text}{behind}")).ok()?;
    let problems = record.problems().iter().filter(|problem| problem.severity() == Severity::Error);
    let problems = problems.map(|problem| (problem.code, problem.path.clone())).collect();
    Some((record.entry(SlotId(0))?.clone(), problems))
}
