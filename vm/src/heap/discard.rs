//! Large blocks of memory on their way back to the machine.
//!
//! To give back a hundred megabytes takes the machine milliseconds. So a large block is put aside where it is freed, and
//! made smaller at its end, part by part, by steps of the collector ([`super::Heap::free_some`]). How many bytes there
//! are is state, and charged for; where they are is not, and a copy or a restored process has none.

use std::alloc::{Layout, dealloc, realloc};
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

/// Blocks of less than this are freed at once.
pub(crate) const LARGE_BYTES_MIN: usize = 1 << 20;
/// Bytes freed in a step.
const STEP_BYTES: usize = 1 << 20;

/// A block of the allocator that nobody uses.
#[derive(Debug)]
pub(super) struct Block {
    first: NonNull<u8>,
    layout: Layout,
}

// SAFETY: it owns its block, and nothing is read from it.
unsafe impl Send for Block {}
// SAFETY: as above.
unsafe impl Sync for Block {}

impl Block {
    /// # Safety
    /// The block was allocated with this layout, whose size is not 0, and belongs to the caller.
    pub(super) unsafe fn new(first: NonNull<u8>, layout: Layout) -> Block {
        Block { first, layout }
    }

    /// The memory of a vector of plain values; `None` if it has none.
    fn of<T: Copy>(values: Vec<T>) -> Option<Block> {
        let mut values = ManuallyDrop::new(values);
        let layout = Layout::array::<T>(values.capacity()).ok().filter(|layout| layout.size() != 0)?;
        let first = NonNull::new(values.as_mut_ptr().cast())?;
        // SAFETY: a vector's memory has this layout. It is forgotten, and its values need no dropping.
        Some(unsafe { Block::new(first, layout) })
    }

    /// Gives back up to `bytes` at its end; the rest, if any.
    fn shrink(self, bytes: usize) -> Option<Block> {
        let block = ManuallyDrop::new(self);
        let size = block.layout.size();
        if bytes < size {
            // SAFETY: the block has this layout, and the new size is neither 0 nor larger.
            let first = NonNull::new(unsafe { realloc(block.first.as_ptr(), block.layout, size - bytes) });
            let layout = Layout::from_size_align(size - bytes, block.layout.align()).expect("it is smaller");
            if let Some(first) = first {
                // SAFETY: as `realloc` promises.
                return Some(unsafe { Block::new(first, layout) });
            }
        }
        // SAFETY: the block has this layout; a failed `realloc` left it as it was.
        unsafe { dealloc(block.first.as_ptr(), block.layout) };
        None
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: the block has this layout.
        unsafe { dealloc(self.first.as_ptr(), self.layout) };
    }
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Discarded {
    blocks: Vec<Block>,
    /// What is still to be charged for.
    pub(crate) bytes: usize,
}

impl Clone for Discarded {
    fn clone(&self) -> Discarded {
        Discarded { blocks: Vec::new(), bytes: self.bytes }
    }
}

impl Discarded {
    /// Puts a block aside that counts for so many bytes.
    pub(super) fn push(&mut self, block: Option<Block>, bytes: usize) {
        if bytes >= LARGE_BYTES_MIN {
            self.bytes += bytes;
            self.blocks.extend(block);
        }
    }

    /// The same for a vector. How much it holds counts; its capacity may depend on how it came to be.
    pub(super) fn push_vec<T: Copy>(&mut self, values: Vec<T>) {
        let bytes = values.len() * size_of::<T>();
        self.push(Block::of(values), bytes);
    }

    /// Gives back some; says how many bytes.
    pub(super) fn free_some(&mut self) -> usize {
        let step = STEP_BYTES.min(self.bytes);
        self.bytes -= step;
        if let Some(block) = self.blocks.pop() {
            self.blocks.extend(block.shrink(STEP_BYTES));
        }
        if self.bytes == 0 {
            self.blocks.clear();
        }
        step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_blocks_are_given_back_in_parts_and_small_ones_at_once() {
        let mut discarded = Discarded::default();
        discarded.push_vec(vec![0u64; 100]);
        discarded.push_vec(Vec::<u8>::new());
        assert_eq!((discarded.bytes, discarded.blocks.len()), (0, 0));
        discarded.push_vec(vec![1u64; 3 * STEP_BYTES / 16]);
        discarded.push_vec(vec![1u8; 2 * STEP_BYTES]);
        let steps: Vec<usize> = std::iter::from_fn(|| Some(discarded.free_some()).filter(|&bytes| bytes > 0)).collect();
        assert_eq!(steps, [STEP_BYTES, STEP_BYTES, STEP_BYTES, STEP_BYTES / 2]);
        assert_eq!(discarded.blocks.len(), 0);
    }
}
