-- numbers in string contexts
print(10 .. "", 10.0 .. "", -0.0 .. "", 2^63 .. "", 1e100 .. "") --> 10	10.0	-0.0	9.2233720368548e+18	1e+100
print(1 .. 2, 1.5 .. 2, -1 .. "") --> 12	1.52	-1
print(("x"):rep(3.0), ("abc"):sub("2"), ("abc"):sub(2.0, "3")) --> xxx	bc	bc
print(#tostring(12345), #(12345 .. ""), #(1.0 .. "")) --> 5	5	3
print(tostring(3) == "3", tostring(3.0) == "3", tostring(-0.0)) --> true	false	-0.0
print(math.mininteger .. "", math.maxinteger .. "") --> -9223372036854775808	9223372036854775807
print(table.concat({1, 2.0, "x", -0.0, 2^53}, " ")) --> 1 2.0 x -0.0 9.007199254741e+15
print(tostring(tonumber("0x10")), tonumber("10") .. "", ("5" + 0) .. "") --> 16	10	5
