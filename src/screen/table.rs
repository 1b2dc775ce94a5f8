//! What a recorded text says of one fact: read and decided once, then looked up.
//!
//! The texts of a cohort repeat: `true`, `"female"`, `57`, dates of birth. The key is the text as it stands in the
//! record, so that two texts are the same only where every byte is. What is looked up is what the one reader and the
//! one evaluator said when the text was met first.

use std::collections::HashMap;

use jiff::civil::Date;

use super::plan::{FactPlan, TRUE, bits};
use crate::absence::Absence;
use crate::diagnostic::{Code, Severity};
use crate::eval::evaluate;
use crate::ir::SlotId;
use crate::limits::{MAX_TEXTS_KEPT, MAX_TEXTS_KEPT_BYTES};
use crate::possible::Possible;
use crate::record::{Entry, Record};
use crate::time::Dates;

/// Texts up to this length are found without a second look.
const SHORT: usize = 15;

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
    /// Something was wrong with it.
    pub has_problems: bool,
    /// The number of the text among all that were read of the fact, where it may matter which it is; else 0.
    pub text: u64,
}

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
    key: [u64; 2],
    day: i32,
    said: u32,
}

/// The texts of one fact.
#[derive(Debug)]
pub struct Table {
    buckets: Vec<Bucket>,
    short: usize,
    /// Full dates, where what they say has nothing to do with the date of the decision: by the date itself, as there are
    /// many, and near ones are often met together. One more than the place; 0 is none.
    dates: Vec<u32>,
    /// Longer ones, by the day.
    long: HashMap<i32, HashMap<Box<[u8]>, u32>>,
    /// What texts say: fewer things than there are texts.
    said: Vec<Said>,
    places: HashMap<Said, u32>,
    texts: usize,
    bytes: usize,
    kept: HashMap<u64, Kept>,
    /// How many texts were read in all.
    read: u64,
}

impl Table {
    /// A table that holds nothing yet.
    pub fn new() -> Self {
        Self {
            buckets: vec![Bucket::default(); 64],
            short: 0,
            dates: Vec::new(),
            long: HashMap::new(),
            said: Vec::new(),
            places: HashMap::new(),
            texts: 0,
            bytes: 0,
            kept: HashMap::new(),
            read: 0,
        }
    }

    /// What is kept of a text.
    pub fn kept(&self, said: &Said) -> Option<&Kept> {
        self.kept.get(&said.text)
    }

    /// What a text that was met before says. `padded` begins with the text, and goes on for 16 bytes at least.
    #[inline]
    pub fn find(&self, padded: &[u8], length: usize, day: i32) -> Option<&Said> {
        let place = match length {
            ..=SHORT => self.find_short(short_key(padded, length)?, day)?,
            _ => *self.long.get(&day)?.get(padded.get(..length)?)?,
        };
        self.said.get(place as usize)
    }

    #[inline]
    fn find_short(&self, key: [u64; 2], day: i32) -> Option<u32> {
        if let Some(at) = date_place(key, day) {
            return self.dates.get(at)?.checked_sub(1);
        }
        let first = place(key, day);
        for at in first..first + NEIGHBOURS {
            let bucket = self.buckets.get(at & (self.buckets.len() - 1))?;
            if bucket.key == key && bucket.day == day {
                return Some(bucket.said);
            }
            if bucket.key == [0, 0] {
                return None;
            }
        }
        None
    }

    /// Reads and decides on a text, and keeps what it says. `None` if it is no JSON.
    pub fn learn(&mut self, plan: &FactPlan, text: &str, (day, as_of): (i32, Date)) -> Option<Said> {
        let (entry, problems) = read(plan, text)?;
        let as_of = Dates::day(as_of);
        let absence = |_: SlotId| entry.absence;
        let values = evaluate(&plan.program, std::slice::from_ref(&entry.value), &absence, &as_of);
        let mut said = Said { absence: entry.absence, has_problems: !problems.is_empty(), ..Said::default() };
        for (bit, part) in plan.parts.iter().enumerate() {
            match bits(values.truth(*part)) {
                0 => {}
                TRUE => said.is_true |= 1 << bit,
                _ => said.is_false |= 1 << bit,
            }
        }
        if self.texts >= MAX_TEXTS_KEPT || self.bytes + text.len() > MAX_TEXTS_KEPT_BYTES {
            // To begin anew is right for data in which other texts are frequent now.
            *self = Self { read: self.read, ..Self::new() };
        }
        self.texts += 1;
        self.bytes += text.len();
        self.read += 1;
        let value = Some(entry.value).filter(|_| plan.is_in_rest);
        if value.is_some()
            || said.has_problems
            || !plan.is_simple
            || said.absence.is_none() && said.has_open(plan)
        {
            said.text = self.read;
        }
        if value.is_some() || said.has_problems {
            self.kept.insert(said.text, Kept { value, problems });
        }
        self.keep(text.as_bytes(), day, said);
        Some(said)
    }

