//! Frames: what lies around a message in the pipes between a host and its child. The
//! child's loop (`serve.rs`) and the host's half (`addon/child.rs`) both speak them, and
//! trust nothing of what they read: a length is bounded, and memory is taken as the words
//! arrive.
//!
//! A frame is a head of six words (kind, length in words, two numbers) and its words. Pipes
//! carry one there and one back in 4 to 6 µs, a pair of Unix sockets in 12.

use std::io::{self, IoSlice, PipeReader, PipeWriter, Read, Write};
use std::time::{Duration, Instant};

use super::system::{wait_to_read, wait_to_write};

/// What a frame is, but for its words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Frame {
    /// The child is confined and waits for its first request.
    Ready,
    /// A message for the engine, and what the runs around it leave it.
    Enter(Option<Left>),
    /// Handles that the host holds no more.
    Release,
    /// Scripts and modules that the host runs no more.
    Drop,
    /// The engine's message, a reply, and how many bytes the guest has taken.
    Reply(f64),
    /// The engine's message, a question, and the same.
    Ask(f64),
    /// The engine is lost: the timeout that it did not stop at, and the bytes of the text that says why.
    Lost(Option<f64>, f64),
}

/// How many milliseconds there are until a deadline, and the timeout that it is of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Left {
    pub milliseconds: f64,
    pub timeout: f64,
}

impl Frame {
    /// Its number, and those that go with it; 0 is none.
    fn numbers(self) -> (u32, [f64; 2]) {
        match self {
            Self::Ready => (1, [0.0; 2]),
            Self::Enter(None) => (2, [0.0; 2]),
            Self::Enter(Some(left)) => (2, [left.milliseconds, left.timeout]),
            Self::Release => (3, [0.0; 2]),
            Self::Drop => (4, [0.0; 2]),
            Self::Reply(taken) => (5, [taken, 0.0]),
            Self::Ask(taken) => (6, [taken, 0.0]),
            Self::Lost(timeout, bytes) => (7, [timeout.unwrap_or_default(), bytes]),
        }
    }

    fn from_numbers(number: u32, [first, second]: [f64; 2]) -> Option<Self> {
        let is_given = first > 0.0;
        Some(match number {
            1 => Self::Ready,
            2 => Self::Enter(is_given.then_some(Left {
                milliseconds: first,
                timeout: second,
            })),
            3 => Self::Release,
            4 => Self::Drop,
            5 => Self::Reply(first),
            6 => Self::Ask(first),
            7 => Self::Lost(is_given.then_some(first), second),
            _ => return None,
        })
    }
}

const HEAD_WORDS: usize = 6;
/// The longest message, 2 GiB: V8's longest string is half of it.
const MAX_WORDS: usize = 1 << 29;
/// How much memory is taken ahead of what arrives.
const CHUNK_WORDS: usize = 1 << 18;
/// Most frames come with one read of this size.
const BUFFER_BYTES: usize = 1 << 16;

/// The head of a frame with so many words.
fn encode(frame: Frame, length: usize) -> io::Result<[u32; HEAD_WORDS]> {
    let length = u32::try_from(length).ok();
    let length = length.filter(|length| *length as usize <= MAX_WORDS);
    let length = length.ok_or(io::Error::other("a message of more than 2 GiB"))?;
    let (number, numbers) = frame.numbers();
    let mut head = [number, length, 0, 0, 0, 0];
    for (index, number) in numbers.into_iter().enumerate() {
        let bits = number.to_bits();
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the two halves of a number"
        )]
        head[2 + 2 * index..4 + 2 * index].copy_from_slice(&[bits as u32, (bits >> 32) as u32]);
    }
    Ok(head)
}

/// The frame that a head is of, and how many words it has.
fn decode(head: &[u32; HEAD_WORDS]) -> io::Result<(Frame, usize)> {
    let number = |at: usize| f64::from_bits(u64::from(head[at]) | u64::from(head[at + 1]) << 32);
    let frame = Frame::from_numbers(head[0], [number(2), number(4)]);
    let length = head[1] as usize;
    frame
        .filter(|_| length <= MAX_WORDS)
        .map(|frame| (frame, length))
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a malformed frame"))
}

