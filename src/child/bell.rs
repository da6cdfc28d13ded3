//! The bell: what a host tells its child at any time, whatever that is doing. A stroke ends
//! the run under way, and says which one that is: it may come before that one does, or when it is over.
//! The end of the pipe is that of the host. It is a pipe of its own, the
//! child's standard error, as the others carry frames in turns. The host's half is
//! `addon/child.rs`.

use std::io::{self, PipeReader, PipeWriter, Read, Write};

use super::{exit, system};

/// The host's end.
pub struct Bell(PipeWriter);

impl Bell {
    pub fn new(pipe: PipeWriter) -> io::Result<Self> {
        system::unblock(&pipe)?;
        Ok(Self(pipe))
    }

    /// Rings for the request that was the so manieth to begin. A child that has ended does not hear it; one
    /// that has not listened to thousands of strokes need not hear another.
    pub fn ring(&self, request: u32) {
        let _ = (&self.0).write(&request.to_le_bytes());
    }
}

/// Has each stroke heard on a thread of its own, and ends the process when the host is gone.
pub fn listen(mut bell: PipeReader, heard: impl Fn(u32) + Send + 'static) {
    let _ = std::thread::Builder::new()
        .name("rsvm-bell".to_owned())
        .spawn(move || {
            let mut request = [0; 4];
            while bell.read_exact(&mut request).is_ok() {
                heard(u32::from_le_bytes(request));
            }
            system::end(exit::DONE);
        });
}
