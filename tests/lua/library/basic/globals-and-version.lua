-- 6.1 _G and _VERSION
print(_VERSION) --> Lua 5.4
print(_G._G == _G, _G == _ENV) --> true	true
_G.newglobal = 5
print(newglobal) --> 5
newglobal = nil
print(rawget(_G, "newglobal")) --> nil
local names = {}
for k, v in pairs(_G) do
  if type(v) == "function" then names[#names + 1] = k end
end
table.sort(names)
print(table.concat(names, " ")) --> assert collectgarbage dofile error getmetatable ipairs load loadfile next pairs pcall print rawequal rawget rawlen rawset require select setmetatable tonumber tostring type warn xpcall
local libs = {}
for _, k in ipairs{"string", "table", "math", "io", "os", "coroutine", "utf8", "debug", "package"} do
  libs[#libs + 1] = type(_G[k])
end
print(table.concat(libs, " ")) --> table table table table table table table table table
local saved = _G
_G = nil
print(saved.print == print) --> true
