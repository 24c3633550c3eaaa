-- 6.9 os.exit: ends the program with success
print("before") --> before
os.exit(true)
print("not reached")
