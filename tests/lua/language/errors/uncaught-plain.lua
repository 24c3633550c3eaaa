-- an uncaught error ends the program after output (uncaught)
print("before") --> before
error("goodbye", 0)
--> error: goodbye
