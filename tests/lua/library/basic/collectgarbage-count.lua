-- 6.1 collectgarbage: "collect" is the default and returns 0; "count" is a float of Kbytes
print(collectgarbage()) --> 0
print(collectgarbage("collect")) --> 0
print(math.type(collectgarbage("count"))) --> float
print(select('#', collectgarbage("count"))) --> 1
print(collectgarbage("count") > 0) --> true
print(collectgarbage(nil)) --> 0
