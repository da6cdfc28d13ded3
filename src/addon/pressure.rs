//! When an engine has grown so much that what the host has let go of it should be let go there,
//! too. `environment.rs` has one of these for each engine, and `lib/held.js` does what is due.
//!
//! Stand-ins are small for V8, and a few of them may hold all that a guest has made: 25 results of
//! 3 MB that nobody had any more were what a context of 60 MB was stopped for.

/// By how much an engine grows before what the host holds of it is looked through, in bytes, and how
/// much that is for each: it takes 20 ns.
const SWEEP_AFTER: i64 = 16 << 20;
const SWEEP_AFTER_EACH: i64 = 1 << 10;

/// What is to be done before the next message to an engine; `lib/wire/arena.js` has the same
/// numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Due {
    Nothing = 0,
    /// To release what V8 has collected of what is held.
    Sweep = 1,
    /// To have the guest collect, too.
    Guest = 2,
    /// And to have V8 collect before.
    Both = 3,
}

/// How heavy an engine was, and what was done about it.
#[derive(Debug, Default)]
pub struct Pressure {
    /// The least that it has weighed since the last sweep.
    swept: i64,
    /// The least that it has weighed since both sides have collected.
    kept: i64,
    /// Whether the guest was to collect.
    asked: bool,
}

impl Pressure {
    /// Whether it is to be seen what came of it that the guest was to collect.
    pub fn is_watching(&self) -> bool {
        self.asked
    }

    /// What is due for an engine of that weight, in bytes. One that takes more than half of what it
    /// may is near to being stopped, perhaps for what is garbage.
    ///
    /// `held` is how many things the host holds of it, weakly.
    pub fn due(&mut self, weight: i64, limit: i64, held: i64) -> Due {
        self.swept = self.swept.min(weight);
        self.kept = self.kept.min(weight);
        let is_near = held > 0 && weight > limit / 2 && weight - self.kept > limit / 8;
        self.asked = is_near && !self.asked;
        let has_grown = weight - self.swept > SWEEP_AFTER.max(held * SWEEP_AFTER_EACH);
        let due = match (is_near, self.asked, has_grown) {
            (true, true, _) => Due::Guest,
            (true, false, _) => Due::Both,
            (false, _, true) => Due::Sweep,
            (false, _, false) => return Due::Nothing,
        };
        self.swept = weight;
        if due == Due::Both {
            self.kept = weight;
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: i64 = 1 << 20;

    #[test]
    fn a_sweep_is_due_whenever_an_engine_has_grown() {
        let mut pressure = Pressure::default();
        let mut due = |weight, held| pressure.due(weight * MB, 1024 * MB, held);
        assert_eq!(due(16, 10), Due::Nothing);
        assert_eq!(due(17, 10), Due::Sweep);
        assert_eq!(due(33, 10), Due::Nothing);
        assert_eq!(due(5, 10), Due::Nothing);
        assert_eq!(due(22, 10), Due::Sweep);
        // It takes long where there are many.
        assert_eq!(due(60, 100_000), Due::Nothing);
        assert_eq!(due(160, 100_000), Due::Sweep);
    }

    #[test]
    fn one_that_is_near_its_limit_has_the_guest_collect_and_then_v8() {
        let mut pressure = Pressure::default();
        let mut due = |weight, held| pressure.due(weight * MB, 64 * MB, held);
        assert_eq!(due(40, 0), Due::Sweep);
        assert_eq!(due(40, 1), Due::Guest);
        // It was the guest's own garbage.
        assert_eq!(due(10, 1), Due::Nothing);
        assert_eq!(due(40, 1), Due::Guest);
        assert_eq!(due(39, 1), Due::Both);
        // It was nobody's; again only when it has grown.
        assert_eq!(due(38, 1), Due::Nothing);
        assert_eq!(due(45, 1), Due::Nothing);
        assert_eq!(due(47, 1), Due::Guest);
        assert_eq!(due(47, 1), Due::Both);
    }
}
