//! How the C library's allocator is set up, where it is GNU's.

/// Blocks from this many bytes on are pages of their own, which grow without being copied.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const PAGES_BYTES_MIN: i32 = 2 * 1024 * 1024;

/// Keeps pauses of milliseconds out of slices.
///
/// By default small freed blocks are kept apart, and now and then all of them are joined in one go; here they are joined
/// with their neighbours at once. And blocks of up to 32 MB are copied to grow.
pub(crate) fn set_up() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "a function of the C library")]
    // SAFETY: it takes two numbers, and there is one thread yet.
    unsafe {
        libc::mallopt(libc::M_MXFAST, 0);
        libc::mallopt(libc::M_MMAP_THRESHOLD, PAGES_BYTES_MIN);
    }
}
