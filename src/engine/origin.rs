//! Where compiled texts come from, and the texts themselves as long as errors may want to
//! show a line of them.
//!
//! Boa's positions count from the text's own beginning, so the path that Boa is given names
//! an origin by number, and the stack traces are rewritten from it (`stack.rs`).

use std::cell::OnceCell;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rustc_hash::FxHashMap as HashMap;

use super::lines::Lines;
use super::source::Text;

/// Where a text comes from (`filename`, `lineOffset` and `columnOffset` of node:vm).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub filename: String,
    pub line: i32,
    pub column: i32,
    /// Whom the host asks for what the text imports with `import()`; 0 is nobody.
    pub importer: u32,
}

/// Stands around an origin's number in the paths that Boa is given. No file's name has it.
pub const MARK: char = '\u{1}';

/// How many units of text are kept. A function lives longer than anyone can tell, so the
/// oldest texts go when there are too many; their frames then show Boa's positions.
const KEPT: usize = 1 << 21;

/// How many origins are known; what is older is shown as nameless.
const KNOWN: usize = 1 << 16;

/// How many of the last origins a new text is compared with: programs run one text often.
const RECENT: usize = 8;

/// What a text is compiled as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    Script,
    Module,
    /// A function, behind so many lines of our own (`compileFunction`).
    Function(i32),
}

/// A text that was compiled.
pub struct Compiled {
    pub origin: Origin,
    goal: Goal,
    text: Option<Rc<[u16]>>,
    /// Its lines, once a place in it was asked for.
    lines: OnceCell<Lines>,
}

impl Compiled {
    /// How many lines of our own stand before the text.
    pub fn header(&self) -> i32 {
        match self.goal {
            Goal::Function(header) => header,
            Goal::Script | Goal::Module => 0,
        }
    }

    /// The text with the header.
    pub fn text(&self) -> Option<Text<'_>> {
        self.text.as_deref().map(Text)
    }

    fn lines(&self) -> Option<(Text<'_>, &Lines)> {
        let text = self.text()?;
        Some((text, self.lines.get_or_init(|| Lines::of(text))))
    }

    /// The offset in its text of a place as Boa counts it ([`Text::offset`]).
    pub fn offset(&self, (line, column): (u32, u32)) -> Option<usize> {
        let (text, lines) = self.lines()?;
        lines.offset(text, line, column)
    }

    /// The line and column of an offset in its text ([`Text::place`]).
    pub fn place(&self, offset: usize) -> Option<(u32, u32)> {
        let (_, lines) = self.lines()?;
        Some(lines.place(offset))
    }

    /// A line and column of the text as they are shown.
    pub fn shown(&self, line: u32, column: u32) -> (i64, i64) {
        let header = i64::from(self.header());
        let first = i64::from(line) == header + 1;
        let shift = if first {
            i64::from(self.origin.column)
        } else {
            0
        };
        (
            i64::from(line) - header + i64::from(self.origin.line),
            i64::from(column) + shift,
        )
    }
}

/// The origins of a guest.
#[derive(Default)]
pub struct Origins {
    all: VecDeque<Compiled>,
    /// The number of the oldest.
    first: usize,
    /// How many of the last have a text, and how long these are together.
    kept: usize,
    units: usize,
    /// The importers by number, for as long as the context: code outlives its text.
    importers: HashMap<usize, u32>,
}

impl Origins {
    /// The path that names an origin to Boa.
    pub fn path_of(&mut self, origin: Origin, goal: Goal, text: &[u16]) -> PathBuf {
        let number = self
            .known(&origin, goal, text)
            .unwrap_or_else(|| self.add(origin, goal, text));
        PathBuf::from(format!("{MARK}{number}{MARK}"))
    }

    pub fn get(&self, number: usize) -> Option<&Compiled> {
        self.all.get(number.checked_sub(self.first)?)
    }

    /// The importer of the text that a path names.
    pub fn importer_of(&self, path: Option<&Path>) -> u32 {
        number_in(path)
            .and_then(|number| self.importers.get(&number).copied())
            .unwrap_or(0)
    }

    /// The text that a path names, if it is still kept.
    pub fn text_of(&self, path: &Path) -> Option<Rc<[u16]>> {
        self.get(number_in(Some(path))?)?.text.clone()
    }

    /// The scripts whose texts are still kept.
    pub fn scripts(&self) -> impl Iterator<Item = &[u16]> {
        let scripts = self.all.iter().filter(|known| known.goal == Goal::Script);
        scripts.filter_map(|known| known.text.as_deref())
    }

    fn known(&self, origin: &Origin, goal: Goal, text: &[u16]) -> Option<usize> {
        let last = self.all.iter().enumerate().rev().take(RECENT);
        let (index, _) = last.into_iter().find(|(_, known)| {
            known.goal == goal && known.text.as_deref() == Some(text) && known.origin == *origin
        })?;
        Some(self.first + index)
    }

    fn add(&mut self, origin: Origin, goal: Goal, text: &[u16]) -> usize {
        self.units += text.len();
        while self.units > KEPT && self.kept > 0 {
            let oldest = self.all.len() - self.kept;
            let text = self.all[oldest].text.take();
            self.all[oldest].lines.take();
            self.units -= text.map_or(0, |text| text.len());
            self.kept -= 1;
        }
        if self.all.len() == KNOWN
            && let Some(gone) = self.all.pop_front()
        {
            self.first += 1;
            self.units -= gone.text.as_ref().map_or(0, |text| text.len());
            self.kept -= usize::from(gone.text.is_some());
        }
        let number = self.first + self.all.len();
        if origin.importer != 0 {
            self.importers.insert(number, origin.importer);
        }
        self.all.push_back(Compiled {
            origin,
            goal,
            text: Some(text.into()),
            lines: OnceCell::new(),
        });
        self.kept += 1;
        number
    }
}

/// The number of the origin that a path names.
fn number_in(path: Option<&Path>) -> Option<usize> {
    path?.to_str()?.split(MARK).nth(1)?.parse().ok()
}
