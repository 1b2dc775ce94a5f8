//! `:ask`.

use super::{Command, Takes};

pub const ASK: Command = Command {
    name: "ask",
    arguments: "",
    summary: "be asked for the facts that still matter, one by one",
    help: "The first question settles most, and the last one settles the verdict. Until then each entry is an answer, or \
           `skip`, `decline`, `back`, `why`, `help`, or `stop`. What was answered is set in the record.",
    example: &[":ask", "24", "stop"],
    takes: Takes::Nothing,
    private: false,
    run: |session, _, out| session.interview(out),
};
