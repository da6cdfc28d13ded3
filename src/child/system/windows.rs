//! Pipes, processes and job objects by Win32.
//!
//! The pipes are anonymous ones, which cannot be waited for with a time limit: a waiter looks
//! again and again, in longer and longer intervals. Only a read without a limit sleeps.

use std::io::{self, PipeReader, PipeWriter};
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::os::windows::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::ptr;
use std::time::{Duration, Instant};

use windows_sys::Win32::Foundation::{
    NTSTATUS, STATUS_ACCESS_VIOLATION, STATUS_HEAP_CORRUPTION, STATUS_ILLEGAL_INSTRUCTION,
    STATUS_NO_MEMORY, STATUS_STACK_BUFFER_OVERRUN, STATUS_STACK_OVERFLOW,
};
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_ACTIVE_PROCESS,
    JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
    JOB_OBJECT_LIMIT_PROCESS_MEMORY, JOB_OBJECT_UILIMIT_DESKTOP,
    JOB_OBJECT_UILIMIT_DISPLAYSETTINGS, JOB_OBJECT_UILIMIT_EXITWINDOWS,
    JOB_OBJECT_UILIMIT_GLOBALATOMS, JOB_OBJECT_UILIMIT_HANDLES, JOB_OBJECT_UILIMIT_READCLIPBOARD,
    JOB_OBJECT_UILIMIT_SYSTEMPARAMETERS, JOB_OBJECT_UILIMIT_WRITECLIPBOARD,
    JOBOBJECT_BASIC_UI_RESTRICTIONS, JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JOBOBJECTINFOCLASS,
    JobObjectBasicUIRestrictions, JobObjectExtendedLimitInformation, SetInformationJobObject,
};
use windows_sys::Win32::System::Pipes::{
    PIPE_NOWAIT, PIPE_READMODE_BYTE, PeekNamedPipe, SetNamedPipeHandleState,
};
use windows_sys::Win32::System::Threading::{
    CREATE_NEW_PROCESS_GROUP, CREATE_NO_WINDOW, GetCurrentProcess, TerminateProcess,
};

use super::Inherited;

/// The intervals between two looks at a pipe.
const FIRST_NAP: Duration = Duration::from_micros(20);
const LAST_NAP: Duration = Duration::from_millis(2);

/// Sleeps a little longer each time.
struct Naps(Duration);

impl Naps {
    /// # Errors
    ///
    /// `TimedOut` if it is `until` already.
    fn take(&mut self, until: Option<Instant>) -> io::Result<()> {
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        if left == Some(Duration::ZERO) {
            return Err(io::ErrorKind::TimedOut.into());
        }
        std::thread::sleep(self.0.min(left.unwrap_or(LAST_NAP)));
        self.0 = (self.0 * 2).min(LAST_NAP);
        Ok(())
    }
}

/// Waits until something is to be read, or the other side is gone.
///
/// # Errors
///
/// `TimedOut` if that was not so at `until`.
pub fn wait_to_read(pipe: &PipeReader, until: Option<Instant>) -> io::Result<()> {
    let mut naps = Naps(FIRST_NAP);
    loop {
        let mut there = 0;
        // SAFETY: the handle is the pipe's, which lives; the one pointer is to a local.
        let open = unsafe {
            PeekNamedPipe(
                pipe.as_raw_handle(),
                ptr::null_mut(),
                0,
                ptr::null_mut(),
                &raw mut there,
                ptr::null_mut(),
            )
        };
        if open == 0 || there > 0 {
            return Ok(());
        }
        naps.take(until)?;
    }
}

/// Waits a moment: whether something can be written shows when it is tried.
///
/// # Errors
///
/// `TimedOut` if it is `until` already.
pub fn wait_to_write(_: &PipeWriter, until: Instant) -> io::Result<()> {
    Naps(FIRST_NAP).take(Some(until))
}

/// Has writing fail with `WouldBlock`, or write nothing, where it would wait.
///
/// # Errors
///
/// What the system said.
pub fn unblock(pipe: &PipeWriter) -> io::Result<()> {
    let mode = PIPE_READMODE_BYTE | PIPE_NOWAIT;
    // SAFETY: the handle is the pipe's, which lives; the mode is read from a local.
    done(unsafe {
        SetNamedPipeHandleState(
            pipe.as_raw_handle(),
            &raw const mode,
            ptr::null(),
            ptr::null(),
        )
    })
}

impl Inherited {
    /// Takes them.
    ///
    /// # Safety
    ///
    /// The standard streams must be these pipes, and used by nothing else.
    pub unsafe fn take() -> Self {
        // SAFETY: as the caller says.
        let owned = |raw| unsafe { OwnedHandle::from_raw_handle(raw) };
        Self {
            input: owned(io::stdin().as_raw_handle()).into(),
            output: owned(io::stdout().as_raw_handle()).into(),
            bell: owned(io::stderr().as_raw_handle()).into(),
        }
    }
}

