-- 255 registers in a function: long argument lists and expressions are an error at compile time, never a wrong result
local function call(n) return load("return select('#', " .. ("nil, "):rep(n - 1) .. "nil)", "=c") end
print(call(200)(), call(240)()) --> 200	240
print((call(300))) --> nil
print(select(2, call(300)):match("registers")) --> registers
print(#load("return " .. ("'a' .. "):rep(180) .. "'b'", "=c")()) --> 181
local function values(n) return load("return " .. ("1, "):rep(n - 1) .. "1", "=c") end
print(select("#", values(240)())) --> 240
print((values(300))) --> nil
print(select(2, call(300))) --> c:1: function or expression needs too many registers near 'nil'
