//! Compressed inputs, known by their first bytes.

use std::fmt;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};

use flate2::bufread::MultiGzDecoder;

use super::peek::Peek;
use super::zstd::Zstd;

/// How an input is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    /// gzip, of one member or several.
    Gzip,
    /// Zstandard, of one frame or several.
    Zstd,
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
        })
    }
}

/// Bytes that are decompressed at once.
const PIECE: usize = 64 * 1024;

const GZIP: &[u8] = &[0x1F, 0x8B];
const ZSTD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];

/// The bytes of an input, decompressed if it starts as a compressed one does, whatever it is called.
pub fn decompressed(
    input: Box<dyn BufRead + Send>,
) -> io::Result<(Box<dyn BufRead + Send>, Option<Compression>)> {
    let mut input = Peek::new(input);
    if input.starts_with(GZIP)? {
        let told = Told { inner: MultiGzDecoder::new(input), compression: Compression::Gzip };
        return Ok((Box::new(BufReader::with_capacity(PIECE, told)), Some(Compression::Gzip)));
    }
    let mut is_zstd = input.starts_with(ZSTD)?;
    // A frame to be skipped may stand first.
    for first in 0x50..=0x5F {
        is_zstd = is_zstd || input.starts_with(&[first, 0x2A, 0x4D, 0x18])?;
    }
    if is_zstd {
        let told = Told { inner: Zstd::new(input), compression: Compression::Zstd };
        return Ok((Box::new(BufReader::with_capacity(PIECE, told)), Some(Compression::Zstd)));
    }
    Ok((Box::new(input), None))
}

/// A decompressor whose errors say what they are of.
struct Told<R> {
    inner: R,
    compression: Compression,
}

impl<R: Read> Read for Told<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.inner.read(into).map_err(|error| {
            let what = match error.kind() {
                ErrorKind::Interrupted => return error,
                ErrorKind::UnexpectedEof => format!(
                    "the {} data ends too early: the file was cut off, and records may be missing",
                    self.compression
                ),
                _ => {
                    format!("the {} data is damaged ({error}), and records may be missing", self.compression)
                }
            };
            io::Error::new(ErrorKind::InvalidData, what)
        })
    }
}
