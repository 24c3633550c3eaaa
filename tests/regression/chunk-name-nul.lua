-- A chunk's name was kept beyond its first NUL, and searched for one with each error.
local function show(text, name)
  local f = load(text, name)
  local info = debug.getinfo(f, "S")
  print(#info.source, (info.short_src:gsub("\n", "\\n")), (select(2, pcall(f)):gsub("\n", "\\n")))
end
show("error('no')", "@abc\0def") --> 4	abc	abc:1: no
show("error('no')", "=abc\0def") --> 4	abc	abc:1: no
show("error('no')", "abc\0def") --> 3	[string "abc"]	[string "abc"]:1: no
show("error('no')", "\0") --> 0	[string ""]	[string ""]:1: no
show("error('no') -- \0 more") --> 15	[string "error('no') -- "]	[string "error('no') -- "]:1: no
show("error('no')", "=" .. ("a"):rep(100000) .. "b") --> 100002	aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa	aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:1: no
show("error('no')", "@" .. ("a"):rep(100000) .. "/b") --> 100003	...aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/b	...aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/b:1: no

-- A long source is copied part by part, and is all there.
local text = "return 1\n--" .. ("x"):rep(200000)
local info = debug.getinfo(load(text), "SL")
print(info.source == text, info.short_src, info.activelines[1], info.lastlinedefined) --> true	[string "return 1..."]	true	0
