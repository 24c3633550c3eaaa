-- 6.9 os.time: each field is an `int` in C, year and month after their offset was taken off
local function e(t) return (select(2, pcall(os.time, t))) end
print(e{year = (1 << 31) + 1899, month = 1, day = 1, hour = 0} > 0, e{year = (1 << 31) + 1900, month = 1, day = 1}) --> true	field 'year' is out-of-bound
print(e{year = 1900 - (1 << 31), month = 1, day = 1, hour = 0} < 0, e{year = 1899 - (1 << 31), month = 1, day = 1}) --> true	field 'year' is out-of-bound
print(e{year = 1970, month = (1 << 31), day = 1, hour = 0} > 0, e{year = 1970, month = (1 << 31) + 1, day = 1}) --> true	field 'month' is out-of-bound
print(e{year = 1970, month = 1, day = (1 << 31) - 1, hour = 0} > 0, e{year = 1970, month = 1, day = 1 << 31}) --> true	field 'day' is out-of-bound
print(e{year = 1970, month = 1, day = 1, sec = -1 << 31} < 0, e{year = 1970, month = 1, day = 1, sec = (-1 << 31) - 1}) --> true	field 'sec' is out-of-bound
print(e{year = math.maxinteger, month = 1, day = 1}, e{year = math.mininteger, month = 1, day = 1}) --> field 'year' is out-of-bound	field 'year' is out-of-bound
