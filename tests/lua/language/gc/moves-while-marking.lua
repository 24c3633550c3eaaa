-- 2.5 what is moved or removed while the collector is at work is neither lost nor kept
collectgarbage("stop")
local into = {}
for i = 1, 64 do into[i] = false end
local wrong = 0
for round = 1, 400 do
  local from = {}
  for i = 1, 8 do from[i] = {round, i} end
  local at = round % 56 + 1
  table.move(from, 1, 8, at, into)
  from = nil
  collectgarbage("step", 1)
  for i = 1, 8 do
    local value = into[at + i - 1]
    if value[1] ~= round or value[2] ~= i then wrong = wrong + 1 end
  end
end
print(wrong) --> 0
-- keys that are removed while a traversal is at them
local keys, count = {}, 0
for i = 1, 300 do keys[{}] = {i} end
for key in pairs(keys) do
  keys[key] = nil
  key = nil
  count = count + 1
  collectgarbage("step", 1)
end
print(count, next(keys)) --> 300	nil
-- closures and their variables
local closures = {}
for round = 1, 200 do
  local value = {round}
  closures[round % 10] = function(new) if new then value = new end return value[1] end
  collectgarbage("step", 1)
  closures[round % 10]({round + 1})
  collectgarbage("step", 1)
  if closures[round % 10]() ~= round + 1 then wrong = wrong + 1 end
end
print(wrong) --> 0
-- results of gmatch and user values of files
local iterator = string.gmatch(("x"):rep(100), "()x()")
for round = 1, 100 do
  local first, second = iterator()
  collectgarbage("step", 1)
  if first ~= round or second ~= round + 1 then wrong = wrong + 1 end
end
print(wrong, collectgarbage("isrunning")) --> 0	false
collectgarbage("restart")
