//! Where children are born and buried. A thread starts the processes, and keeps one ready
//! so that a context need not wait for it; another waits for those that have ended, so that
//! none is left behind. Both live as long as this process does: the kernel ends a child
//! with the thread that started it. `child.rs` takes from here and brings back.

use std::ffi::OsString;
use std::io::{self, PipeWriter};
use std::process::{Child, Command};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};
use std::time::{Duration, Instant};

use crate::child::bell::Bell;
use crate::child::frame::{Frame, Link};
use crate::child::system::{self, Bounds};

/// The executable and the library that it loads.
pub static PROGRAM: OnceLock<[OsString; 2]> = OnceLock::new();

/// How long a child may take until it is confined; it takes some 10 ms.
const BIRTH: Duration = Duration::from_secs(20);
/// How long the last environment waits for the ends of its children.
const FAREWELL: Duration = Duration::from_secs(1);

/// A process that waits for its first request.
pub struct Newborn {
    pub process: Child,
    pub bounds: Bounds,
    pub link: Link,
    pub bell: Bell,
}

/// What the threads are asked for, and have.
#[derive(Default)]
struct Book {
    ready: Vec<io::Result<Newborn>>,
    /// How many processes are to be started.
    wanted: usize,
    /// Whether one of them is kept for who comes next.
    has_spare: bool,
    /// How many were killed and have not ended.
    dying: usize,
    /// How many environments of Node's may use them.
    users: usize,
}

struct Nursery {
    book: Mutex<Book>,
    changed: Condvar,
}

static NURSERY: Nursery = Nursery {
    book: Mutex::new(Book {
        ready: Vec::new(),
        wanted: 0,
        has_spare: false,
        dying: 0,
        users: 0,
    }),
    changed: Condvar::new(),
};

/// Takes the child that is ready, or waits for one, and has the next one started.
pub fn take() -> io::Result<Newborn> {
    static THREAD: OnceLock<bool> = OnceLock::new();
    let running = *THREAD.get_or_init(|| start_thread("rsvm-nursery", || NURSERY.raise()));
    if !running {
        return Err(io::Error::other("there is no thread to start it on"));
    }
    let mut book = NURSERY.lock();
    // One for the caller, and one to spare from the first time on.
    book.wanted += 1 + usize::from(!book.has_spare);
    book.has_spare = true;
    NURSERY.changed.notify_all();
    loop {
        if let Some(newborn) = book.ready.pop() {
            return newborn;
        }
        book = NURSERY.wait(book);
    }
}

/// Ends a process and has it waited for.
pub fn bury(mut process: Child) {
    static GRAVES: OnceLock<Mutex<mpsc::Sender<Child>>> = OnceLock::new();
    let _ = process.kill();
    NURSERY.lock().dying += 1;
    let graves = GRAVES.get_or_init(|| {
        let (sender, receiver) = mpsc::channel();
        start_thread("rsvm-graves", move || receiver.into_iter().for_each(mourn));
        Mutex::new(sender)
    });
    let graves = graves.lock().unwrap_or_else(PoisonError::into_inner);
    // Without the thread its work is done here.
    if let Err(mpsc::SendError(process)) = graves.send(process) {
        mourn(process);
    }
}

fn mourn(mut process: Child) {
    let _ = process.wait();
    NURSERY.lock().dying -= 1;
    NURSERY.changed.notify_all();
}

/// An environment of Node's begins.
pub fn enter() {
    NURSERY.lock().users += 1;
}

/// An environment ends, with its children. After the last nobody is there to wait for
/// those that are dying.
pub fn leave() {
    let mut book = NURSERY.lock();
    book.users -= 1;
    if book.users > 0 {
        return;
    }
    let spare = std::mem::take(&mut book.ready);
    book.has_spare = false;
    drop(book);
    for newborn in spare.into_iter().flatten() {
        bury(newborn.process);
    }
    let alone = NURSERY.lock();
    let _ = NURSERY
        .changed
        .wait_timeout_while(alone, FAREWELL, |book| book.dying > 0);
}

fn start_thread(name: &str, body: impl FnOnce() + Send + 'static) -> bool {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(body).is_ok()
}

impl Nursery {
    fn lock(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, book: MutexGuard<'a, Book>) -> MutexGuard<'a, Book> {
        let woken = self.changed.wait(book);
        woken.unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the processes that are wanted, one after the other.
    fn raise(&self) {
        loop {
            let mut book = self.lock();
            while book.wanted == 0 {
                book = self.wait(book);
            }
            book.wanted -= 1;
            drop(book);
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
        .ok_or(io::Error::other("its executable is not known"))?;
    let (input, its_output) = io::pipe()?;
    let (its_input, output) = io::pipe()?;
    let (its_bell, bell) = io::pipe()?;
    system::unblock(&output)?;
    let mut command = Command::new(executable);
    system::set_apart(&mut command);
    let environment = system::ENVIRONMENT.iter();
    command
        .arg(library)
        .env_clear()
        .envs(environment.filter_map(|name| Some((name, std::env::var_os(name)?))))
        .stdin(its_input)
        .stdout(its_output)
        .stderr(its_bell);
    let mut process = command.spawn().map_err(|error| {
        let executable = executable.display();
        io::Error::other(format!("{executable}: {error}"))
    })?;
    // It holds the child's ends of the pipes, which must close when the child ends.
    drop(command);
    let mut link = Link::new(input, output);
    let Ok((bounds, bell)) = raise(&process, &mut link, bell) else {
        let _ = process.kill();
        let status = process.wait()?;
        return Err(io::Error::other(super::child::reason(status)));
    };
    Ok(Newborn {
        process,
        bounds,
        link,
        bell,
    })
}

/// Bounds a process that has been started, and waits until it has confined itself.
fn raise(process: &Child, link: &mut Link, bell: PipeWriter) -> io::Result<(Bounds, Bell)> {
    let bounds = Bounds::of(process)?;
    let bell = Bell::new(bell)?;
    match link.receive(&mut Vec::new(), Some(Instant::now() + BIRTH))? {
        Frame::Ready => Ok((bounds, bell)),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}
