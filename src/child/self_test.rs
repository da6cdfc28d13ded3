//! `rsvm-engine LIBRARY --self-test`: what a confined process can still do, tried from
//! within. Each line names an attempt, all of which succeed elsewhere, and what came of it;
//! the exit code is how many were not refused. `__test__/confinement.test.js` runs it.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::process::{Pid, Resource, Rlimit, setrlimit, test_kill_process};

const FILE: &str = "/etc/passwd";
const NEW_FILE: &str = "/tmp/rsvm-self-test";
/// As `fork` does it.
const FORK: libc::c_long = libc::SYS_clone;
const FORKED: [libc::c_long; 6] = [libc::SIGCHLD as libc::c_long, 0, 0, 0, 0, 0];
const PROGRAM: &str = "/bin/true";
const NO_CORE: Rlimit = Rlimit {
    current: Some(0),
    maximum: Some(0),
};

/// What came of an attempt: nothing, or why not.
type Attempt = fn() -> Result<(), String>;

const ATTEMPTS: &[(&str, Attempt)] = &[
    ("read a file", || tell(File::open(FILE))),
    ("write a file", || tell(File::create(NEW_FILE))),
    ("look at a file", || tell(fs::metadata(FILE))),
    ("list a folder", || tell(fs::read_dir("/"))),
    ("make a folder", || tell(fs::create_dir(NEW_FILE))),
    ("connect", || tell(TcpStream::connect("127.0.0.1:9"))),
    ("listen", || tell(TcpListener::bind("127.0.0.1:0"))),
    ("send a datagram", || tell(UdpSocket::bind("127.0.0.1:0"))),
    ("listen locally", || tell(UnixListener::bind(NEW_FILE))),
    ("fork", || raw(FORK, FORKED)),
    ("start a program", || tell(Command::new(PROGRAM).status())),
    ("become a program", || {
        Err(Command::new(PROGRAM).exec().to_string())
    }),
    ("start a thread", || {
        tell(std::thread::Builder::new().spawn(|| {}))
    }),
    ("send a signal", || tell(test_kill_process(this_process()?))),
    ("be traced", || raw(libc::SYS_ptrace, [0; 6])),
    ("read memory by process", read_memory),
    ("make memory executable", || {
        raw(libc::SYS_mmap, [0, 4096, 4, 0x22, -1, 0])
    }),
    ("set a limit", || tell(setrlimit(Resource::Core, NO_CORE))),
];

fn tell<T, E: Display>(result: Result<T, E>) -> Result<(), String> {
    result.map(drop).map_err(|problem| problem.to_string())
}

fn this_process() -> Result<Pid, String> {
    let number = i32::try_from(std::process::id()).ok();
    number
        .and_then(Pid::from_raw)
        .ok_or_else(|| "no number".to_owned())
}

/// A system call that no library offers in a safe form.
fn raw(call: libc::c_long, arguments: [libc::c_long; 6]) -> Result<(), String> {
    let [first, second, third, rest @ ..] = arguments;
    // SAFETY: each is given addresses of its own or none: what the table above tries maps a
    // new page, or concerns this process alone.
    let result = unsafe { libc::syscall(call, first, second, third, rest[0], rest[1], rest[2]) };
    if result == -1 {
        Err(io::Error::last_os_error().to_string())
    } else {
        Ok(())
    }
}

fn read_memory() -> Result<(), String> {
    let number = libc::c_long::from(std::process::id());
    raw(libc::SYS_process_vm_readv, [number, 0, 0, 0, 0, 0])
}

/// Tries everything; returns how much of it could be done.
pub fn run() -> i32 {
    let mut done = 0;
    for (name, attempt) in ATTEMPTS {
        match attempt() {
            Ok(()) => {
                done += 1;
                say(&format!("{name}: done"));
            }
            Err(problem) => say(&format!("{name}: refused: {problem}")),
        }
    }
    done
}

/// Standard output was opened by whoever runs the test.
pub fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