    fn keep(&mut self, text: &[u8], day: i32, said: Said) {
        let next = u32::try_from(self.said.len()).unwrap_or(u32::MAX);
        let said = *self.places.entry(said).or_insert_with(|| {
            self.said.push(said);
            next
        });
        if text.len() > SHORT {
            self.long.entry(day).or_default().insert(text.into(), said);
            return;
        }
        let mut padded = [0; 16];
        padded.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
        let Some(key) = short_key(&padded, text.len()) else { return };
        if let Some(at) = date_place(key, day) {
            if self.dates.len() <= at {
                self.dates.resize(at + 1, 0);
            }
            if let Some(place) = self.dates.get_mut(at) {
                *place = said + 1;
            }
            return;
        }
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
    /// Is a part neither true nor false?
    pub fn has_open(&self, plan: &FactPlan) -> bool {
        (self.is_true | self.is_false).count_ones() as usize != plan.parts.len()
    }
}

/// A text of up to [`SHORT`] bytes with its length: no two texts have the same.
#[inline]
fn short_key(padded: &[u8], length: usize) -> Option<[u64; 2]> {
    let bytes: [u8; 16] = padded.get(..16)?.try_into().ok()?;
    let whole = u128::from_le_bytes(bytes);
    let own = whole & !(u128::MAX << (8 * length));
    let key = own | ((length as u128 + 1) << 120);
    Some(halves(key))
}

#[inline]
#[allow(clippy::cast_possible_truncation, reason = "the halves are taken apart")]
fn halves(whole: u128) -> [u64; 2] {
    [whole as u64, (whole >> 64) as u64]
}

/// The first and the last year of dates that have a place of their own.
const YEARS: (usize, usize) = (1850, 2149);

/// The place of a text that is a full date of these years in quotes: no other text has the same.
#[inline]
fn date_place([low, high]: [u64; 2], day: i32) -> Option<usize> {
    let [_, y1, y2, y3, y4, _, m1, m2] = low.to_le_bytes();
    let [_, d1, d2, ..] = high.to_le_bytes();
    // Quote, four digits, hyphen, two digits; hyphen, two digits, quote, nothing, the length of 12.
    const LOW: u64 = u64::from_le_bytes(*b"\"\0\0\0\0-\0\0");
    const LOW_MASK: u64 = u64::from_le_bytes([0xFF, 0, 0, 0, 0, 0xFF, 0, 0]);
    const HIGH: u64 = u64::from_le_bytes([b'-', 0, 0, b'"', 0, 0, 0, 13]);
    const HIGH_MASK: u64 = u64::from_le_bytes([0xFF, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
    if day != 0 || low & LOW_MASK != LOW || high & HIGH_MASK != HIGH {
        return None;
    }
    if ![y1, y2, y3, y4, m1, m2, d1, d2].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |byte: u8| usize::from(byte & 15);
    let year = digit(y1) * 1000 + digit(y2) * 100 + digit(y3) * 10 + digit(y4);
    let (month, day) = (digit(m1) * 10 + digit(m2), digit(d1) * 10 + digit(d2));
    let is_near = (YEARS.0..=YEARS.1).contains(&year) && month < 13 && day < 32;
    is_near.then(|| ((year - YEARS.0) * 13 + month) * 32 + day)
}

/// Where a text stands, if no other was there before it.
#[inline]
fn place([low, high]: [u64; 2], day: i32) -> usize {
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
