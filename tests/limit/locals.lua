-- 200 local variables in a function
local function text(n) return ("local x\n"):rep(n) .. "return 'fits'" end
print(load(text(200), "=c")()) --> fits
print(load(text(201), "=c")) --> nil	c:202: too many local variables (limit is 200) in main function near 'return'
-- hidden loop variables count
local function loop(n) return ("local x\n"):rep(n) .. "for i = 1, 2 do end for k in next, {} do end return 'fits'" end
print(load(loop(195), "=c")()) --> fits
print((load(loop(198), "=c"))) --> nil
-- a variable out of scope does not
print(load(("do " .. ("local x\n"):rep(200) .. "end "):rep(3) .. "return 'fits'", "=c")()) --> fits
