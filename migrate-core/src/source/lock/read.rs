//! The reader.
pub(super) fn read(_path: &str, _text: &str) -> Result<super::Lock, Vec<super::Problem>> {
    Err(Vec::new())
}
pub(super) fn locate_entry(_text: &str, _id: super::RevisionId) -> std::ops::Range<usize> {
    0..0
}
