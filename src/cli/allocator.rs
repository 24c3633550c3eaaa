//! How the C library's allocator is set up, where it is GNU's.

/// Has freed blocks joined with their neighbours at once.
///
/// By default small ones are kept apart, and now and then all of them are joined in one go: a pause of milliseconds for
/// a program with 10^6 objects, in the middle of a slice.
pub(crate) fn set_up() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "a function of the C library")]
    // SAFETY: it takes two numbers, and there is one thread yet.
    unsafe {
        libc::mallopt(libc::M_MXFAST, 0);
    }
}
