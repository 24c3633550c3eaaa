-- 6.1 error: how the chunk name appears in the position
local function where(src, name)
  print(select(2, pcall(assert(load(src, name)))))
end
where("error('a')", "=name") --> name:1: a
where("error('a')", "@file.x") --> file.x:1: a
where("error('a')", "return 1") --> [string "return 1"]:1: a
where("error('a')", "line one\nline two") --> [string "line one..."]:1: a
where("\n\nerror('a')", "=three") --> three:3: a
where("error('a')") --> [string "error('a')"]:1: a
where("error('a')", "=" .. ("n"):rep(80)) --> nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn:1: a
where("error('a')", "@" .. ("n"):rep(80)) --> ...nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn:1: a
where("error('a')", ("n"):rep(80)) --> [string "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn..."]:1: a
where("error('a')", "=") --> :1: a
