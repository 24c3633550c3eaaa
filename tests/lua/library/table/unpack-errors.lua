-- 6.6 table.unpack: too many results and bad arguments
print(pcall(table.unpack, {}, 1, 1e8)) --> false	too many results to unpack
print(pcall(table.unpack, {}, math.mininteger, math.maxinteger)) --> false	too many results to unpack
print(pcall(table.unpack, {}, 0, math.maxinteger)) --> false	too many results to unpack
print(pcall(table.unpack, {}, 1, 1 << 40)) --> false	too many results to unpack
print(pcall(table.unpack, {}, "x")) --> false	bad argument #2 to 'table.unpack' (number expected, got string)
print(pcall(table.unpack, {}, 1, {})) --> false	bad argument #3 to 'table.unpack' (number expected, got table)
print(pcall(table.unpack, {}, 1.5)) --> false	bad argument #2 to 'table.unpack' (number has no integer representation)
print((pcall(table.unpack))) --> false
print((select(2, pcall(function() return table.unpack(nil, 1, 2) end)):gsub("^.-:%d+: ", ""))) --> attempt to index a nil value
print(select('#', table.unpack({}, 1, 200)), select(150, table.unpack({}, 1, 200)) == nil) --> 200	true
