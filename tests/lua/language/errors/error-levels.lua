-- level 1: where error was called; 2: the caller; 0: no position
local src = [[
local function f(l)
  error("m", l)
end
local function g(l)
  f(l)
  return 1
end
return g]]
local g = load(src, "=c")()
print(pcall(g)) --> false	c:2: m
print(pcall(g, 0)) --> false	m
print(pcall(g, 1)) --> false	c:2: m
print(pcall(g, 2)) --> false	c:5: m
print(pcall(load("error('top')", "=top"))) --> false	top:1: top
print(pcall(load("\n\nlocal x = nil + 1", "=line3"))) --> false	line3:3: attempt to perform arithmetic on a nil value
print(pcall(load("local t = {}\nt.a\n.b\n.c = 1", "=multi")) == false) --> true
