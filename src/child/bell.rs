//! The bell: what a host tells its child at any time, whatever that is doing. A stroke ends
//! the run under way; the end of the pipe is that of the host. It is a pipe of its own, the
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

    /// Rings. A child that has ended does not hear it; one that has not listened to thousands
    /// of strokes need not hear another.
    pub fn ring(&self) {
        let _ = (&self.0).write(&[0]);
    }
}

/// Has each stroke heard on a thread of its own, and ends the process when the host is gone.
pub fn listen(mut bell: PipeReader, heard: impl Fn() + Send + 'static) {
    let _ = std::thread::Builder::new()
        .name("rsvm-bell".to_owned())
        .spawn(move || {
            while bell.read_exact(&mut [0]).is_ok() {
                heard();
            }
            system::end(exit::DONE);
        });
}
