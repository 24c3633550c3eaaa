-- an uncaught non-string error object (uncaught)
print("start") --> start
error({})
--> error: (error object is a table value)
