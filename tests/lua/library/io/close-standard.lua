-- 6.8 standard files cannot be closed
print(io.stdin:close()) --> nil	cannot close standard file
print(io.stderr:close()) --> nil	cannot close standard file
print(io.close()) --> nil	cannot close standard file
print(io.type(io.stdout), io.type(io.stderr)) --> file	file
