//! By POSIX: SIGSEGV or SIGBUS when a stack has grown onto the guard page, SIGURG when the
//! watchdog prods. What is not for an engine goes to whoever was there before: V8 uses SIGSEGV
//! for WebAssembly, and without a handler the process ends as ever.
//!
//! The handlers run on a stack of their own. They touch nothing but thread-local cells,
//! write the registers that lead out, and return.

use std::cell::RefCell;
use std::ffi::c_void;
use std::mem::{MaybeUninit, zeroed};
use std::ptr;
use std::sync::Once;

use corosensei::trap::TrapHandlerRegs;
use libc::{c_int, sigaction, siginfo_t, ucontext_t};

use crate::engine::limits::wanted;
use crate::engine::rescue::{self, Reason};

const PROD: c_int = libc::SIGURG;
/// A handler takes 1 KB, the kernel's frame with AVX-512 registers up to 4 KB.
const HANDLER_STACK: usize = 64 << 10;

/// The handlers that were there before, by the order of `SIGNALS`.
static mut BEFORE: [MaybeUninit<sigaction>; 3] = [const { MaybeUninit::uninit() }; 3];
const SIGNALS: [c_int; 3] = [libc::SIGSEGV, libc::SIGBUS, PROD];

thread_local! {
    static STACK: RefCell<Option<HandlerStack>> = const { RefCell::new(None) };
}

/// The stack that this thread's handlers run on.
struct HandlerStack(*mut c_void);

impl Drop for HandlerStack {
    fn drop(&mut self) {
        // SAFETY: the thread ends: it is told to use no such stack any more, and then
        // the memory that `install` mapped for it is unmapped.
        unsafe {
            let none = libc::stack_t {
                ss_sp: ptr::null_mut(),
                ss_flags: libc::SS_DISABLE,
                ss_size: HANDLER_STACK,
            };
            libc::sigaltstack(&raw const none, ptr::null_mut());
            libc::munmap(self.0, HANDLER_STACK);
        }
    }
}

impl HandlerStack {
    /// Gives the thread one, unless it has one.
    fn install() -> Option<Self> {
        // SAFETY: plain system calls; the mapping is given to the kernel as long as it
        // exists (`Drop`).
        unsafe {
            let mut now: libc::stack_t = zeroed();
            libc::sigaltstack(ptr::null(), &raw mut now);
            if now.ss_flags & libc::SS_DISABLE == 0 {
                return None;
            }
            let memory = libc::mmap(
                ptr::null_mut(),
                HANDLER_STACK,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANON,
                -1,
                0,
            );
            if memory == libc::MAP_FAILED {
                return None;
            }
            let stack = libc::stack_t {
                ss_sp: memory,
                ss_flags: 0,
                ss_size: HANDLER_STACK,
            };
            libc::sigaltstack(&raw const stack, ptr::null_mut());
            Some(Self(memory))
        }
    }
}

/// Makes the thread ready to be left by a signal.
pub fn prepare_thread() {
    static HANDLERS: Once = Once::new();
    HANDLERS.call_once(install_handlers);
    let stack = HandlerStack::install();
    let _ = STACK.try_with(|slot| *slot.borrow_mut() = stack);
}

fn install_handlers() {
    for (index, signal) in SIGNALS.into_iter().enumerate() {
        // SAFETY: `BEFORE` is written before the handler that reads it is there, and
        // by this call alone; the handler has the signature that SA_SIGINFO asks for.
        unsafe {
            let before = (&raw mut BEFORE[index]).cast::<sigaction>();
            libc::sigaction(signal, ptr::null(), before);
            let mut action: sigaction = zeroed();
            action.sa_sigaction = on_signal as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | libc::SA_RESTART;
            libc::sigemptyset(&raw mut action.sa_mask);
            libc::sigaction(signal, &raw const action, ptr::null_mut());
        }
    }
}

/// Names a thread to [`prod`].
pub type Thread = libc::pthread_t;

pub fn this_thread() -> Thread {
    // SAFETY: has no conditions.
    unsafe { libc::pthread_self() }
}

/// Has a thread look whether the engine that it runs is overdue, or not wanted any more. The
/// thread must live.
pub fn prod(thread: Thread) {
    // SAFETY: the caller says that the thread lives; the handler is installed, as
    // `prepare_thread` ran on it.
    unsafe { libc::pthread_kill(thread, PROD) };
}

unsafe extern "C" fn on_signal(signal: c_int, info: *mut siginfo_t, context: *mut c_void) {
    // SAFETY: the kernel's arguments are valid during the handler.
    let left = unsafe { leave(signal, info, &mut *context.cast::<ucontext_t>()) };
    if !left {
        // SAFETY: as above.
        unsafe { pass_on(signal, info, context) };
    }
}

