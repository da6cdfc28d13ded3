//! How much garbage a thread's collector lets come together.
//!
//! Boa collects whenever its heap has grown by less than half, at first after a megabyte. A
//! context is a third of that, so making one would pay, every third time, for a walk through
//! all the others of the thread: 40 % of what it costs, measured. Boa has no setting for it,
//! but never lowers its threshold again; so for a moment the heap is as large as it may be.

use std::mem::MaybeUninit;

use boa_gc::{Finalize, Gc, Trace};

/// What may be in use before the first collection, and no less than a few contexts. More
/// saves little, and no longer fits a cache.
const BYTES: usize = 4 << 20;
const BLOCK: usize = 64 << 10;

/// Takes room, and is never looked into.
#[derive(Finalize)]
struct Block {
    _room: MaybeUninit<[u8; BLOCK]>,
}

// SAFETY: holds nothing to trace.
unsafe impl Trace for Block {
    unsafe fn trace(&self, _: &mut boa_gc::Tracer) {}
    unsafe fn trace_non_roots(&self) {}
    fn run_finalizer(&self) {}
}

/// Raises the threshold of this thread's collector.
pub fn raise_threshold() {
    let block = || Block {
        _room: MaybeUninit::uninit(),
    };
    let blocks: Vec<Gc<Block>> = (0..BYTES / BLOCK).map(|_| Gc::new(block())).collect();
    drop(blocks);
    boa_gc::force_collect();
}
