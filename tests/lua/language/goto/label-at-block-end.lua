-- labels followed only by void statements are outside the locals' scope
local function f(x)
  do
    if x then goto fin end
    local a <const> = 10
    local b = a + 1
    x = b
    ::fin:: ; ::fin2::
  end
  return x
end
print(f(false), f(1)) --> 11	1
local function g(n)
  for i = 1, n do
    local v = i
    if v == 2 then goto cont end
    n = n + v
    ::cont::
  end
  return n
end
print(g(4)) --> 12
local function h(x)
  if x then goto l1 end
  do local y = 5; return y end
  ::l1:: do return "jumped" end
end
print(h(true), h(false)) --> jumped	5
