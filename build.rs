//! Sets the linker flags a Node addon needs; the engine alone needs none.
fn main() {
    if std::env::var_os("CARGO_FEATURE_ADDON").is_some() {
        napi_build::setup();
    }
}