fn bytes_of(words: &[u32]) -> &[u8] {
    // SAFETY: every byte of a word is a byte, and a word's alignment is a byte's, too.
    unsafe { words.align_to().1 }
}

fn bytes_of_mut(words: &mut [u32]) -> &mut [u8] {
    // SAFETY: as above; any bytes are words.
    unsafe { words.align_to_mut().1 }
}

/// Words that spell a text, and how many bytes of them do.
pub fn words_of(text: &str) -> (Vec<u32>, f64) {
    let mut words = vec![0; text.len().div_ceil(4)];
    bytes_of_mut(&mut words)[..text.len()].copy_from_slice(text.as_bytes());
    (words, text.len() as f64)
}

/// The text that [`words_of`] spelled.
pub fn text_of(words: &[u32], bytes: f64) -> String {
    let all = bytes_of(words);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is out of range is cut off"
    )]
    let length = (bytes as usize).min(all.len());
    String::from_utf8_lossy(&all[..length]).into_owned()
}

/// How long a message may wait for its reader.
const PATIENCE: Duration = Duration::from_secs(10);

/// One side's ends of the two pipes.
pub struct Link {
    input: PipeReader,
    output: PipeWriter,
    buffer: Box<[u8]>,
    /// What of the buffer was read from the pipe and not taken yet.
    start: usize,
    end: usize,
}

impl Link {
    pub fn new(input: PipeReader, output: PipeWriter) -> Self {
        Self {
            input,
            output,
            buffer: vec![0; BUFFER_BYTES].into_boxed_slice(),
            start: 0,
            end: 0,
        }
    }

    /// Sends a frame, in one system call if it fits.
    ///
    /// # Errors
    ///
    /// What the pipe said.
    pub fn send(&mut self, frame: Frame, words: &[u32]) -> io::Result<()> {
        let head = encode(frame, words.len())?;
        let parts = &mut [IoSlice::new(bytes_of(&head)), IoSlice::new(bytes_of(words))][..];
        let mut parts = if words.is_empty() {
            &mut parts[..1]
        } else {
            parts
        };
        while !parts.is_empty() {
            let written = self.write(parts)?;
            IoSlice::advance_slices(&mut parts, written);
        }
        Ok(())
    }

    /// Writes at least a byte. The host's end does not block: it waits for a child with
    /// patience only. (Of a pipe that is full Windows says that nothing was written.)
    fn write(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        let mut patience = None;
        loop {
            match self.output.write_vectored(parts) {
                Ok(written) if written > 0 => return Ok(written),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Err(error),
                _ => {
                    let until = *patience.get_or_insert_with(|| Instant::now() + PATIENCE);
                    wait_to_write(&self.output, until)?;
                }
            }
        }
    }

    /// Waits for a frame and puts its words in the place of what `words` holds.
    ///
    /// # Errors
    ///
    /// `TimedOut` if it was not there at `until`; else what the pipe said, or what is
    /// wrong with the frame.
    pub fn receive(&mut self, words: &mut Vec<u32>, until: Option<Instant>) -> io::Result<Frame> {
        let mut head = [0; HEAD_WORDS];
        self.take(bytes_of_mut(&mut head), until)?;
        let (frame, length) = decode(&head)?;
        words.clear();
        while words.len() < length {
            let at = words.len();
            words.resize(length.min(at + CHUNK_WORDS), 0);
            self.take(bytes_of_mut(&mut words[at..]), until)?;
        }
        Ok(frame)
    }

    /// Whether there is something to receive, or the other side is gone.
    pub fn has_input(&self) -> bool {
        self.has_input_by(Instant::now())
    }

    /// The same, waited for until then.
    pub fn has_input_by(&self, until: Instant) -> bool {
        self.start < self.end || wait_to_read(&self.input, Some(until)).is_ok()
    }

    /// The pipe that frames come from, to be waited for elsewhere.
    ///
    /// # Errors
    ///
    /// That there are no descriptors left.
    pub fn input(&self) -> io::Result<PipeReader> {
        self.input.try_clone()
    }

