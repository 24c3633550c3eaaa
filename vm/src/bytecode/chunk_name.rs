//! Chunk names as messages show them.

/// Longest chunk name shown, plus one (PUC's `LUA_IDSIZE`, which counts C's terminator).
const ID_SIZE: usize = 60;

/// A chunk name as messages show it (PUC's `luaO_chunkid`): `@file` as `file`, shortened at its beginning; `=name` as
/// `name`, shortened at its end; anything else is source text, shown as `[string "its first line..."]`. A name ends at
/// its first NUL, as C's do.
pub fn chunk_id(chunk_name: &[u8]) -> Vec<u8> {
    let end = chunk_name.iter().position(|&byte| byte == 0).unwrap_or(chunk_name.len());
    match &chunk_name[..end] {
        [b'=', name @ ..] => name[..name.len().min(ID_SIZE - 1)].to_vec(),
        [b'@', path @ ..] if path.len() < ID_SIZE => path.to_vec(),
        [b'@', path @ ..] => [b"...", &path[path.len() - (ID_SIZE - 1 - 3)..]].concat(),
        text => {
            const ROOM: usize = ID_SIZE - "[string \"...\"]".len() - 1;
            let line = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
            if line.len() == text.len() && text.len() < ROOM {
                [b"[string \"", text, b"\"]"].concat()
            } else {
                [b"[string \"", &line[..line.len().min(ROOM)], b"...\"]"].concat()
            }
        }
    }
}
