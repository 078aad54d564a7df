//! What has to hold for any bytes at all. The fuzz targets call these, and so does a test of the workspace on every seed.

pub(crate) mod import;
pub(crate) mod lock;
pub(crate) mod manifest;
pub(crate) mod scanner;
