-- ... adjusts like a call result
local function f(...)
  local a, b = ...
  local c = ..., "x"
  local t = {..., "last"}
  local u = {"first", ...}
  return a, b, c, #t, #u, (...)
end
print(f(1, 2, 3)) --> 1	2	1	2	4	1
print(f("only")) --> only	nil	only	2	2	only
local function g(...) return ..., "end" end
print(g(1, 2, 3)) --> 1	end
local function h(...) return (...) end
print(h(1, 2), select("#", h()), select("#", h(1, 2))) --> 1	1	1
local function m(...) return ... == 1, ... .. "", -..., not ... end
print(m(1, 2)) --> true	1	-1	false
local function k(...) if ... then return "T" end return "F" end
print(k(false, true), k(true, false), k()) --> F	T	F
