//! The allocator of the addon: mimalloc, with an account of what each engine takes.
//!
//! Boa takes memory without asking, and what Rust does when there is none is to end the
//! process. So while an engine runs, its thread points at the engine's [`Account`]; an
//! allocation that goes over is handed to the engine (`engine/limits/memory.rs`), which collects
//! garbage, stops the run, or never comes back. The count is the thread's own, without
//! atomics: 2 ns for an allocation of 20.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;
use std::ptr;

use mimalloc::MiMalloc;

/// What an engine may take and what it has taken.
pub struct Account {
    /// Bytes taken while this engine ran, less those given back while it ran.
    pub used: Cell<isize>,
    /// From here on `exceeded` is asked about every allocation.
    pub ask_at: Cell<isize>,
    /// The lowest address to which the engine's stack may grow before an allocation counts
    /// as too deep; 0 is none.
    pub floor: Cell<usize>,
    /// Called before the allocation of so many bytes is made; may allocate, and need not
    /// return.
    pub exceeded: fn(&Account, Excess),
}

/// What an allocation of an engine's is too much for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// It would take the account over its mark.
    Bytes(usize),
    /// There is hardly any of the engine's stack left.
    Stack,
    /// There is no memory for it.
    Refused(usize),
}

struct Thread {
    account: Cell<*const Account>,
    live: Cell<isize>,
    /// Above 0 the thread is in the middle of something that must not be left.
    critical: Cell<u32>,
    asking: Cell<bool>,
    /// Above 0 its panics are nobody's business.
    silent: Cell<u32>,
}

thread_local! {
    // Neither made nor dropped at run time: it can be used from the first allocation to the last.
    static THREAD: Thread = const {
        Thread {
            account: Cell::new(ptr::null()),
            live: Cell::new(0),
            critical: Cell::new(0),
            asking: Cell::new(false),
            silent: Cell::new(0),
        }
    };
}

/// Points the thread at another account, or at none; returns the one before.
///
/// # Safety
///
/// The account lives, where it is, until the thread is pointed elsewhere.
pub unsafe fn charge(account: *const Account) -> *const Account {
    THREAD.with(|thread| thread.account.replace(account))
}

/// Whether an engine runs on this thread, or its panics are waited for ([`silently`]).
pub fn is_silent() -> bool {
    THREAD.with(|thread| !thread.account.get().is_null() || thread.silent.get() > 0)
}

/// Does `body`, whose panics are nobody's business.
pub fn silently<R>(body: impl FnOnce() -> R) -> R {
    THREAD.with(|thread| raised(&thread.silent, body))
}

/// What this thread has taken in all and not given back.
pub fn live() -> isize {
    THREAD.with(|thread| thread.live.get())
}

/// What the engine that runs has taken, 0 if none does.
pub fn used() -> isize {
    THREAD.with(|thread| thread.account().map_or(0, |it| it.used.get()))
}

/// Has the engine that runs, if one does, answer for so many bytes that it has not taken, or for fewer.
pub fn take_over(bytes: isize) {
    THREAD.with(|thread| {
        if let Some(account) = thread.account() {
            account.used.set(account.used.get().wrapping_add(bytes));
        }
    });
}

/// Does `body`, in which the engine that runs must not be given up.
pub fn critically<R>(body: impl FnOnce() -> R) -> R {
    THREAD.with(|thread| raised(&thread.critical, body))
}

/// Does `body` with a count raised, which a panic lowers, too.
#[inline]
fn raised<R>(count: &Cell<u32>, body: impl FnOnce() -> R) -> R {
    struct Raised<'a>(&'a Cell<u32>);
    impl Drop for Raised<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() - 1);
        }
    }
    count.set(count.get() + 1);
    let _raised = Raised(count);
    body()
}

/// Whether the thread is inside of [`critically`]. May be called in a signal handler on a
/// thread that has called any other function of this module before.
pub fn is_critical() -> bool {
    THREAD.with(|thread| thread.critical.get() > 0)
}

impl Thread {
    /// That of the engine that runs, if one does.
    #[inline]
    fn account(&self) -> Option<&Account> {
        // SAFETY: `charge`'s caller keeps the account alive while it is set.
        unsafe { self.account.get().as_ref() }
    }

    fn before(&self, bytes: usize) {
        self.live.set(self.live.get().wrapping_add_unsigned(bytes));
        let Some(account) = self.account() else {
            return;
        };
        let used = account.used.get().wrapping_add_unsigned(bytes);
        account.used.set(used);
        let here = ptr::from_ref(&used).addr();
        if used > account.ask_at.get() {
            self.ask(account, Excess::Bytes(bytes));
        } else if here < account.floor.get() {
            self.ask(account, Excess::Stack);
        }
    }

    fn after(&self, bytes: usize) {
        self.live.set(self.live.get().wrapping_sub_unsigned(bytes));
        if let Some(account) = self.account() {
            account
                .used
                .set(account.used.get().wrapping_sub_unsigned(bytes));
        }
    }

    #[cold]
    fn ask(&self, account: &Account, excess: Excess) {
        if self.critical.get() == 0 && !self.asking.replace(true) {
            (account.exceeded)(account, excess);
            self.asking.set(false);
        }
    }

    /// Asks mimalloc, which must not be left in the middle.
    fn take(&self, bytes: usize, allocate: impl FnOnce() -> *mut u8) -> *mut u8 {
        self.before(bytes);
        let pointer = raised(&self.critical, allocate);
        if pointer.is_null() {
            self.refused(bytes);
        }
        pointer
    }

    #[cold]
    fn refused(&self, bytes: usize) {
        self.after(bytes);
        if let Some(account) = self.account() {
            self.ask(account, Excess::Refused(bytes));
        }
    }
}

/// An engine that was given up in the middle of `Account::exceeded` does not ask again.
pub fn given_up() {
    THREAD.with(|thread| thread.asking.set(false));
}

/// The allocator.
pub struct Counting;

// SAFETY: every pointer and layout is mimalloc's; what is added counts, and does not return
// anything else.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are those that mimalloc asks for.
        THREAD.with(|thread| thread.take(layout.size(), || unsafe { MiMalloc.alloc(layout) }))
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        THREAD.with(|thread| {
            // SAFETY: as in `alloc`.
            thread.take(layout.size(), || unsafe { MiMalloc.alloc_zeroed(layout) })
        })
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        THREAD.with(|thread| {
            thread.after(layout.size());
            // SAFETY: as in `alloc`.
            raised(&thread.critical, || unsafe {
                MiMalloc.dealloc(pointer, layout);
            });
        });
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        THREAD.with(|thread| {
            let more = size.saturating_sub(layout.size());
            // SAFETY: as in `alloc`.
            let moved = thread.take(more, || unsafe { MiMalloc.realloc(pointer, layout, size) });
            if !moved.is_null() {
                thread.after(layout.size().saturating_sub(size));
            }
            moved
        })
    }
}
