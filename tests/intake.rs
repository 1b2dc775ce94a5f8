//! Inputs as they come: compressed or not, whole or cut off, files and folders.

use std::io::{BufRead, BufReader, Cursor, Read, Write};
use std::path::Path;

use elig::intake::{self, Compression, Format, Intake, Options};
use elig::record::Delimiter;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use crate::support::ruleset;

const RULESET: &str = "fact months: integer\nrequire months >= 6\n";
const CSV: &str = "id,months\n1,3\n2,7\n3,9\n";
const NDJSON: &str = "{\"id\":\"1\",\"months\":3}\n{\"id\":\"2\",\"months\":7}\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

fn open(name: &str, bytes: Vec<u8>) -> std::io::Result<Intake> {
    let rules = ruleset(RULESET);
    intake::decode(Path::new(name), Box::new(Cursor::new(bytes)), &Options::default())?
        .records(rules.vocabulary())
}

/// The texts of the records, and the failure behind them.
fn read(name: &str, bytes: Vec<u8>) -> (Vec<String>, Option<String>) {
    let mut texts = Vec::new();
    let intake = match open(name, bytes) {
        Ok(intake) => intake,
        Err(error) => return (texts, Some(error.to_string())),
    };
    for record in intake {
        match record {
            Ok(record) => texts.push(record.expect("it is a record").text),
            Err(error) => return (texts, Some(error.to_string())),
        }
    }
    (texts, None)
}

#[test]
fn what_is_compressed_is_read_as_if_it_were_not() {
    for (name, text) in [("a.csv", CSV), ("a.ndjson", NDJSON), ("-", CSV), ("-", NDJSON)] {
        let plain = read(name, text.into());
        assert_eq!(plain.1, None);
        assert!(plain.0.len() >= 2);
        let (first, second) = text.split_at(text.len() / 2);
        let gz = gzip(text.as_bytes());
        let members = [gzip(first.as_bytes()), gzip(second.as_bytes())].concat();
        // A frame to be skipped stands between two others, and before them.
        let skipped = [0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3].to_vec();
        let frames = [skipped.clone(), zstd(first.as_bytes()), skipped, zstd(second.as_bytes())].concat();
        for bytes in [gz, members, zstd(text.as_bytes()), frames] {
            assert_eq!(read(name, bytes), plain, "{name}");
        }
    }
    let decoded = |bytes: Vec<u8>| {
        let decoded = intake::decode(Path::new("x.tsv"), Box::new(Cursor::new(bytes)), &Options::default());
        let decoded = decoded.expect("it can be read");
        (decoded.format, decoded.compression)
    };
    let tabs = Format::Table(Delimiter::Tab);
    assert_eq!(decoded(gzip(b"id")), (tabs, Some(Compression::Gzip)));
    assert_eq!(decoded(zstd(b"id")), (tabs, Some(Compression::Zstd)));
    assert_eq!(decoded(b"P*".to_vec()), (tabs, None));
}

/// Enough rows that do not repeat, so that the compressed bytes are many.
fn many() -> String {
    let mut text = "id,months\n".to_owned();
    let mut seed = 1_u64;
    for _ in 0..60_000 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        text += &format!("{seed},{}\n", seed % 12);
    }
    text
}

#[test]
fn what_is_cut_off_says_how_far_it_came() {
    let text = many();
    for compressed in [gzip(text.as_bytes()), zstd(text.as_bytes())] {
        let (whole, failure) = read("a.csv", compressed.clone());
        assert_eq!((whole.len(), failure), (60_000, None));
        for left in [compressed.len() - 1, compressed.len() - 6, compressed.len() / 2, 20] {
            let (found, failure) = read("a.csv", compressed[..left].to_vec());
            let failure = failure.expect("it is not whole");
            assert!(
                failure.contains("ends too early: the file was cut off, and records may be missing"),
                "{failure}"
            );
            let before = if found.is_empty() {
                "no record was read before".to_owned()
            } else {
                format!("{} records were read before", found.len())
            };
            assert!(failure.ends_with(&before), "{failure}: {}", found.len());
            assert_eq!(found[..], whole[..found.len()]);
        }
    }
}

