//! What the process gives up before any guest code runs: everything but its memory, its
//! pipes and the clock. [`shed`] lets go what was inherited; [`lock`] comes when the
//! engine and its threads are there and nothing more is to be opened.
//!
//! The host has cleared the environment, but for the time zone, and set the process apart
//! from its terminal (`addon/nursery.rs`).

use rustix::process::{Resource, Rlimit, setrlimit};

#[cfg(target_os = "linux")]
pub use linux::{lock, shed};

#[cfg(not(target_os = "linux"))]
pub use elsewhere::{lock, shed};

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

/// Has the C library read the time zone now: its files cannot be opened later.
fn load_time_zone() {
    // SAFETY: no other thread runs yet; both arguments live during the call.
    unsafe {
        let mut local = std::mem::zeroed();
        libc::localtime_r(&raw const EPOCH, &raw mut local);
    }
}
static EPOCH: libc::time_t = 0;

#[cfg(target_os = "linux")]
mod linux {
    use std::env::consts::ARCH;
    use std::io;

    use rustix::process::{Signal, set_parent_process_death_signal};
    use rustix::thread::set_no_new_privs;
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule, TargetArch, apply_filter_all_threads,
    };

    /// System calls of an interpreter that computes: memory, threads that are there already,
    /// time, signals, the pipes. None of them can name a file, a host or a process.
    const ALLOWED: &[libc::c_long] = &[
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_ppoll,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_poll,
        libc::SYS_brk,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_gettimeofday,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_getrandom,
        libc::SYS_getcpu,
        libc::SYS_membarrier,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        // What a thread does that has just been started.
        libc::SYS_rseq,
        libc::SYS_set_robust_list,
        libc::SYS_sched_getaffinity,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];

    /// Lets go what this process inherited, and ties its life to the host's.
    pub fn shed() {
        // The thread that started this process lives as long as the host does. What died
        // before shows at the pipe.
        let _ = set_parent_process_death_signal(Some(Signal::KILL));
        close_others();
        let _ = std::env::set_current_dir("/");
    }

    /// Closes every descriptor but the standard ones.
    fn close_others() {
        // SAFETY: nothing of this process has opened a descriptor that it still uses.
        let closed = unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, 0) };
        if closed == 0 {
            return;
        }
        // A kernel before 5.9.
        let open = std::fs::read_dir("/proc/self/fd").into_iter().flatten();
        let numbers = open.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        let others: Vec<libc::c_int> = numbers.filter(|number| *number > 2).collect();
        for other in others {
            // SAFETY: as above. One of them was the directory's, closed already.
            unsafe { libc::close(other) };
        }
    }

    /// Gives up for good what an interpreter does not need.
    pub fn lock() -> io::Result<()> {
        super::load_time_zone();
        super::limit_resources()?;
        set_no_new_privs(true)?;
        let program = filter().map_err(io::Error::other)?;
        apply_filter_all_threads(&program).map_err(io::Error::other)
    }

    fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
        let always = ALLOWED.iter().map(|call| (*call, Vec::new()));
        let rules = always.chain(conditional()?).collect();
        SeccompFilter::new(
            rules,
            SeccompAction::Errno(libc::EPERM.cast_unsigned()),
            SeccompAction::Allow,
            TargetArch::try_from(ARCH)?,
        )?
        .try_into()
    }

    /// Memory is never executable, and a signal is for this process alone.
    fn conditional() -> Result<Vec<(libc::c_long, Vec<SeccompRule>)>, seccompiler::BackendError> {
        let executable = u64::from(libc::PROT_EXEC.cast_unsigned());
        let data = || rule(2, SeccompCmpOp::MaskedEq(executable), 0);
        let here = u64::from(std::process::id());
        Ok(vec![
            (libc::SYS_mmap, vec![data()?]),
            (libc::SYS_mprotect, vec![data()?]),
            (libc::SYS_tgkill, vec![rule(0, SeccompCmpOp::Eq, here)?]),
        ])
    }

    fn rule(
        argument: u8,
        compare: SeccompCmpOp,
        value: u64,
    ) -> Result<SeccompRule, seccompiler::BackendError> {
        let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, compare, value)?;
        SeccompRule::new(vec![condition])
    }
}

/// Elsewhere there is no filter that a process can put on itself by documented means: the
/// limits hold, and the process is one of its own.
#[cfg(not(target_os = "linux"))]
mod elsewhere {
    pub fn shed() {}

    pub fn lock() -> std::io::Result<()> {
        super::load_time_zone();
        Ok(super::limit_resources()?)
    }
}
