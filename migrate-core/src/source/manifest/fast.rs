//! A fast reader.
pub(super) fn read(_text: &str) -> Option<super::Manifest> {
    None
}
