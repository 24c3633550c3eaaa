-- 6.9 os.time: missing and invalid fields
local function e(t) return (select(2, pcall(os.time, t))) end
print(e{}) --> field 'year' missing in date table
print(e{year = 2024}) --> field 'month' missing in date table
print(e{year = 2024, month = 1}) --> field 'day' missing in date table
print(e{year = 2024, month = 1, day = "x"}) --> field 'day' is not an integer
print(e{year = 2024, month = 1.5, day = 1}) --> field 'month' is not an integer
print(e{year = 2024, month = {}, day = 1}) --> field 'month' is not an integer
print(e{year = 1 << 40, month = 1, day = 1}) --> field 'year' is out-of-bound
print(e{year = 2024, month = 1, day = 1, hour = "a"}) --> field 'hour' is not an integer
print(e{year = 2024, month = 1, day = 1, sec = 1 << 31}) --> field 'sec' is out-of-bound
print(e(5)) --> bad argument #1 to 'os.time' (table expected, got number)
print(math.type(os.time()), os.time() > 0 or os.time() == 0) --> integer	true
local p = setmetatable({}, {__index = {year = 2000, month = 1, day = 1, hour = 12}})
print(math.type(os.time(p)), rawget(p, "yday")) --> integer	1
