//! Lines and columns of a text. Boa counts code points, V8 units.

use super::source::{Text, is_line_end};

impl Text<'_> {
    /// Where a line begins; lines count from 1.
    fn line_start(&self, line: u32) -> Option<usize> {
        (1..line).try_fold(0, |start, _| self.next_line(start))
    }

    /// Where the line begins that follows the one with this offset.
    pub fn next_line(&self, offset: usize) -> Option<usize> {
        let end = offset
            + self.0[offset..]
                .iter()
                .position(|&unit| is_line_end(unit))?;
        let both = self.is(end, '\r') && self.is(end + 1, '\n');
        Some(end + 1 + usize::from(both))
    }

    /// The offset of a place as Boa counts it: columns are code points, from 1.
    pub fn offset(&self, line: u32, column: u32) -> Option<usize> {
        self.offset_from(self.line_start(line)?, column)
    }

    /// The same in the line that begins at `start`.
    pub fn offset_from(&self, start: usize, column: u32) -> Option<usize> {
        let mut offset = start;
        for character in char::decode_utf16(self.0[start..].iter().copied())
            .take(column.saturating_sub(1) as usize)
        {
            offset += character.map_or(1, char::len_utf16);
        }
        (offset <= self.0.len()).then_some(offset)
    }

    /// The line and column of an offset as V8 counts them: columns are units, from 1.
    pub fn place(&self, offset: usize) -> (u32, u32) {
        let mut line = 1;
        let mut start = 0;
        let mut index = 0;
        while index < offset.min(self.0.len()) {
            if is_line_end(self.0[index]) {
                if self.is(index, '\r') && self.is(index + 1, '\n') {
                    index += 1;
                }
                line += 1;
                start = index + 1;
            }
            index += 1;
        }
        let column = offset.saturating_sub(start) + 1;
        (line, u32::try_from(column).unwrap_or(u32::MAX))
    }

    /// The text of a line without its end.
    pub fn line(&self, line: u32) -> Option<&[u16]> {
        let start = self.line_start(line)?;
        let rest = &self.0[start..];
        let end = rest.iter().position(|&unit| is_line_end(unit));
        Some(&rest[..end.unwrap_or(rest.len())])
    }
}

/// Where the lines of a text begin, for places that are asked for again and again. To count them anew for each place took 7 ms in 800 kB, for each
/// frame of a trace.
pub struct Lines {
    starts: Vec<usize>,
    /// Whether each code point is one unit.
    is_flat: bool,
}

impl Lines {
    pub fn of(text: Text<'_>) -> Self {
        let starts = std::iter::successors(Some(0), |start| text.next_line(*start));
        Self {
            starts: starts.collect(),
            is_flat: !text.0.iter().any(|unit| matches!(unit, 0xD800..=0xDFFF)),
        }
    }

    /// [`Text::offset`].
    pub fn offset(&self, text: Text<'_>, line: u32, column: u32) -> Option<usize> {
        let start = *self.starts.get((line as usize).checked_sub(1)?)?;
        if !self.is_flat {
            return text.offset_from(start, column);
        }
        let offset = start + column.saturating_sub(1) as usize;
        (offset <= text.0.len()).then_some(offset)
    }

    /// [`Text::place`].
    pub fn place(&self, offset: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line.saturating_sub(1)];
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        (count(line), count(offset - start + 1))
    }
}
