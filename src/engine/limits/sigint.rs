//! `breakOnSigint`: Ctrl+C ends the innermost run that asked for it.
//!
//! The process' handler of the signal is replaced while such a run is under way, and put
//! back afterwards. The handler writes a byte into a pipe; a thread reads it and trips the
//! engine of the run, and those that run within it.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::allocator::critically;

/// Stops an engine.
pub type Interrupt = Arc<dyn Fn() + Send + Sync>;

/// A run that ends with the signal.
#[derive(Default)]
struct Run {
    fired: AtomicBool,
    engines: Mutex<Vec<Interrupt>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Run {
    fn fire(&self) {
        let engines = lock(&self.engines);
        self.fired.store(true, Ordering::SeqCst);
        for interrupt in engines.iter() {
            interrupt();
        }
    }

    fn join(&self, interrupt: &Interrupt) {
        let mut engines = lock(&self.engines);
        engines.push(Arc::clone(interrupt));
        if self.fired.load(Ordering::SeqCst) {
            interrupt();
        }
    }
}

/// All such runs of the process, the innermost last.
static RUNS: Mutex<Vec<Arc<Run>>> = Mutex::new(Vec::new());

/// How many there are. Hardly any run waits for the signal, and those that do not need not
/// look for others around them.
static WAITING: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Those of this thread.
    static OURS: RefCell<Vec<Arc<Run>>> = const { RefCell::new(Vec::new()) };
}

/// A run, for as long as it is under way.
#[derive(Default)]
pub struct Watched {
    /// Those whose signal it hears, its own too.
    heard: Vec<Arc<Run>>,
    own: Option<Arc<Run>>,
    interrupt: Option<Interrupt>,
}

impl Watched {
    /// Whether the signal came for this run itself.
    pub fn fired(&self) -> bool {
        let fired = |run: &Arc<Run>| run.fired.load(Ordering::SeqCst);
        self.own.as_ref().is_some_and(fired)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        critically(|| self.end());
    }
}

impl Watched {
    fn end(&mut self) {
        if let Some(interrupt) = &self.interrupt {
            for run in &self.heard {
                let mut engines = lock(&run.engines);
                let last = engines
                    .iter()
                    .rposition(|known| Arc::ptr_eq(known, interrupt));
                last.map(|last| engines.remove(last));
            }
        }
        if let Some(own) = self.own.take() {
            // A thread that ends may have none any more.
            let _ = OURS.try_with(|ours| ours.borrow_mut().pop());
            forget(&own);
        }
    }
}

/// A run is over: the signal is the process' own again after the last.
fn forget(run: &Arc<Run>) {
    let mut runs = lock(&RUNS);
    runs.retain(|known| !Arc::ptr_eq(known, run));
    WAITING.store(runs.len(), Ordering::Relaxed);
    if runs.is_empty() {
        signal::restore();
    }
}

/// How many runs of this thread wait for the signal; for [`restore`].
pub fn mark() -> usize {
    if is_waited_for() {
        OURS.with_borrow(Vec::len)
    } else {
        0
    }
}

/// Whether any run may wait for the signal.
pub fn is_waited_for() -> bool {
    WAITING.load(Ordering::Relaxed) > 0
}

/// Ends those that began since [`mark`]: an engine that was given up never did.
pub fn restore(mark: usize) {
    // A thread that ends may have none any more.
    let over = OURS.try_with(|ours| {
        let mut ours = ours.borrow_mut();
        let mark = mark.min(ours.len());
        ours.split_off(mark)
    });
    for run in &over.unwrap_or_default() {
        forget(run);
    }
}

/// Begins a run of an engine: one that is `own` asked for the signal itself; any is ended
/// with those around it.
pub fn watch(own: bool, interrupt: impl FnOnce() -> Interrupt) -> Watched {
    let heard = OURS.with_borrow(Clone::clone);
    if !own && heard.is_empty() {
        return Watched::default();
    }
    let interrupt = interrupt();
    critically(|| begin(own, heard, interrupt))
}

/// Enters a run in the lists of those that are under way; an engine that was left in here would
/// keep them locked.
fn begin(own: bool, mut heard: Vec<Arc<Run>>, interrupt: Interrupt) -> Watched {
    let run = own.then(Arc::<Run>::default);
    heard.extend(run.clone());
    for run in &heard {
        run.join(&interrupt);
    }
    if let Some(run) = &run {
        OURS.with_borrow_mut(|ours| ours.push(Arc::clone(run)));
        let mut runs = lock(&RUNS);
        runs.push(Arc::clone(run));
        WAITING.store(runs.len(), Ordering::Relaxed);
        if runs.len() == 1 && OTHERWISE.get().is_none() {
            signal::replace();
        }
    }
    Watched {
        heard,
        own: run,
        interrupt: Some(interrupt),
    }
}