/// Leaves the engine that the signal is about, and says whether it is about one.
unsafe fn leave(signal: c_int, info: *mut siginfo_t, context: &mut ucontext_t) -> bool {
    // SAFETY: the frame is that of the `Frame::run` that this thread is in.
    let Some(frame) = (unsafe { rescue::running() }) else {
        return false;
    };
    if !frame.handler.stack_ptr_in_bounds(stack_pointer(context)) {
        return false;
    }
    let reason = if signal == PROD {
        let reason = if frame.limits.is_overdue() {
            Some(Reason::Overdue)
        } else {
            wanted::look(&frame.limits).then_some(Reason::Unwanted)
        };
        let Some(reason) = reason.filter(|_| rescue::may_leave()) else {
            return true;
        };
        reason
    } else {
        // SAFETY: these signals come with an address.
        let address = unsafe { (*info).si_addr() }.addr();
        // An allocator left half done would be worse than an end.
        if !frame.handler.stack_ptr_in_bounds(address) || crate::allocator::is_critical() {
            return false;
        }
        Reason::Stack
    };
    frame.mark(reason);
    // SAFETY: the interrupted code ran on this coroutine's stack, and its registers
    // are replaced. What it held is never touched again (`rescue.rs`).
    let registers = unsafe { frame.handler.setup_trap_handler(rescue::left) };
    go_on_at(context, registers);
    true
}

/// Does what would have been done without us.
unsafe fn pass_on(signal: c_int, info: *mut siginfo_t, context: *mut c_void) {
    let index = SIGNALS.iter().position(|known| *known == signal);
    let Some(index) = index else { return };
    // SAFETY: written before this handler was installed, and not since. A handler is
    // called with what it would have been called with.
    unsafe {
        let before = BEFORE[index].assume_init_ref();
        match before.sa_sigaction {
            libc::SIG_IGN => {}
            libc::SIG_DFL if signal == PROD => {}
            libc::SIG_DFL => {
                // The fault happens again behind this, and ends the process.
                libc::sigaction(signal, &raw const *before, ptr::null_mut());
            }
            handler if before.sa_flags & libc::SA_SIGINFO != 0 => {
                let handler: unsafe extern "C" fn(c_int, *mut siginfo_t, *mut c_void) =
                    std::mem::transmute(handler);
                handler(signal, info, context);
            }
            handler => {
                let handler: unsafe extern "C" fn(c_int) = std::mem::transmute(handler);
                handler(signal);
            }
        }
    }
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[allow(
    clippy::cast_possible_truncation,
    reason = "a register is as wide as an address"
)]
fn stack_pointer(context: &ucontext_t) -> usize {
    context.uc_mcontext.gregs[libc::REG_RSP as usize].cast_unsigned() as usize
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn go_on_at(context: &mut ucontext_t, registers: TrapHandlerRegs) {
    let gregs = &mut context.uc_mcontext.gregs;
    gregs[libc::REG_RIP as usize] = registers.rip.cast_signed();
    gregs[libc::REG_RSP as usize] = registers.rsp.cast_signed();
    gregs[libc::REG_RBP as usize] = registers.rbp.cast_signed();
    gregs[libc::REG_RDI as usize] = registers.rdi.cast_signed();
    gregs[libc::REG_RSI as usize] = registers.rsi.cast_signed();
    // The direction flag may be set in the middle of a copy.
    gregs[libc::REG_EFL as usize] &= !0x400;
}

#[cfg(all(target_os = "linux", target_arch = "aarch64"))]
fn stack_pointer(context: &ucontext_t) -> usize {
    context.uc_mcontext.sp as usize
}

#[cfg(all(target_os = "linux", target_arch = "aarch64"))]
fn go_on_at(context: &mut ucontext_t, registers: TrapHandlerRegs) {
    let machine = &mut context.uc_mcontext;
    machine.pc = registers.pc;
    machine.sp = registers.sp;
    machine.regs[0] = registers.x0;
    machine.regs[1] = registers.x1;
    machine.regs[29] = registers.x29;
    machine.regs[30] = registers.lr;
}

#[cfg(target_os = "macos")]
fn stack_pointer(context: &ucontext_t) -> usize {
    // SAFETY: the kernel gives every handler a machine context.
    let state = unsafe { &(*context.uc_mcontext).__ss };
    #[cfg(target_arch = "x86_64")]
    return state.__rsp as usize;
    #[cfg(target_arch = "aarch64")]
    return state.__sp as usize;
}

#[cfg(target_os = "macos")]
fn go_on_at(context: &mut ucontext_t, registers: TrapHandlerRegs) {
    // SAFETY: as in `stack_pointer`.
    let state = unsafe { &mut (*context.uc_mcontext).__ss };
    #[cfg(target_arch = "x86_64")]
    {
        state.__rip = registers.rip;
        state.__rsp = registers.rsp;
        state.__rbp = registers.rbp;
        state.__rdi = registers.rdi;
        state.__rsi = registers.rsi;
        state.__rflags &= !0x400;
    }
    #[cfg(target_arch = "aarch64")]
    {
        state.__pc = registers.pc;
        state.__sp = registers.sp;
        state.__x[0] = registers.x0;
        state.__x[1] = registers.x1;
        state.__fp = registers.x29;
        state.__lr = registers.lr;
    }
}
