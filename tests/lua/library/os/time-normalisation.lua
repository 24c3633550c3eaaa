-- 6.9 os.time: normalises the fields of its argument
local function norm(t)
  os.time(t)
  return ("%04d-%02d-%02d %02d:%02d:%02d w%d y%d"):format(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday)
end
print(norm{year = 2024, month = 1, day = 32}) --> 2024-02-01 12:00:00 w5 y32
print(norm{year = 2024, month = 14, day = 1, hour = 0}) --> 2025-02-01 00:00:00 w7 y32
print(norm{year = 2023, month = 3, day = 0}) --> 2023-02-28 12:00:00 w3 y59
print(norm{year = 2024, month = 3, day = 0, hour = 25}) --> 2024-03-01 01:00:00 w6 y61
print(norm{year = 2024, month = 6, day = 15, hour = 12, min = -1, sec = 3600}) --> 2024-06-15 12:59:00 w7 y167
print(norm{year = 2024, month = -1, day = 1}) --> 2023-11-01 12:00:00 w4 y305
print(norm{year = "2024", month = "2", day = 29.0, wday = 99, yday = "junk"}) --> 2024-02-29 12:00:00 w5 y60
print(norm{year = 2024, month = 12, day = 366, hour = 12}) --> 2025-12-01 12:00:00 w2 y335
local a = os.time{year = 2024, month = 6, day = 10, hour = 12}
local b = os.time{year = 2024, month = 6, day = 11, hour = 12}
print(b - a, os.time{year = 2024, month = 6, day = 10} == a, math.type(a)) --> 86400	true	integer
