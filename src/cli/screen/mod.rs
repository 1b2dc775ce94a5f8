//! `elig screen`.

pub mod text;
