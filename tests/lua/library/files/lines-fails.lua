-- 6.8 file:lines: an error while reading is raised by the iterator
local name = os.tmpname()
local file = assert(io.open(name, "w"))
local step = file:lines()
print(pcall(step)) --> false	Bad file descriptor
print(file:read("l")) --> nil	Bad file descriptor	9
print(file:read(5, "n")) --> nil	Bad file descriptor	9
print(file:close(), pcall(step)) --> true	false	file is already closed
os.remove(name)
