-- options and their result types
print(collectgarbage("collect"), collectgarbage()) --> 0	0
print(math.type(collectgarbage("count")), collectgarbage("count") > 0) --> float	true
print(collectgarbage("isrunning")) --> true
print(collectgarbage("stop"), collectgarbage("isrunning")) --> 0	false
print(collectgarbage("restart"), collectgarbage("isrunning")) --> 0	true
print(type(collectgarbage("step"))) --> boolean
collectgarbage("incremental")
print(collectgarbage("generational"), collectgarbage("incremental"), collectgarbage("incremental")) --> incremental	generational	incremental
print(pcall(collectgarbage, "nosuch")) --> false	bad argument #1 to 'collectgarbage' (invalid option 'nosuch')
local before = collectgarbage("count")
local s = ("x"):rep(1 << 20)
print(collectgarbage("count") - before >= 1000, #s) --> true	1048576
s = nil
collectgarbage()
print(collectgarbage("count") - before < 1000) --> true
