-- about 200 levels of nested blocks, functions, parentheses, constructors; a million gives an error, not a crash
local function nested(n, open, close, inner) return load(open:rep(n) .. (inner or "") .. close:rep(n), "=c") ~= nil end
for _, kind in ipairs {
  {"do ", "end "}, {"while x do ", "end "}, {"if x then ", "end "}, {"repeat ", "until x "},
  {"for i = 1, 2 do ", "end "}, {"local function f() ", "end "},
} do
  print(nested(150, kind[1], kind[2]), nested(250, kind[1], kind[2]), nested(1000000, kind[1], kind[2])) --> true	false	false
  --> true	false	false
  --> true	false	false
  --> true	false	false
  --> false	false	false
  --> true	false	false
end
local function expression(n, open, close)
  return load("return " .. open:rep(n) .. "1" .. close:rep(n), "=c") ~= nil
end
for _, kind in ipairs {{"(", ")"}, {"{", "}"}, {"f(", ")"}, {"t[", "]"}, {"#", ""}, {"not ", ""}, {"1 .. ", ""}, {"1 ^ ", ""}} do
  print(expression(150, kind[1], kind[2]), expression(250, kind[1], kind[2]), expression(1000000, kind[1], kind[2])) --> true	false	false
  --> true	false	false
  --> true	false	false
  --> true	false	false
  --> true	false	false
  --> true	false	false
  --> true	false	false
  --> true	false	false
end
