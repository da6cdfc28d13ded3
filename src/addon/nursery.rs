//! Where children are born and buried. A thread starts the processes, and keeps one ready
//! so that a context need not wait for it; another waits for those that have ended, so that
//! none is left behind. Both live as long as this process does: the kernel ends a child
//! with the thread that started it. Only `child.rs` calls this.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};
use std::time::{Duration, Instant};

use rustix::io::ioctl_fionbio;

use crate::child::frame::{Kind, Link};

/// The executable and the library that it loads.
pub static PROGRAM: OnceLock<[OsString; 2]> = OnceLock::new();

/// How long a child may take until it is confined; it takes some 10 ms.
const BIRTH: Duration = Duration::from_secs(20);

/// A process that waits for its first request.
pub struct Newborn {
    pub process: Child,
    pub link: Link,
}

/// What the thread that starts processes is asked for, and has.
#[derive(Default)]
struct Cradle {
    ready: Vec<io::Result<Newborn>>,
    wanted: usize,
}

struct Nursery {
    cradle: Mutex<Cradle>,
    changed: Condvar,
}

static NURSERY: Nursery = Nursery {
    cradle: Mutex::new(Cradle {
        ready: Vec::new(),
        wanted: 0,
    }),
    changed: Condvar::new(),
};

/// Takes the child that is ready, or waits for one, and has the next one started.
pub fn take() -> io::Result<Newborn> {
    static THREAD: OnceLock<bool> = OnceLock::new();
    let running = THREAD.get_or_init(|| {
        let name = "rsvm-nursery".to_owned();
        let thread = std::thread::Builder::new().name(name);
        thread.spawn(|| NURSERY.raise()).is_ok()
    });
    if !running {
        return Err(io::Error::other("no thread to start processes on"));
    }
    let mut cradle = NURSERY.lock();
    // One for the caller, one to spare.
    cradle.wanted += 1;
    NURSERY.changed.notify_all();
    loop {
        if let Some(newborn) = cradle.ready.pop() {
            return newborn;
        }
        cradle = NURSERY
            .changed
            .wait(cradle)
            .unwrap_or_else(PoisonError::into_inner);
    }
}

impl Nursery {
    fn lock(&self) -> MutexGuard<'_, Cradle> {
        self.cradle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a process whenever one was taken, and one more at first.
    fn raise(&self) {
        let mut spare = 1;
        loop {
            let mut cradle = self.lock();
            while cradle.wanted + spare == 0 {
                cradle = self
                    .changed
                    .wait(cradle)
                    .unwrap_or_else(PoisonError::into_inner);
            }
            if cradle.wanted > 0 {
                cradle.wanted -= 1;
            } else {
                spare = 0;
            }
            drop(cradle);
            let newborn = start();
            self.lock().ready.push(newborn);
            self.changed.notify_all();
        }
    }
}

/// Starts a process and waits until it is confined.
fn start() -> io::Result<Newborn> {
    let [executable, library] = PROGRAM
        .get()
        .ok_or(io::Error::other("its executable is not there"))?;
    let (input, its_output) = io::pipe()?;
    let (its_input, output) = io::pipe()?;
    ioctl_fionbio(&output, true)?;
    let mut command = Command::new(executable);
    command
        .arg(library)
        .env_clear()
        // Ctrl+C is for the host, which passes it on.
        .process_group(0)
        .stdin(its_input)
        .stdout(its_output)
        .stderr(Stdio::null());
    if let Some(zone) = std::env::var_os("TZ") {
        command.env("TZ", zone);
    }
    let mut process = command.spawn()?;
    // It holds the child's ends of the pipes, which must close when the child ends.
    drop(command);
    let mut link = Link::new(input, output);
    match link.receive(&mut Vec::new(), Some(Instant::now() + BIRTH)) {
        Ok(head) if head.kind == Kind::Ready => Ok(Newborn { process, link }),
        _ => {
            let _ = process.kill();
            let status = process.wait()?;
            Err(io::Error::other(super::child::reason(status)))
        }
    }
}

/// Ends a process and has it waited for.
pub fn bury(mut process: Child) {
    static GRAVES: OnceLock<Mutex<mpsc::Sender<Child>>> = OnceLock::new();
    let _ = process.kill();
    let graves = GRAVES.get_or_init(|| {
        let (sender, receiver) = mpsc::channel::<Child>();
        let _ = std::thread::Builder::new()
            .name("rsvm-graves".to_owned())
            .spawn(move || {
                for mut process in receiver {
                    let _ = process.wait();
                }
            });
        Mutex::new(sender)
    });
    let graves = graves.lock().unwrap_or_else(PoisonError::into_inner);
    if let Err(mpsc::SendError(mut process)) = graves.send(process) {
        let _ = process.wait();
    }
}
