-- 6.1 collectgarbage: the first mode is the one of `lua`; parameters are kept in fours, and steps of a generation end no cycle
print(collectgarbage("incremental")) --> generational
print(collectgarbage("setpause", 150), collectgarbage("setpause", 1000), collectgarbage("setpause", 2000)) --> 200	148	1000
print(collectgarbage("setpause", -1), collectgarbage("setpause", 200)) --> 976	0
print(collectgarbage("setstepmul", 399), collectgarbage("setstepmul", 401), collectgarbage("setstepmul", 100)) --> 100	396	400
print(collectgarbage("incremental", 122, 303, 10)) --> incremental
print(collectgarbage("setpause", 200), collectgarbage("setstepmul", 100)) --> 120	300
print(collectgarbage("step", 1000000)) --> true
print(collectgarbage("generational"), collectgarbage("step", 1000000), collectgarbage("step")) --> incremental	false	false
