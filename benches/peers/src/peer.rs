//! One engine in the run: what it has to be able to do, and its turn in a round.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::answer::Answer;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// An engine with the rules loaded.
pub trait Peer {
    /// A record that was read already: the engine's own kind of input.
    type Ready;

    /// Reads a record.
    fn read(&self, text: &str) -> Result<Self::Ready>;

    /// Decides on a record that was read.
    fn decide(&mut self, record: &Self::Ready) -> Result<Answer>;

    /// Decides on a record in JSON text.
    fn decide_json(&mut self, text: &str) -> Result<Answer> {
        let record = self.read(text)?;
        self.decide(&record)
    }

    /// Starts anew, as if no patient had come yet, or these: what is learnt of patients of other rounds is forgotten. For
    /// most engines there is nothing to learn.
    fn start(&mut self, _earlier: &[String]) {}
}

/// How an engine is named in the table.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    pub name: &'static str,
    pub version: &'static str,
    /// Who puts the verdict together: the engine's own rules, or Rust around it.
    pub verdict: &'static str,
}

/// An engine and its patients.
pub struct Turn<P: Peer> {
    name: Name,
    peer: P,
    ready: Vec<P::Ready>,
}

impl<P: Peer> Turn<P> {
    pub fn new(name: Name, peer: P) -> Self {
        Self { name, peer, ready: Vec::new() }
    }
}

/// What is done with an engine, whichever it is.
pub trait Side {
    fn name(&self) -> Name;

    /// Reads the records that are ready from now on.
    fn read(&mut self, texts: &[String]) -> Result<()>;

    /// The answers for all patients, read and from text.
    fn answers(&mut self, texts: &[String]) -> Result<(Vec<Answer>, Vec<Answer>)>;

    /// How long it takes to decide on all records that are ready, after earlier ones.
    fn time_ready(&mut self, earlier: &[String]) -> Result<Duration>;

    /// How long it takes to decide on all records in JSON text, after earlier ones.
    fn time_json(&mut self, texts: &[String], earlier: &[String]) -> Result<Duration>;
}

impl<P: Peer> Side for Turn<P> {
    fn name(&self) -> Name {
        self.name
    }

    fn read(&mut self, texts: &[String]) -> Result<()> {
        self.ready = texts.iter().map(|text| self.peer.read(text)).collect::<Result<_>>()?;
        Ok(())
    }

    fn answers(&mut self, texts: &[String]) -> Result<(Vec<Answer>, Vec<Answer>)> {
        let ready = texts.iter().map(|text| {
            let record = self.peer.read(text)?;
            self.peer.decide(&record)
        });
        let ready = ready.collect::<Result<_>>()?;
        let json = texts.iter().map(|text| self.peer.decide_json(text)).collect::<Result<_>>()?;
        Ok((ready, json))
    }

    fn time_ready(&mut self, earlier: &[String]) -> Result<Duration> {
        self.peer.start(earlier);
        let started = Instant::now();
        for record in &self.ready {
            black_box(self.peer.decide(black_box(record))?);
        }
        Ok(started.elapsed())
    }

    fn time_json(&mut self, texts: &[String], earlier: &[String]) -> Result<Duration> {
        self.peer.start(earlier);
        let started = Instant::now();
        for text in texts {
            black_box(self.peer.decide_json(black_box(text))?);
        }
        Ok(started.elapsed())
    }
}
