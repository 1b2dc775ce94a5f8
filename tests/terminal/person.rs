//! Somebody at a terminal: presses keys, and looks at the screen until something is there.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Pty, open};
use vt100::{Parser, Screen};

/// How long somebody waits before giving up. Nobody waits this long for a program that works.
const PATIENCE: Duration = Duration::from_secs(30);

/// What an editor says when it begins to read: paste is marked from here on.
const READS: &[u8] = b"\x1b[?2004h";

pub const ENTER: &str = "\r";
pub const ALT_ENTER: &str = "\x1b\r";
pub const TAB: &str = "\t";
pub const UP: &str = "\x1b[A";
pub const DOWN: &str = "\x1b[B";
pub const RIGHT: &str = "\x1b[C";
pub const CTRL_C: &str = "\x03";
pub const CTRL_D: &str = "\x04";
pub const CTRL_R: &str = "\x12";

pub struct Person {
    pty: Arc<Pty>,
    child: Child,
    seen: Arc<(Mutex<Seen>, Condvar)>,
}

/// What the program has shown so far.
struct Seen {
    parser: Parser,
    bytes: Vec<u8>,
    ended: bool,
}

impl Seen {
    /// How often the program began to read.
    fn reads(&self) -> usize {
        self.bytes.windows(READS.len()).filter(|window| *window == READS).count()
    }

    /// Does the cursor stand in a line with a prompt?
    fn is_at_prompt(&self) -> bool {
        let screen = self.parser.screen();
        let (row, columns) = (screen.cursor_position().0, screen.size().1.get());
        screen.contents_between(row, 0, row, columns).contains("> ")
    }
}

/// How somebody sits down.
pub struct Seat {
    command: Command,
    rows: u16,
    columns: u16,
}

/// A terminal in this folder, whose state is in it, too.
pub fn seat(folder: &Path, arguments: &[&str]) -> Seat {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("elig"));
    command.arg("repl").args(arguments).current_dir(folder);
    command.env_clear().env("HOME", folder).env("XDG_STATE_HOME", folder.join("state"));
    command.env("TERM", "xterm-256color").env("PATH", std::env::var_os("PATH").unwrap_or_default());
    Seat { command, rows: 30, columns: 80 }
}

impl Seat {
    pub fn size(mut self, rows: u16, columns: u16) -> Self {
        (self.rows, self.columns) = (rows, columns);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts the program, and waits until it reads.
    pub fn sits_down(self) -> Person {
        let person = self.starts();
        person.reads_again(0);
        person
    }

    /// Starts the program.
    pub fn starts(self) -> Person {
        let (pty, pts) = open().expect("there are pseudo-terminals");
        pty.resize(Size::new(self.rows, self.columns)).expect("it has a size");
        let child = pty_process::blocking::Command::from(self.command).spawn(pts).expect("it starts");
        let parser = Parser::new(size(self.rows), size(self.columns), 1_000);
        let seen = Seen { parser, bytes: Vec::new(), ended: false };
        let seen = Arc::new((Mutex::new(seen), Condvar::new()));
        let pty = Arc::new(pty);
        let watched = (Arc::clone(&pty), Arc::clone(&seen));
        std::thread::spawn(move || watch(&watched.0, &watched.1));
        Person { pty, child, seen }
    }
}

fn size(length: u16) -> NonZeroU16 {
    NonZeroU16::new(length).expect("a screen has cells")
}

/// Shows on the screen what the program writes, until it has ended.
fn watch(pty: &Pty, seen: &(Mutex<Seen>, Condvar)) {
    let mut buffer = [0; 4096];
    loop {
        let read = (&mut &*pty).read(&mut buffer).unwrap_or_default();
        let mut now = seen.0.lock().expect("nobody panics with it");
        let bytes = &buffer[..read];
        now.parser.process(bytes);
        now.bytes.extend(bytes);
        now.ended = read == 0;
        seen.1.notify_all();
        if now.ended {
            return;
        }
    }
}

impl Person {
    /// Presses keys.
    pub fn types(&self, keys: &str) {
        (&mut &*self.pty).write_all(keys.as_bytes()).expect("the program is there");
    }

    /// Presses keys, and waits until the program reads the next entry.
    pub fn enters(&self, keys: &str) {
        let before = self.reads();
        self.types(keys);
        self.reads_again(before);
    }

    /// Waits until the program has begun to read once more than so often.
    pub fn reads_again(&self, before: usize) {
        self.waits("the next prompt", |seen| seen.reads() > before && seen.is_at_prompt());
    }

    /// Types an entry.
    pub fn asks(&self, entry: &str) {
        self.enters(&format!("{entry}{ENTER}"));
    }

    /// Pastes text that was copied elsewhere.
    pub fn pastes(&self, text: &str) {
        self.types(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Makes the window another size.
    pub fn resizes(&self, rows: u16, columns: u16) {
        self.seen
            .0
            .lock()
            .expect("nobody panics with it")
            .parser
            .screen_mut()
            .set_size(size(rows), size(columns));
        self.pty.resize(Size::new(rows, columns)).expect("it has a size");
    }

    /// How often the program began to read.
    pub fn reads(&self) -> usize {
        self.seen.0.lock().expect("nobody panics with it").reads()
    }

    /// Waits until this stands on the screen.
    pub fn sees(&self, text: &str) {
        self.waits(text, |seen| seen.parser.screen().contents().contains(text));
    }

    /// Waits until the screen is as described.
    pub fn sees_that(&self, what: &str, holds: impl Fn(&Screen) -> bool) {
        self.waits(what, |seen| holds(seen.parser.screen()));
    }

    /// The screen as it is, without blanks at the ends of lines and without blank lines at its end.
    pub fn screen(&self) -> String {
        let contents = self.look(|screen| screen.contents());
        let lines: Vec<_> = contents.lines().map(str::trim_end).collect();
        lines.join("\n").trim_end().to_owned()
    }

    /// Looks at the screen as it is.
    pub fn look<T>(&self, look: impl FnOnce(&Screen) -> T) -> T {
        look(self.seen.0.lock().expect("nobody panics with it").parser.screen())
    }

    /// Everything the program wrote, with what moves the cursor and sets colours.
    pub fn bytes(&self) -> String {
        String::from_utf8_lossy(&self.seen.0.lock().expect("nobody panics with it").bytes).into_owned()
    }

    /// Waits until the program has ended.
    pub fn exit_status(mut self) -> ExitStatus {
        self.waits("the end", |seen| seen.ended);
        self.child.wait().expect("it was started")
    }

    fn waits(&self, what: &str, holds: impl Fn(&Seen) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = self.seen.0.lock().expect("nobody panics with it");
        while !holds(&seen) {
            let left = deadline.saturating_duration_since(Instant::now());
            let gave_up = seen.ended || left.is_zero();
            let screen = seen.parser.screen().contents();
            assert!(
                !gave_up,
                "waited for {what:?}, and sees\n{screen}\nthe program has ended: {}",
                seen.ended
            );
            seen = self.seen.1.wait_timeout(seen, left).expect("nobody panics with it").0;
        }
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        // One that has ended cannot be ended, and a test that failed leaves nothing running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
