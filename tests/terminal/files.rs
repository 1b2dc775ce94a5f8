//! Files that change while somebody asks.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use super::person::{ENTER, seat};
use super::{PAIN, clinic};

#[test]
fn a_changed_file_is_loaded_before_the_next_entry() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig", "p.json"]).sits_down();
    person.asks("pain.months >= 24");
    let path = folder.path().join("pain.elig");
    fs::write(&path, PAIN.replace("pain.score >= 4", "pain.months >= 36")).expect("the folder is the test's");
    // However coarse the clock of the file system is, the change is seen.
    let later = SystemTime::now() + Duration::from_secs(5);
    File::options().write(true).open(&path).and_then(|file| file.set_modified(later)).expect("it is there");
    person.enters(ENTER);
    person.sees("\nineligible");
}
