//! Says what is missing to build the engine, and sets the linker flags a Node addon needs; the
//! engine alone needs none.

use std::path::Path;

fn main() {
    let mended = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cargo/config.toml");
    if !mended.exists() {
        println!("cargo::error=Boa is not mended yet: `node scripts/patch.js`, or `npm run build`");
    }
    if std::env::var_os("CARGO_FEATURE_ADDON").is_some() {
        napi_build::setup();
    }
}
