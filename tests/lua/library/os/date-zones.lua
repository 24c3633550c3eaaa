-- 6.9 os.date: time zones, and formats of any length
print(os.date("!%z %Z", 0)) --> +0000 GMT
print(#os.date(("!%Y-"):rep(2000), 0), #os.date("!" .. ("x"):rep(10000) .. "%%", 0)) --> 11999	10001
