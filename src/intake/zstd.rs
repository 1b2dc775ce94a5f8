//! Zstandard, frame by frame, in memory for one window at a time.

use std::io::{self, BufRead, ErrorKind, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::limits::MAX_ZSTD_WINDOW;

/// Bytes that are decoded before they are handed on.
const PIECE: usize = 64 * 1024;

/// All frames of an input, one behind the other; what stands between them to be skipped is skipped.
pub struct Zstd<R> {
    source: R,
    decoder: FrameDecoder,
    in_frame: bool,
}

impl<R: BufRead> Zstd<R> {
    pub fn new(source: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(MAX_ZSTD_WINDOW);
        Self { source, decoder, in_frame: false }
    }

    /// Goes into the next frame; `false` at the end of the input.
    fn enter(&mut self) -> io::Result<bool> {
        while !self.is_at_end()? {
            match self.decoder.reset(&mut self.source) {
                Ok(()) => {
                    self.in_frame = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let wanted = u64::from(length);
                    let skipped = io::copy(&mut (&mut self.source).take(wanted), &mut io::sink())?;
                    if skipped < wanted {
                        return Err(ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(FrameDecoderError::WindowSizeTooBig { .. }) => {
                    return Err(io::Error::new(
                        ErrorKind::InvalidData,
                        format!(
                            "it needs a window of more than {} MiB; compress it without `--long`",
                            MAX_ZSTD_WINDOW / (1024 * 1024)
                        ),
                    ));
                }
                Err(error) => return Err(self.failure(&error)),
            }
        }
        Ok(false)
    }

    fn is_at_end(&mut self) -> io::Result<bool> {
        loop {
            match self.source.fill_buf() {
                Ok(buffer) => return Ok(buffer.is_empty()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// What failed at the end of the input was cut off.
    fn failure(&mut self, error: &FrameDecoderError) -> io::Error {
        match self.is_at_end() {
            Ok(true) => ErrorKind::UnexpectedEof.into(),
            Ok(false) => io::Error::new(ErrorKind::InvalidData, error.to_string()),
            Err(error) => error,
        }
    }

    fn check_sum(&self) -> io::Result<()> {
        match (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum()) {
            (Some(written), Some(found)) if written != found => {
                Err(io::Error::new(ErrorKind::InvalidData, "its checksum is another one"))
            }
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.in_frame {
                if !self.enter()? {
                    return Ok(0);
                }
                continue;
            }
            if self.decoder.can_collect() > 0 {
                let read = self.decoder.read(into)?;
                if read > 0 {
                    return Ok(read);
                }
            }
            if self.decoder.is_finished() {
                self.check_sum()?;
                self.in_frame = false;
            } else if let Err(error) =
                self.decoder.decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBytes(PIECE))
            {
                return Err(self.failure(&error));
            }
        }
    }
}
