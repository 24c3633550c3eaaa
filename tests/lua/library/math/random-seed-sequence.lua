-- 6.7 math.random: xoshiro256** sequences are fixed by the seed
math.randomseed(42)
print(math.random(0), math.random(0)) --> -1276290044721465627	8333941968102511665
print(math.random(1, 100), math.random(1, 100), math.random(6), math.random(6)) --> 76	86	6	2
print(("%.15f %.15f"):format(math.random(), math.random())) --> 0.274556993587523 0.193548613043961
math.randomseed(42)
local a = {math.random(0), math.random(10), math.random()}
math.randomseed(42)
print(a[1] == math.random(0), a[2] == math.random(10), a[3] == math.random()) --> true	true	true
math.randomseed(123, 456)
print(math.random(0), math.random(-5, 5), math.random(1 << 40)) --> -7482266044409867603	-3	322740054239
math.randomseed(42, 0)
local x = math.random(0)
math.randomseed(42)
print(x == math.random(0)) --> true
math.randomseed(42.0)
print(x == math.random(0)) --> true
math.randomseed(-1)
print(math.random(math.mininteger, math.maxinteger), math.random(1000000)) --> 2691159215327871793	683080
