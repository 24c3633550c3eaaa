-- 6.1 error: an uncaught object without __tostring
print("before") --> before
error({code = 2})
--> error: (error object is a table value)