/// A changed byte is noticed: both formats have check sums.
#[test]
fn what_is_damaged_is_an_error() {
    let text = many();
    let compressed = gzip(text.as_bytes());
    for at in [compressed.len() / 3, compressed.len() - 7] {
        let mut damaged = compressed.clone();
        damaged[at] ^= 0x10;
        let (_, failure) = read("a.csv", damaged);
        let failure = failure.expect("it is damaged");
        assert!(failure.contains("gzip data is damaged") || failure.contains("ends too early"), "{failure}");
    }
    let mut sum = zstd(text.as_bytes());
    let last = sum.len() - 1;
    sum[last] ^= 0x10;
    let (_, failure) = read("a.csv", sum);
    assert!(failure.as_deref().is_some_and(|why| why.contains("its checksum is another one")), "{failure:?}");
}

/// A window is held in memory, so that a file cannot ask for any.
#[test]
fn a_window_has_a_limit() {
    // A frame with a window of 2^31 bytes: descriptor 0, exponent 21.
    let (_, failure) = read("a.csv", vec![0x28, 0xB5, 0x2F, 0xFD, 0x00, 21 << 3, 0x01, 0x00, 0x00]);
    assert!(
        failure.as_deref().is_some_and(|why| why.contains("a window of more than 128 MiB")),
        "{failure:?}"
    );
}

/// Ones without an end, in a few bytes: they stream, and the row is too large.
#[test]
fn a_bomb_goes_off_in_bounded_memory() {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(b"id,months\n1,").expect("memory takes all");
    for _ in 0..64 {
        encoder.write_all(&[b'1'; 1 << 20]).expect("memory takes all");
    }
    encoder.write_all(b"\n2,7\n").expect("memory takes all");
    let bomb = encoder.finish().expect("memory takes all");
    assert!(bomb.len() < 100_000);
    let rows: Vec<_> =
        open("a.csv", bomb).expect("it opens").map(|row| row.expect("it can be read")).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].as_ref().expect_err("it is too large").code, elig::diagnostic::Code::RecordTooLarge);
    assert_eq!(rows[1].as_ref().expect("it fits").text, r#"{"id":"2","months":7}"#);
}

#[test]
fn other_texts_are_told_for_what_they_are() {
    let why = |bytes: &[u8]| read("-", bytes.to_vec()).1.expect("it is none");
    assert!(why(b"\xFF\xFEi\0d\0").contains("this text is UTF-16"));
    assert!(why(b"{\"resourceType\": \"Bundle\"}").contains("this is FHIR"));
}

/// A program that writes a record and waits gets it before it writes the next.
#[test]
fn nothing_is_waited_for_that_is_not_needed() {
    struct Once(Option<&'static [u8]>);
    impl Read for Once {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let bytes = self.0.take().expect("nobody reads on before the first record is taken");
            into[..bytes.len()].copy_from_slice(bytes);
            Ok(bytes.len())
        }
    }
    let rules = ruleset(RULESET);
    for text in ["{\"months\":3}\n", "id,months\n1,3\n"] {
        let input = BufReader::new(Once(Some(text.as_bytes())));
        let decoded =
            intake::decode(Path::new("-"), Box::new(input), &Options::default()).expect("it can be read");
        let mut intake = decoded.records(rules.vocabulary()).expect("it can be read");
        assert!(intake.next().expect("there is one").expect("it can be read").is_ok());
    }
}

#[test]
fn it_can_be_read_from_other_threads() {
    fn is_send<T: Send>(_: &T) {}
    let intake = open("a.csv", CSV.into()).expect("it opens");
    is_send(&intake);
    let decoded = intake::decode(Path::new("-"), Box::new(Cursor::new(CSV)), &Options::default());
    let mut decoded = decoded.expect("it can be read");
    is_send(&decoded);
    let mut line = String::new();
    decoded.input.read_line(&mut line).expect("it can be read");
    assert_eq!(line, "id,months\n");
}

#[test]
fn a_folder_stands_for_its_files_of_data() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["b.csv.gz", "a.ndjson", "c.txt", "below/d.TSV", "below/e.json.zst", "readme.md", "f.gz"] {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder");
        std::fs::write(path, "").expect("a file");
    }
    let found = intake::below(folder.path()).expect("there are some");
    let names: Vec<_> = found
        .iter()
        .map(|path| path.strip_prefix(folder.path()).expect("below").display().to_string())
        .collect();
    assert_eq!(names, ["a.ndjson", "b.csv.gz", "below/d.TSV", "below/e.json.zst"]);
    std::fs::create_dir(folder.path().join("empty")).expect("a folder");
    assert!(
        intake::below(&folder.path().join("empty"))
            .expect_err("there is none")
            .contains("no file of records")
    );
}