    /// Fills `bytes`: from the buffer first, then from the pipe; what is long does not pass
    /// through the buffer.
    fn take(&mut self, bytes: &mut [u8], until: Option<Instant>) -> io::Result<()> {
        let mut filled = 0;
        while filled < bytes.len() {
            let rest = &mut bytes[filled..];
            if self.start < self.end {
                let held = &self.buffer[self.start..self.end];
                let count = held.len().min(rest.len());
                rest[..count].copy_from_slice(&held[..count]);
                self.start += count;
                filled += count;
                continue;
            }
            if rest.len() < BUFFER_BYTES {
                (self.start, self.end) = (0, 0);
                self.end = read(&mut self.input, &mut self.buffer, until)?;
            } else {
                filled += read(&mut self.input, rest, until)?;
            }
        }
        Ok(())
    }
}

/// How long a reader looks for input itself before it sleeps: where the processor falls
/// idle with a sleeper, waking it takes 50 µs, ten times what a call takes (measured).
const LOOK: Duration = Duration::from_micros(50);

/// Looks for input for a moment, and lets others have the processor meanwhile.
fn look(input: &PipeReader) {
    let end = Instant::now() + LOOK;
    while wait_to_read(input, Some(Instant::now())).is_err() && Instant::now() < end {
        std::thread::yield_now();
    }
}

/// Reads at least a byte.
fn read(input: &mut PipeReader, bytes: &mut [u8], until: Option<Instant>) -> io::Result<usize> {
    look(input);
    loop {
        if until.is_some() {
            wait_to_read(input, until)?;
        }
        match input.read(bytes) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> (Link, Link) {
        let mut pipes = [(); 2].map(|()| io::pipe().expect("a pipe"));
        let [one, other] = &mut pipes;
        std::mem::swap(&mut one.1, &mut other.1);
        let [one, other] = pipes;
        (Link::new(one.0, one.1), Link::new(other.0, other.1))
    }

    #[test]
    fn frames_arrive_whole() {
        let (mut here, mut there) = pair();
        let long: Vec<u32> = (0..600_000).collect();
        let sent = long.clone();
        let left = Left {
            milliseconds: 1.5,
            timeout: 20.0,
        };
        let sender = std::thread::spawn(move || {
            here.send(Frame::Release, &[7]).expect("sent");
            here.send(Frame::Enter(Some(left)), &sent).expect("sent");
            here.send(Frame::Lost(None, 0.0), &[]).expect("sent");
        });
        let mut words = Vec::new();
        let mut next = |words: &mut Vec<u32>| there.receive(words, None);
        assert_eq!(next(&mut words).expect("a frame"), Frame::Release);
        assert_eq!(words, [7]);
        let frame = next(&mut words).expect("a frame");
        assert_eq!(frame, Frame::Enter(Some(left)));
        assert_eq!(words, long);
        assert_eq!(next(&mut words).expect("a frame"), Frame::Lost(None, 0.0));
        sender.join().expect("the sender");
        let end = next(&mut words).expect_err("the end");
        assert_eq!(end.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn noise_is_an_error() {
        for noise in [[9, 0, 0, 0, 0, 0], [2, u32::MAX, 0, 0, 0, 0]] {
            let (mut here, mut there) = pair();
            here.output.write_all(bytes_of(&noise)).expect("sent");
            let error = there.receive(&mut Vec::new(), None);
            assert_eq!(error.expect_err("noise").kind(), io::ErrorKind::InvalidData);
        }
    }

    #[test]
    fn a_deadline_ends_the_wait() {
        let (_here, mut there) = pair();
        let error = there.receive(&mut Vec::new(), Some(Instant::now()));
        assert_eq!(error.expect_err("nothing").kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn texts_survive() {
        for text in ["", "abc", "four", "größer"] {
            let (words, bytes) = words_of(text);
            assert_eq!(text_of(&words, bytes), text);
        }
        assert_eq!(text_of(&[0x6261], 1e9), "ab\0\0");
    }
}
