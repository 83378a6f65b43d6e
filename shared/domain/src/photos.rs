//! What a photo can be and how many an act shows: the same for every
//! capability, on the phone and on the server.

/// The most photos one act shows.
pub const PHOTOS_MAX: usize = 10;
/// The largest photo, in bytes.
pub const PHOTO_BYTES_MAX: u32 = 8 << 20;
/// What a photo can be.
pub const MEDIA_TYPES: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/heic"];
