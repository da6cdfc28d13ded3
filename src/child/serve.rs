//! The loop of a child: frames of the host's are entered into the engine, and what it says
//! is sent back. The process ends when the engine is lost or the host is gone.

use std::time::{Duration, Instant};

use super::frame::{Frame, Left, Link, words_of};
use super::{Busy, exit, system};
use crate::engine::nesting::{Deadline, Held, hold};
use crate::engine::{Engine, Lost, Turn};
use crate::wire::{HandleId, Reader};

/// Serves the engine until there is nobody to serve or nothing to serve with.
pub fn serve(engine: Engine, link: &mut Link, busy: &Busy) {
    let mut child = Serving {
        engine,
        requests: Vec::new(),
    };
    let mut words = Vec::new();
    while let Ok(frame) = link.receive(&mut words, None) {
        match frame {
            Frame::Enter(left) => {
                let is_request = !Reader::new(&words).is_completion();
                busy.begin(is_request);
                let turn = child.enter(left, &words, is_request);
                busy.pause(!child.requests.is_empty(), &child.engine);
                if child.answer(link, turn).is_err() {
                    break;
                }
            }
            Frame::Release => words
                .iter()
                .for_each(|handle| child.engine.release(HandleId(*handle))),
            Frame::Drop => words.iter().for_each(|id| child.engine.drop_script(*id)),
            _ => break,
        }
    }
    // What an engine holds ends with its process; taking it apart takes time.
    system::end(exit::DONE);
}

/// An engine, and the deadlines around each of its requests under way.
struct Serving {
    engine: Engine,
    requests: Vec<Option<Held>>,
}

impl Serving {
    fn enter(&mut self, left: Option<Left>, words: &[u32], is_request: bool) -> Result<Turn, Lost> {
        if is_request {
            self.requests.push(left.and_then(surrounding));
        }
        let turn = self.engine.enter(words);
        if turn == Ok(Turn::Reply) {
            self.requests.pop();
        }
        turn
    }

    fn answer(&self, link: &mut Link, turn: Result<Turn, Lost>) -> Result<(), Gone> {
        let sent = match turn {
            Ok(turn) => {
                let taken = self.engine.taken() as f64;
                let frame = match turn {
                    Turn::Reply => Frame::Reply(taken),
                    Turn::Ask => Frame::Ask(taken),
                };
                self.engine
                    .with_message(|message| link.send(frame, message))
            }
            Err(lost) => {
                let (words, bytes) = words_of(&lost.to_string());
                let _ = link.send(Frame::Lost(lost.overdue(), bytes), &words);
                return Err(Gone);
            }
        };
        sent.map_err(|_| Gone)
    }
}

/// There is nobody to talk to, or nothing to say any more.
struct Gone;

/// Holds the deadline of the host's runs around a request.
fn surrounding(left: Left) -> Option<Held> {
    let time = Duration::try_from_secs_f64(left.milliseconds / 1000.0).ok()?;
    let deadline = Deadline {
        at: Instant::now().checked_add(time)?,
        timeout: left.timeout,
    };
    Some(hold(Some(deadline)).1)
}
