//! By Win32: a vectored handler, which is asked before all others, sees that a stack has grown
//! to its end. It runs on what is left of that stack, so some is kept for it. A thread cannot
//! be made to look at itself from outside: native code that does not stop keeps its thread.

use std::sync::Once;

use windows_sys::Win32::Foundation::{EXCEPTION_ACCESS_VIOLATION, EXCEPTION_STACK_OVERFLOW};
use windows_sys::Win32::System::Diagnostics::Debug::{
    AddVectoredExceptionHandler, EXCEPTION_CONTINUE_EXECUTION, EXCEPTION_CONTINUE_SEARCH,
    EXCEPTION_POINTERS,
};
use windows_sys::Win32::System::Threading::SetThreadStackGuarantee;

use crate::engine::rescue::{self, Reason};

/// What the handler gets, V8's and others' too.
const HANDLER_STACK: u32 = 64 << 10;

/// Makes the thread ready to be left by an exception, before the stacks of its engines are made.
pub fn prepare_thread() {
    static HANDLER: Once = Once::new();
    HANDLER.call_once(|| {
        // SAFETY: the handler has the signature that is asked for, and lives as long as the
        // process: the library is never unloaded while its handler may be called.
        unsafe { AddVectoredExceptionHandler(1, Some(on_exception)) };
    });
    let mut bytes = HANDLER_STACK;
    // SAFETY: the pointer is to a local.
    unsafe { SetThreadStackGuarantee(&raw mut bytes) };
}

/// Nothing to name a thread by.
#[derive(Clone, Copy)]
pub struct Thread;

pub fn this_thread() -> Thread {
    Thread
}

pub fn prod(_: Thread) {}

unsafe extern "system" fn on_exception(pointers: *mut EXCEPTION_POINTERS) -> i32 {
    // SAFETY: the system's arguments are valid during the handler.
    if unsafe { leave(&*pointers) } {
        EXCEPTION_CONTINUE_EXECUTION
    } else {
        EXCEPTION_CONTINUE_SEARCH
    }
}

/// Leaves the engine whose stack has overflown, and says whether there is one.
unsafe fn leave(pointers: &EXCEPTION_POINTERS) -> bool {
    // SAFETY: both live as long as the pointers to them.
    let (record, context) = unsafe { (&*pointers.ExceptionRecord, &mut *pointers.ContextRecord) };
    // The frame is looked for only then: other exceptions come where there are no
    // thread-locals any more.
    let address = match record.ExceptionCode {
        EXCEPTION_STACK_OVERFLOW => context.Rsp as usize,
        EXCEPTION_ACCESS_VIOLATION => record.ExceptionInformation[1],
        _ => return false,
    };
    // SAFETY: the frame is that of the `Frame::run` that this thread is in.
    let Some(frame) = (unsafe { rescue::running() }) else {
        return false;
    };
    let on_stack = |address| frame.handler.stack_ptr_in_bounds(address);
    // An allocator left half done would be worse than an end.
    if !on_stack(context.Rsp as usize) || !on_stack(address) || crate::allocator::is_critical() {
        return false;
    }
    frame.mark(Reason::Stack);
    // SAFETY: the interrupted code ran on this coroutine's stack, and its registers
    // are replaced. What it held is never touched again (`rescue.rs`).
    let registers = unsafe { frame.handler.setup_trap_handler(rescue::left) };
    context.Rip = registers.rip;
    context.Rsp = registers.rsp;
    context.Rbp = registers.rbp;
    context.Rdi = registers.rdi;
    context.Rsi = registers.rsi;
    // The direction flag may be set in the middle of a copy.
    context.EFlags &= !0x400;
    true
}
