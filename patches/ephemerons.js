'use strict';

/**
 * Entries of weak maps whose keys are held by the values of others. The collector went through all that were left
 * whenever it had found the key of one: through a chain of 100,000 for 24 s, while nothing else of the thread ran.
 * Now each waits under what it waits for, and is looked at when that is marked.
 */
module.exports = {
  crate: 'boa_gc',
  edits: [
    {
      file: 'src/trace.rs',
      find: `    queue: VecDeque<GcErasedPointer>,
}

impl Tracer {
    pub(crate) fn new() -> Self {
        Self {
            queue: VecDeque::default(),
        }
    }
`,
      put: `    queue: VecDeque<GcErasedPointer>,
    /// The addresses of what was marked since somebody wanted to know.
    marked: Option<Vec<usize>>,
}

impl Tracer {
    pub(crate) fn new() -> Self {
        Self {
            queue: VecDeque::default(),
            marked: None,
        }
    }

    /// Notes from now on what is marked, or no longer.
    pub(crate) fn note_marked(&mut self, wanted: bool) {
        self.marked = wanted.then(Vec::new);
    }

    pub(crate) fn take_marked(&mut self) -> Vec<usize> {
        self.marked.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// What is at this address was not marked, and is now.
    pub(crate) fn has_marked(&mut self, address: usize) {
        if let Some(marked) = &mut self.marked {
            marked.push(address);
        }
    }
`,
    },
    {
      file: 'src/trace.rs',
      find: `            node_ref.header.mark();
            let trace_fn`,
      put: `            node_ref.header.mark();
            self.has_marked(node.as_ptr().addr());
            let trace_fn`,
    },
    {
      file: 'src/pointers/ephemeron.rs',
      find: `    unsafe fn trace(&self, _tracer: &mut Tracer) {
        // SAFETY: We need to mark the inner box of the \`Ephemeron\` since it is reachable
        // from a root and this means it cannot be dropped.
        unsafe {
            self.inner().mark();
        }
    }
`,
      put: `    unsafe fn trace(&self, tracer: &mut Tracer) {
        let inner = self.inner();
        if !inner.header.is_marked() {
            tracer.has_marked(std::ptr::from_ref(inner).addr());
        }
        // SAFETY: We need to mark the inner box of the \`Ephemeron\` since it is reachable
        // from a root and this means it cannot be dropped.
        unsafe {
            inner.mark();
        }
    }
`,
    },
    {
      file: 'src/internals/ephemeron_box.rs',
      find: `    fn trace_non_roots(&self);

`,
      before: `    /// The address of what is to be marked before the value can be traced: of the \`EphemeronBox\`
    /// itself, or of its key.
    fn awaited(&self) -> Option<usize>;

`,
    },
    {
      file: 'src/internals/ephemeron_box.rs',
      find: `    fn trace_non_roots(&self) {
        // SAFETY`,
      before: `    fn awaited(&self) -> Option<usize> {
        if !self.header.is_marked() {
            return Some(std::ptr::from_ref(self).addr());
        }
        // SAFETY: nothing changes an ephemeron while the collector is at work.
        let key = unsafe { self.key_ptr() };
        key.map(|key| key.as_ptr().addr())
    }

`,
    },
    {
      file: 'src/lib.rs',
      find: `        let mut previous_len = pending_ephemerons.len();
        loop {
            pending_ephemerons.retain_mut(|eph| {
                // SAFETY: node must be valid as this phase cannot drop any node.
                let eph_ref = unsafe { eph.as_ref() };
                // SAFETY: the garbage collector ensures \`eph_ref\` always points to valid data.
                let is_key_marked = unsafe { !eph_ref.trace(tracer) };

                // SAFETY: all nodes must be valid as this phase cannot drop any node.
                unsafe {
                    tracer.trace_until_empty();
                }

                is_key_marked
            });

            if previous_len == pending_ephemerons.len() {
                break;
            }

            previous_len = pending_ephemerons.len();
        }
`,
      put: `        let mut waiting = Waiting::default();
        tracer.note_marked(true);
        for eph in &pending_ephemerons {
            waiting.look_at(*eph, tracer);
        }
        waiting.wake(tracer);
        tracer.note_marked(false);
        pending_ephemerons.retain(|eph| {
            // SAFETY: node must be valid as this phase cannot drop any node.
            let eph = unsafe { eph.as_ref() };
            // SAFETY: the value was traced already if it can be.
            unsafe { !eph.trace(tracer) }
        });
        // SAFETY: all nodes must be valid as this phase cannot drop any node.
        unsafe {
            tracer.trace_until_empty();
        }
`,
    },
    {
      file: 'src/lib.rs',
      find: `struct Collector;
`,
      before: `/// The ephemerons whose values cannot be traced yet, by what is to be marked before.
#[derive(Default)]
struct Waiting(std::collections::HashMap<usize, Vec<EphemeronPointer>>);

impl Waiting {
    /// Traces the value of one, or has it wait.
    fn look_at(&mut self, eph: EphemeronPointer, tracer: &mut Tracer) {
        // SAFETY: no node is dropped while nodes are marked.
        let node = unsafe { eph.as_ref() };
        // SAFETY: the garbage collector ensures \`node\` always points to valid data.
        if unsafe { node.trace(tracer) } {
            // SAFETY: no node is dropped while nodes are marked.
            unsafe { tracer.trace_until_empty() };
        } else if let Some(awaited) = node.awaited() {
            self.0.entry(awaited).or_default().push(eph);
        }
    }

    /// Looks at those again whose time has come, until none has.
    fn wake(&mut self, tracer: &mut Tracer) {
        loop {
            let marked = tracer.take_marked();
            if marked.is_empty() {
                return;
            }
            for address in marked {
                for eph in self.0.remove(&address).unwrap_or_default() {
                    self.look_at(eph, tracer);
                }
            }
        }
    }
}

`,
    },
  ],
};
