-- 6.1 collectgarbage: "stop", "restart", "isrunning"
print(collectgarbage("isrunning")) --> true
print(collectgarbage("stop")) --> 0
print(collectgarbage("isrunning")) --> false
print(collectgarbage("collect")) --> 0
print(collectgarbage("isrunning")) --> false
print(collectgarbage("restart")) --> 0
print(collectgarbage("isrunning")) --> true
print(type(collectgarbage("step"))) --> boolean
