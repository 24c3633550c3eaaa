-- 6.9 os.date: "*t" and "!*t"
local t = os.date("!*t", 1234567890)
print(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst) --> 2009	2	13	23	31	30	6	44	false
t = os.date("!*t", 0)
print(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst) --> 1970	1	1	0	0	0	5	1	false
local n = 0
for k in pairs(t) do n = n + 1 end
print(n, math.type(t.year), type(t.isdst)) --> 9	integer	boolean
t = os.date("!*t", 951782400)
print(t.month, t.day, t.yday, t.wday) --> 2	29	60	3
t = os.date("!*tignored", 86399)
print(t.hour, t.min, t.sec) --> nil	nil	nil
print(os.time(os.date("*t", 1234567890))) --> 1234567890
print(type(os.date("*t")), type(os.date())) --> table	string
