//! Pipes and processes by POSIX, and what Linux has besides.

use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::{AsFd, FromRawFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::ioctl_fionbio;
use rustix::process::Signal;

use super::Inherited;

/// Waits until something is to be read, or the other side is gone.
///
/// # Errors
///
/// `TimedOut` if that was not so at `until`.
pub fn wait_to_read(pipe: &PipeReader, until: Option<Instant>) -> io::Result<()> {
    wait(pipe, PollFlags::IN, until)
}

/// Waits until something can be written, or the other side is gone.
///
/// # Errors
///
/// `TimedOut` if that was not so at `until`.
pub fn wait_to_write(pipe: &PipeWriter, until: Instant) -> io::Result<()> {
    wait(pipe, PollFlags::OUT, Some(until))
}

fn wait(pipe: impl AsFd, until_it_is: PollFlags, until: Option<Instant>) -> io::Result<()> {
    loop {
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        let left = left.map(|left: Duration| Timespec::try_from(left));
        let left = left.transpose().map_err(io::Error::other)?;
        match poll(&mut [PollFd::new(&pipe, until_it_is)], left.as_ref()) {
            Ok(0) => return Err(io::ErrorKind::TimedOut.into()),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
            Ok(_) => return Ok(()),
        }
    }
}

/// Has writing fail with `WouldBlock`, or write nothing, where it would wait.
///
/// # Errors
///
/// What the system said.
pub fn unblock(pipe: &PipeWriter) -> io::Result<()> {
    Ok(ioctl_fionbio(pipe, true)?)
}

impl Inherited {
    /// Takes them.
    ///
    /// # Safety
    ///
    /// The standard streams must be these pipes, and used by nothing else.
    pub unsafe fn take() -> Self {
        // SAFETY: as the caller says.
        let [input, output, bell] = [0, 1, 2].map(|fd| unsafe { OwnedFd::from_raw_fd(fd) });
        Self {
            input: input.into(),
            output: output.into(),
            bell: bell.into(),
        }
    }
}

/// Ends this process at once: no destructor runs, the engine's neither.
pub fn end(code: i32) -> ! {
    // SAFETY: has no conditions; nothing is buffered that would be lost.
    unsafe { libc::_exit(code) }
}

/// What of the environment a child is given.
pub const ENVIRONMENT: &[&str] = &["TZ"];

/// Sets a process that is to be started apart: Ctrl+C is for the host, which passes it on.
pub fn set_apart(command: &mut Command) {
    command.process_group(0);
}

pub use bounds::Bounds;

#[cfg(target_os = "linux")]
mod bounds {
    use std::io;
    use std::process::Child;

    use rustix::process::{Pid, Resource, Rlimit, prlimit};

    /// What a host bounds of a child from outside, which must not have been waited for.
    pub struct Bounds(Pid);

    impl Bounds {
        pub fn of(process: &Child) -> io::Result<Self> {
            Ok(Self(Pid::from_child(process)))
        }

        /// Bounds what the process maps; see `ADDRESSES` in `addon/child.rs`.
        pub fn limit_memory(&self, bytes: u64) {
            let limit = Rlimit {
                current: Some(bytes),
                maximum: None,
            };
            let _ = prlimit(Some(self.0), Resource::As, limit);
        }
    }
}

/// Elsewhere a process is bounded by nobody but itself.
#[cfg(not(target_os = "linux"))]
mod bounds {
    use std::io;
    use std::process::Child;

    pub struct Bounds;

    impl Bounds {
        pub fn of(_: &Child) -> io::Result<Self> {
            Ok(Self)
        }

        #[allow(clippy::unused_self, reason = "as its counterpart")]
        pub fn limit_memory(&self, _: u64) {}
    }
}

/// Those that end a process by themselves or by whoever watches over the machine.
const SIGNALS: [(Signal, &str); 8] = [
    (Signal::ABORT, "SIGABRT"),
    (Signal::BUS, "SIGBUS"),
    (Signal::FPE, "SIGFPE"),
    (Signal::ILL, "SIGILL"),
    (Signal::KILL, "SIGKILL"),
    (Signal::SEGV, "SIGSEGV"),
    (Signal::TERM, "SIGTERM"),
    (Signal::TRAP, "SIGTRAP"),
];

/// What has ended a process that did not end by itself.
pub fn violence(status: ExitStatus) -> Option<String> {
    let signal = status.signal()?;
    let known = SIGNALS.iter().find(|(known, _)| known.as_raw() == signal);
    Some(known.map_or_else(
        || format!("signal {signal}"),
        |(_, name)| (*name).to_owned(),
    ))
}
