//! Chance that comes out the same everywhere and for good.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};

/// A stream of draws. `ChaCha` with eight rounds is specified bit for bit, and its key is the seed in little-endian order, so
/// that the stream depends on no version of a library. What is made of it is sums, products and quotients of floating point
/// numbers, which are the same on every machine; logarithms and the like are not, and do without.
pub struct Chance {
    stream: ChaCha8Rng,
}

impl Chance {
    pub fn new(seed: u64) -> Chance {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        Chance { stream: ChaCha8Rng::from_seed(key) }
    }

    /// From 0 up to, and without, 1.
    pub fn fraction(&mut self) -> f64 {
        f64::from(self.stream.next_u32()) / 4_294_967_296.0
    }

    /// True in this share of draws.
    pub fn share(&mut self, share: f64) -> bool {
        self.fraction() < share
    }

    /// One of 0 to `count - 1`.
    pub fn below(&mut self, count: u32) -> u32 {
        ((u64::from(self.stream.next_u32()) * u64::from(count)) >> 32) as u32
    }

    /// Normal, with mean 0 and a standard deviation of 1, to within six of them: the sum of twelve even draws.
    pub fn normal(&mut self) -> f64 {
        let mut sum: i32 = 0;
        for _ in 0..3 {
            let four = self.stream.next_u64();
            for place in 0..4 {
                sum += i32::from((four >> (16 * place)) as u16);
            }
        }
        // Twelve draws of 0 to 65535 have a mean of 393210, and a standard deviation of 65536.
        f64::from(sum - 393_210) / 65_536.0
    }
}
