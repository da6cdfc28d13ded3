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

use super::frames::Frame;
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
const MARK: char = '\u{1}';

/// How many texts are known and how many of their units are kept. A function lives longer than anyone
/// can tell, so the oldest texts go when there are too many, whose frames then show Boa's positions; what
/// is older still is shown as nameless.
struct Bounds {
    known: usize,
    units: usize,
}

const OF_HOST: Bounds = Bounds {
    known: 1 << 16,
    units: 1 << 21,
};

/// Of what guest code compiles itself, which some programs do all the time.
const OF_GUEST: Bounds = Bounds {
    known: 1 << 13,
    units: 1 << 18,
};

/// How many of the last origins a new text is compared with: programs run one text often.
const RECENT: usize = 8;

/// What a text is compiled as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    Script,
    Module,
    /// A function, behind so many lines of our own (`compileFunction`).
    Function(i32),
    /// What guest code has compiled: by `eval`, or as a function.
    Evaluated,
}

/// A text that was compiled.
pub struct Compiled {
    pub origin: Origin,
    goal: Goal,
    /// Who had it compiled, of what was evaluated.
    pub caller: Option<Frame>,
    text: Option<Rc<[u16]>>,
    /// Its lines, once a place in it was asked for.
    lines: OnceCell<Lines>,
}

impl Compiled {
    /// How many lines of our own stand before the text.
    pub fn header(&self) -> i32 {
        match self.goal {
            Goal::Function(header) => header,
            Goal::Script | Goal::Module | Goal::Evaluated => 0,
        }
    }

    pub fn is_evaluated(&self) -> bool {
        self.goal == Goal::Evaluated
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
pub struct Origins {
    of_host: Series,
    of_guest: Series,
    /// The importers by number, for as long as the context: code outlives its text.
    importers: HashMap<usize, u32>,
}

impl Default for Origins {
    fn default() -> Self {
        Self {
            of_host: Series::new(OF_HOST),
            of_guest: Series::new(OF_GUEST),
            importers: HashMap::default(),
        }
    }
}

impl Origins {
    /// The path that names an origin to Boa.
    pub fn path_of(&mut self, origin: Origin, goal: Goal, text: &[u16]) -> PathBuf {
        let importer = origin.importer;
        let number = 2 * self.of_host.number_of(origin, goal, None, text);
        if importer != 0 {
            self.importers.insert(number, importer);
        }
        path(number)
    }

    /// The path that names what guest code has compiled, and itself calls so.
    pub fn path_of_evaluated(
        &mut self,
        filename: String,
        caller: Option<Frame>,
        text: &[u16],
    ) -> PathBuf {
        let origin = Origin {
            filename,
            line: 0,
            column: 0,
            importer: 0,
        };
        let number = self
            .of_guest
            .number_of(origin, Goal::Evaluated, caller, text);
        path(2 * number + 1)
    }

    pub fn get(&self, number: usize) -> Option<&Compiled> {
        let series = if number.is_multiple_of(2) {
            &self.of_host
        } else {
            &self.of_guest
        };
        series.get(number / 2)
    }

    /// The importer of the text that a path names.
    pub fn importer_of(&self, path: Option<&Path>) -> u32 {
        path.and_then(number_of)
            .and_then(|number| self.importers.get(&number).copied())
            .unwrap_or(0)
    }

    /// The text that a path names.
    pub fn at(&self, path: &Path) -> Option<&Compiled> {
        self.get(number_of(path)?)
    }

    /// Its units, if they are still kept.
    pub fn text_of(&self, path: &Path) -> Option<Rc<[u16]>> {
        self.at(path)?.text.clone()
    }

    /// The scripts whose texts are still kept.
    pub fn scripts(&self) -> impl Iterator<Item = &[u16]> {
        let all = self.of_host.all.iter();
        let scripts = all.filter(|known| known.goal == Goal::Script);
        scripts.filter_map(|known| known.text.as_deref())
    }
}

/// Texts in the order in which they were compiled, by number.
struct Series {
    bounds: Bounds,
    all: VecDeque<Compiled>,
    /// The number of the oldest.
    first: usize,
    /// How many of the last have a text, and how long these are together.
    kept: usize,
    units: usize,
}

impl Series {
    fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            all: VecDeque::new(),
            first: 0,
            kept: 0,
            units: 0,
        }
    }

    fn get(&self, number: usize) -> Option<&Compiled> {
        self.all.get(number.checked_sub(self.first)?)
    }

    fn number_of(
        &mut self,
        origin: Origin,
        goal: Goal,
        caller: Option<Frame>,
        text: &[u16],
    ) -> usize {
        let is_it = |known: &Compiled| {
            known.goal == goal
                && known.text.as_deref() == Some(text)
                && known.origin == origin
                && known.caller == caller
        };
        let mut last = self.all.iter().enumerate().rev().take(RECENT);
        if let Some((index, _)) = last.find(|(_, known)| is_it(known)) {
            return self.first + index;
        }
        self.make_room(text.len());
        self.kept += 1;
        self.all.push_back(Compiled {
            origin,
            goal,
            caller,
            text: Some(text.into()),
            lines: OnceCell::new(),
        });
        self.first + self.all.len() - 1
    }

    fn make_room(&mut self, units: usize) {
        self.units += units;
        while self.units > self.bounds.units && self.kept > 0 {
            let oldest = self.all.len() - self.kept;
            let text = self.all[oldest].text.take();
            self.all[oldest].lines.take();
            self.units -= text.map_or(0, |text| text.len());
            self.kept -= 1;
        }
        if self.all.len() == self.bounds.known
            && let Some(gone) = self.all.pop_front()
        {
            self.first += 1;
            self.units -= gone.text.as_ref().map_or(0, |text| text.len());
            self.kept -= usize::from(gone.text.is_some());
        }
    }
}

fn path(number: usize) -> PathBuf {
    PathBuf::from(format!("{MARK}{number}{MARK}"))
}

fn number_of(path: &Path) -> Option<usize> {
    number_in(path.to_str()?)
}

/// The number of the origin whose path stands in a text.
pub fn number_in(text: &str) -> Option<usize> {
    text.split(MARK).nth(1)?.parse().ok()
}