/// Ends this process at once: no destructor runs, the engine's neither.
pub fn end(code: i32) -> ! {
    // SAFETY: a process may end itself; nothing is buffered that would be lost.
    unsafe { TerminateProcess(GetCurrentProcess(), code.cast_unsigned()) };
    unreachable!("the process has ended")
}

/// What of the environment a child is given: the system's libraries look for theirs there.
pub const ENVIRONMENT: &[&str] = &["TZ", "SystemRoot"];

/// Sets a process that is to be started apart: Ctrl+C is for the host, which passes it on.
pub fn set_apart(command: &mut Command) {
    command.creation_flags(CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW);
}

/// All that a job can keep from the desktop.
const NO_DESKTOP: u32 = JOB_OBJECT_UILIMIT_DESKTOP
    | JOB_OBJECT_UILIMIT_DISPLAYSETTINGS
    | JOB_OBJECT_UILIMIT_EXITWINDOWS
    | JOB_OBJECT_UILIMIT_GLOBALATOMS
    | JOB_OBJECT_UILIMIT_HANDLES
    | JOB_OBJECT_UILIMIT_READCLIPBOARD
    | JOB_OBJECT_UILIMIT_SYSTEMPARAMETERS
    | JOB_OBJECT_UILIMIT_WRITECLIPBOARD;

/// What a host bounds of a child from outside: a job object of its own. The child ends when
/// the job's last handle is closed, which is the host's, however that ends.
pub struct Bounds(OwnedHandle);

impl Bounds {
    /// # Errors
    ///
    /// What the system said.
    pub fn of(process: &Child) -> io::Result<Self> {
        // SAFETY: no name and the default security, and a handle of our own if there is one.
        let job = unsafe {
            let job = CreateJobObjectW(ptr::null(), ptr::null());
            if job.is_null() {
                return Err(io::Error::last_os_error());
            }
            Self(OwnedHandle::from_raw_handle(job))
        };
        job.limit(None)?;
        let restrictions = JOBOBJECT_BASIC_UI_RESTRICTIONS {
            UIRestrictionsClass: NO_DESKTOP,
        };
        job.set(JobObjectBasicUIRestrictions, &restrictions)?;
        // SAFETY: both handles live.
        done(unsafe { AssignProcessToJobObject(job.0.as_raw_handle(), process.as_raw_handle()) })?;
        Ok(job)
    }

    /// Bounds what the process commits.
    pub fn limit_memory(&self, bytes: u64) {
        let _ = self.limit(Some(usize::try_from(bytes).unwrap_or(usize::MAX)));
    }

    fn limit(&self, memory: Option<usize>) -> io::Result<()> {
        // SAFETY: the structure is of numbers alone, of which 0 says nothing.
        let mut limits: JOBOBJECT_EXTENDED_LIMIT_INFORMATION = unsafe { std::mem::zeroed() };
        let basic = &mut limits.BasicLimitInformation;
        basic.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
            | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION
            | JOB_OBJECT_LIMIT_ACTIVE_PROCESS;
        basic.ActiveProcessLimit = 1;
        if let Some(memory) = memory {
            basic.LimitFlags |= JOB_OBJECT_LIMIT_PROCESS_MEMORY;
            limits.ProcessMemoryLimit = memory;
        }
        self.set(JobObjectExtendedLimitInformation, &limits)
    }

    fn set<T>(&self, class: JOBOBJECTINFOCLASS, value: &T) -> io::Result<()> {
        let size = u32::try_from(size_of::<T>()).map_err(io::Error::other)?;
        // SAFETY: the callers pair classes with their structures, which live.
        done(unsafe {
            SetInformationJobObject(
                self.0.as_raw_handle(),
                class,
                ptr::from_ref(value).cast(),
                size,
            )
        })
    }
}

/// What a function of Win32 says of itself.
pub fn done(result: i32) -> io::Result<()> {
    if result == 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}

/// Exceptions that end a process.
const EXCEPTIONS: [(NTSTATUS, &str); 6] = [
    (STATUS_ACCESS_VIOLATION, "an access violation"),
    (STATUS_HEAP_CORRUPTION, "heap corruption"),
    (STATUS_ILLEGAL_INSTRUCTION, "an illegal instruction"),
    (STATUS_NO_MEMORY, "want of memory"),
    (STATUS_STACK_BUFFER_OVERRUN, "an abort"),
    (STATUS_STACK_OVERFLOW, "a stack overflow"),
];

/// What has ended a process that did not end by itself.
pub fn violence(status: ExitStatus) -> Option<String> {
    let code = status.code()?;
    // Above it are errors of the system, by their numbers.
    if code.cast_unsigned() < 0xc000_0000 {
        return None;
    }
    let known = EXCEPTIONS.iter().find(|(known, _)| *known == code);
    Some(known.map_or_else(
        || format!("exception {:#x}", code.cast_unsigned()),
        |(_, name)| (*name).to_owned(),
    ))
}
