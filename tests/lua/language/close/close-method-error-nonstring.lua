-- error values pass through close chain unchanged
local E1, E2 = {n = 1}, {n = 2}
local seen
local ok, e = pcall(function()
  local a <close> = setmetatable({}, {__close = function(_, e) seen = e end})
  error(E1)
end)
print(ok, e == E1, seen == E1) --> false	true	true
ok, e = pcall(function()
  local a <close> = setmetatable({}, {__close = function(_, e) seen = e; error(E2) end})
  error(E1)
end)
print(ok, e == E2, seen == E1) --> false	true	true
ok, e = pcall(function()
  local a <close> = setmetatable({}, {__close = function(_, e) error(nil) end})
  error(E1)
end)
print(ok, e) --> false	nil
print(select("#", pcall(function() local a <close> = setmetatable({}, {__close = function() error() end}) end))) --> 2
