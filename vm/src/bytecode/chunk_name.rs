//! Chunk names as messages show them.

/// Longest chunk name shown, plus one (PUC's `LUA_IDSIZE`, which counts C's terminator).
const ID_SIZE: usize = 60;

/// A chunk name as messages show it (PUC's `luaO_chunkid`): `@file` as `file`, shortened at its beginning; `=name` as
/// `name`, shortened at its end; anything else is source text, shown as `[string "its first line..."]`. What is shown
/// ends at its first NUL, as C's strings do. Takes no longer for a long name.
pub fn chunk_id(chunk_name: &[u8]) -> Vec<u8> {
    match chunk_name {
        [b'=', name @ ..] => before_nul(&name[..name.len().min(ID_SIZE - 1)]).to_vec(),
        [b'@', path @ ..] if path.len() < ID_SIZE => before_nul(path).to_vec(),
        [b'@', path @ ..] => [b"...", before_nul(&path[path.len() - (ID_SIZE - 1 - 3)..])].concat(),
        text => {
            const ROOM: usize = ID_SIZE - "[string \"...\"]".len() - 1;
            let text = before_nul(&text[..text.len().min(ROOM + 1)]);
            let line = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
            if line.len() == text.len() && text.len() < ROOM {
                [b"[string \"", text, b"\"]"].concat()
            } else {
                [b"[string \"", &line[..line.len().min(ROOM)], b"...\"]"].concat()
            }
        }
    }
}

fn before_nul(text: &[u8]) -> &[u8] {
    text.split(|&byte| byte == 0).next().unwrap_or_default()
}
