//! Resource limits, which hold on every POSIX system. macOS has no filter that a process can
//! put on itself by means that are not deprecated: there these are all, and the process is
//! one of its own.

use rustix::process::{Resource, Rlimit, setrlimit};

/// What may not be exceeded from now on. Memory is not among them: the allocator counts it,
/// and the host sets what holds beyond (`addon/child.rs`).
const LIMITS: &[(Resource, u64)] = &[
    (Resource::Core, 0),
    // `poll` may be given as many descriptors as this says.
    (Resource::Nofile, 1),
    (Resource::Nproc, 0),
    (Resource::Memlock, 0),
];

fn limit_resources() -> rustix::io::Result<()> {
    LIMITS.iter().try_for_each(|(resource, most)| {
        let both = Rlimit {
            current: Some(*most),
            maximum: Some(*most),
        };
        setrlimit(*resource, both)
    })
}

static EPOCH: libc::time_t = 0;

/// Has the C library read the time zone now: its files cannot be opened later.
fn load_time_zone() {
    // SAFETY: both pointers are to what lives during the call. It may run beside other
    // threads, and the watchdog's and the bell's are there by now, while none of them changes
    // the environment; nothing here ever does.
    unsafe {
        let mut local = std::mem::zeroed();
        libc::localtime_r(&raw const EPOCH, &raw mut local);
    }
}

#[cfg(not(target_os = "linux"))]
pub fn shed() {}

/// Gives up for good what limits can say.
///
/// # Errors
///
/// What the system said.
pub fn lock() -> std::io::Result<()> {
    load_time_zone();
    Ok(limit_resources()?)
}
