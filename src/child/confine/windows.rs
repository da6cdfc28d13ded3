//! Windows: what a process can take from itself. Its integrity falls to the lowest level, so
//! that it changes nothing that belongs to anybody; code is loaded and made no more. That it
//! starts no process, and what it takes of memory and of the desktop, is in the job that the
//! host has put it in (`system`). It can still open what everybody may read, and sockets.

use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr;

use windows_sys::Win32::Security::{
    SECURITY_MANDATORY_LABEL_AUTHORITY, SID, SID_AND_ATTRIBUTES, SetTokenInformation,
    TOKEN_ADJUST_DEFAULT, TOKEN_MANDATORY_LABEL, TOKEN_QUERY, TokenIntegrityLevel,
};
use windows_sys::Win32::System::SystemServices::{
    SE_GROUP_INTEGRITY, SECURITY_MANDATORY_UNTRUSTED_RID, SID_REVISION,
};
use windows_sys::Win32::System::Threading::{
    GetCurrentProcess, OpenProcessToken, PROCESS_MITIGATION_POLICY, ProcessDynamicCodePolicy,
    ProcessExtensionPointDisablePolicy, ProcessImageLoadPolicy, SetProcessMitigationPolicy,
};

use super::super::system::done;

/// Policies, by the flags of their structures: no code but what is loaded, no libraries that
/// others slip in, none from the network or from a place of low integrity.
const POLICIES: &[(PROCESS_MITIGATION_POLICY, u32)] = &[
    (ProcessDynamicCodePolicy, 0b1),
    (ProcessExtensionPointDisablePolicy, 0b1),
    (ProcessImageLoadPolicy, 0b11),
];

/// Nothing is inherited but the pipes.
pub fn shed() {}

/// Gives up for good what an interpreter does not need.
///
/// # Errors
///
/// What the system said.
pub fn lock() -> io::Result<()> {
    for (policy, flags) in POLICIES {
        // SAFETY: the structures of these policies are one word of flags.
        done(unsafe {
            SetProcessMitigationPolicy(*policy, ptr::from_ref(flags).cast(), size_of::<u32>())
        })?;
    }
    lower_integrity()
}

fn lower_integrity() -> io::Result<()> {
    let mut token = ptr::null_mut();
    let access = TOKEN_ADJUST_DEFAULT | TOKEN_QUERY;
    // SAFETY: the pointer is to a local; the handle is ours once the call succeeded.
    let token = unsafe {
        done(OpenProcessToken(
            GetCurrentProcess(),
            access,
            &raw mut token,
        ))?;
        OwnedHandle::from_raw_handle(token)
    };
    let mut level = SID {
        Revision: SID_REVISION as u8,
        SubAuthorityCount: 1,
        IdentifierAuthority: SECURITY_MANDATORY_LABEL_AUTHORITY,
        SubAuthority: [SECURITY_MANDATORY_UNTRUSTED_RID.cast_unsigned()],
    };
    let label = TOKEN_MANDATORY_LABEL {
        Label: SID_AND_ATTRIBUTES {
            Sid: (&raw mut level).cast(),
            Attributes: SE_GROUP_INTEGRITY.cast_unsigned(),
        },
    };
    // SAFETY: the label and the identifier that it points to live during the call.
    done(unsafe {
        SetTokenInformation(
            token.as_raw_handle(),
            TokenIntegrityLevel,
            (&raw const label).cast(),
            (size_of_val(&label) + size_of_val(&level)) as u32,
        )
    })
}
