-- operators on registers, constants, and small integers; folding
local a, b = ...
local c = a + b - a * b / a % b // a ^ b
c = a & b | a ~ b << a >> b
c = a + 1, a - 1, a * 2, a / 0.5, a % 3, a // 4, a ^ 2
c = 1 + a, 2 - a, 3 .. a
c = -a, ~a, not a, #a
c = 1 + 2 * 3, 7 // 0.0, "a" .. "b"
