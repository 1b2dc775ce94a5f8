//! Where the files of a ruleset come from. The compiler opens nothing itself: it asks a [`Loader`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::limits::{Limit, Limits};

/// What a `use` statement asks for, or the entry itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// `use intracept.spine`.
    Name(&'a str),
    /// `use "shared/spine.elig"`, or the file a ruleset is compiled from.
    File(&'a str),
}

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedFile {
    /// Its name, the same each time the same file is asked for.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Why there is no file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// It is at none of the places where it was looked for.
    #[error("not found; looked at {}", .tried.join(", "))]
    NotFound {
        /// The places.
        tried: Vec<String>,
    },
    /// It is larger than the limit.
    #[error("`{name}` is larger than {}", Limit::FileBytes.shown(*most))]
    TooLarge {
        /// Its name.
        name: String,
        /// The limit, in bytes.
        most: usize,
    },
    /// It is there but cannot be read.
    #[error("`{name}` cannot be read: {why}")]
    Unreadable {
        /// Its name.
        name: String,
        /// What the system says.
        why: String,
    },
}

/// Finds files for the compiler.
pub trait Loader {
    /// The file that is wanted; `from` is the name of the file that uses it, and `None` for the entry.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read.
    fn load(&self, wanted: Wanted<'_>, from: Option<&str>) -> Result<LoadedFile, LoadError>;

    /// How large the files may be, and what is compiled from them, and the records that are read for it.
    fn limits(&self) -> Limits {
        Limits::default()
    }
}

/// Files in memory, by name.
///
/// ```
/// use elig::loader::{Loader, Memory, Wanted};
/// let files = Memory::new().with("spine.elig", "vocabulary spine");
/// assert_eq!(files.load(Wanted::Name("spine"), None).unwrap().name, "spine.elig");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: BTreeMap<String, String>,
    limits: Limits,
}

impl Memory {
    /// No files yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.files.insert(name.into(), text.into());
        self
    }

    /// With these limits.
    #[must_use]
    pub fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

impl Loader for Memory {
    fn load(&self, wanted: Wanted<'_>, _: Option<&str>) -> Result<LoadedFile, LoadError> {
        let tried = match wanted {
            Wanted::Name(name) => {
                vec![format!("{}.elig", name.replace('.', "/")), format!("{name}.elig"), name.to_owned()]
            }
            Wanted::File(name) => vec![name.to_owned()],
        };
        tried
            .iter()
            .find_map(|name| self.files.get_key_value(name))
            .map(|(name, text)| LoadedFile { name: name.clone(), text: text.clone() })
            .ok_or(LoadError::NotFound { tried })
    }

    fn limits(&self) -> Limits {
        self.limits
    }
}

/// Files on disk. A name `a.b` is the file `a/b.elig`, looked for in the folder of the file that uses it,
/// in the folder above that, and then in each folder of the search path, in order.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    search: Vec<PathBuf>,
    limits: Limits,
}

impl Disk {
    /// Without a search path.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With these folders as search path.
    #[must_use]
    pub fn with_search_path(search: Vec<PathBuf>) -> Self {
        Self { search, limits: Limits::default() }
    }

    /// With these limits.
    #[must_use]
    pub fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

impl Loader for Disk {
    fn load(&self, wanted: Wanted<'_>, from: Option<&str>) -> Result<LoadedFile, LoadError> {
        let folder = from.map(|from| Path::new(from).parent().unwrap_or(Path::new("")).to_path_buf());
        let places: Vec<PathBuf> = match (wanted, folder) {
            (Wanted::File(name), None) => vec![PathBuf::from(name)],
            (Wanted::File(name), Some(folder)) => vec![folder.join(name)],
            (Wanted::Name(name), folder) => {
                let file = format!("{}.elig", name.replace('.', "/"));
                let own = folder.clone().unwrap_or_default();
                let above = if own.as_os_str().is_empty() { PathBuf::from("..") } else { own.join("..") };
                [own, above].iter().chain(&self.search).map(|folder| folder.join(&file)).collect()
            }
        };
        match places.iter().find(|place| place.is_file()) {
            Some(place) => read(place, &self.limits),
            None => match places.as_slice() {
                // One place only: the system says best what is wrong with it (a folder, no permission).
                [only] => read(only, &self.limits),
                _ => Err(LoadError::NotFound { tried: places.iter().map(|place| tidy(place)).collect() }),
            },
        }
    }

    fn limits(&self) -> Limits {
        self.limits
    }
}

fn read(place: &Path, limits: &Limits) -> Result<LoadedFile, LoadError> {
    let name = tidy(place);
    let unreadable = |why: String| LoadError::Unreadable { name: name.clone(), why };
    let size = match std::fs::metadata(place) {
        Ok(found) if found.is_dir() => return Err(unreadable("it is a folder".to_owned())),
        Ok(found) => found.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(LoadError::NotFound { tried: vec![name] });
        }
        Err(error) => return Err(unreadable(error.to_string())),
    };
    let most = limits.get(Limit::FileBytes);
    if size > most as u64 {
        return Err(LoadError::TooLarge { name, most });
    }
    let bytes = std::fs::read(place).map_err(|error| unreadable(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = crate::source::line_column(
            &String::from_utf8_lossy(
                error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default(),
            ),
            usize::MAX,
        );
        unreadable(format!("its text is not UTF-8 at line {}, column {}", at.line, at.column))
    })?;
    // The mark that some editors put at the start of a file is no part of its text.
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(LoadedFile { name, text })
}

/// `a/b/../c` is `a/c`: one file has one name, however it was reached.
fn tidy(place: &Path) -> String {
    let mut tidy = PathBuf::new();
    for part in place.components() {
        let above_a_name = matches!(tidy.components().next_back(), Some(std::path::Component::Normal(_)));
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir if above_a_name => {
                tidy.pop();
            }
            other => tidy.push(other),
        }
    }
    tidy.display().to_string()
}
