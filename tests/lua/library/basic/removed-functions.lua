-- 8 functions of earlier versions that are absent in 5.4
print(unpack, loadstring, setfenv, getfenv, module, table.getn, table.maxn) --> nil	nil	nil	nil	nil	nil	nil
print(math.pow, math.cosh, math.log10, math.ldexp, math.frexp, math.atan2) --> nil	nil	nil	nil	nil	nil
print(string.gfind, bit32, gcinfo, newproxy, package.seeall, package.loaders) --> nil	nil	nil	nil	nil	nil
print(coroutine.running ~= nil, coroutine.close ~= nil, warn ~= nil) --> true	true	true
