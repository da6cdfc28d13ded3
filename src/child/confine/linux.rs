//! Linux: a filter of system calls, for all threads and for good.

use std::env::consts::ARCH;
use std::io;

use rustix::process::{Signal, set_parent_process_death_signal};
use rustix::thread::set_no_new_privs;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter_all_threads,
};

use super::posix;

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
    posix::lock()?;
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