/// The signal came: it is the innermost run's alone.
pub fn deliver() {
    let innermost = lock(&RUNS).last().cloned();
    match innermost {
        Some(run) => run.fire(),
        None => OTHERWISE.get().into_iter().for_each(|stop| stop()),
    }
}

/// What the signal stops if no run waits for it, in a process that hears of it from its host.
static OTHERWISE: OnceLock<Interrupt> = OnceLock::new();

/// Leaves the process' handler alone from now on: a host tells its child of the signal
/// ([`deliver`]), for a run around one of the child's too.
pub fn be_told(otherwise: Interrupt) {
    let _ = OTHERWISE.set(otherwise);
}

#[cfg(unix)]
mod signal {
    #[cfg(not(target_vendor = "apple"))]
    use libc::__errno_location as errno;
    #[cfg(target_vendor = "apple")]
    use libc::__error as errno;
    use std::io::Read;
    use std::mem::MaybeUninit;
    use std::os::fd::IntoRawFd;
    use std::sync::atomic::{AtomicI32, Ordering};
    use std::sync::{Mutex, Once, PoisonError};

    /// Where the handler writes; there from before the handler is installed first.
    static PIPE: AtomicI32 = AtomicI32::new(-1);
    /// What handled the signal before.
    static BEFORE: Mutex<Option<libc::sigaction>> = Mutex::new(None);
    static READER: Once = Once::new();

    extern "C" fn handle(_: libc::c_int) {
        let byte = 0_u8;
        // SAFETY: `write` may be called in a signal handler, and the byte lives on the
        // stack. That it fails (a full pipe) means that a signal is already on its way.
        unsafe {
            let errno = errno();
            let before = *errno;
            libc::write(PIPE.load(Ordering::Relaxed), (&raw const byte).cast(), 1);
            *errno = before;
        }
    }

    /// Opens the pipe and starts the thread that reads it. Without them the signal is lost;
    /// the process is then out of resources, which shows in other ways.
    fn listen() {
        let Ok((mut reader, writer)) = std::io::pipe() else {
            return;
        };
        PIPE.store(writer.into_raw_fd(), Ordering::Relaxed);
        let _ = std::thread::Builder::new()
            .name("rsvm-sigint".to_owned())
            .spawn(move || {
                while reader.read_exact(&mut [0]).is_ok() {
                    super::deliver();
                }
            });
    }

    pub fn replace() {
        READER.call_once(listen);
        let mut before = MaybeUninit::zeroed();
        // SAFETY: all zeroes is a valid `sigaction` (no flags, the default handler); the
        // handler only does what a handler may; both structures outlive the call.
        let replaced = unsafe {
            let mut ours: libc::sigaction = MaybeUninit::zeroed().assume_init();
            ours.sa_sigaction = handle as *const () as usize;
            ours.sa_flags = libc::SA_RESTART;
            libc::sigaction(libc::SIGINT, &raw const ours, before.as_mut_ptr()) == 0
        };
        if replaced {
            // SAFETY: the call that succeeded has filled it.
            let before = unsafe { before.assume_init() };
            *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
        }
    }

    pub fn restore() {
        let before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(before) = before {
            // SAFETY: the structure is one that the system gave us.
            unsafe { libc::sigaction(libc::SIGINT, &raw const before, std::ptr::null_mut()) };
        }
    }
}

#[cfg(windows)]
mod signal {
    use windows_sys::Win32::System::Console::{CTRL_C_EVENT, SetConsoleCtrlHandler};

    /// The newest handler is asked first, on a thread that the system starts for it.
    unsafe extern "system" fn handle(event: u32) -> i32 {
        let ours = event == CTRL_C_EVENT;
        if ours {
            super::deliver();
        }
        i32::from(ours)
    }

    pub fn replace() {
        set(true);
    }

    pub fn restore() {
        set(false);
    }

    fn set(there: bool) {
        // SAFETY: the handler has the signature that is asked for, and is taken back before
        // the library can go.
        unsafe { SetConsoleCtrlHandler(Some(handle), i32::from(there)) };
    }
}
