-- `table.insert` and `table.remove`: as a stack, at both ends of short lists, and in the middle.

local rounds = tonumber((...)) or 34
local insert, remove = table.insert, table.remove

local checksum = 0
for round = 1, rounds do
  local stack = {}
  for i = 1, 100000 do
    insert(stack, i)
    if i % 3 == 0 then
      checksum = (checksum + remove(stack)) % 1000003
    end
  end
  while #stack > 0 do
    checksum = (checksum * 3 + remove(stack)) % 1000003
  end

  local queue = {}
  for i = 1, 40 do
    queue[i] = i
  end
  for i = 1, 15000 do
    insert(queue, i)
    checksum = (checksum + remove(queue, 1)) % 1000003
  end

  local list = {}
  for i = 1, 400 do
    insert(list, (i * 7 + round) % i + 1, i)
  end
  for i = 1, 400 do
    checksum = (checksum * 5 + remove(list, i * 11 % #list + 1)) % 1000003
  end

  for i = 1, 20000 do
    stack[#stack + 1] = i
    stack[#stack + 1] = -i
    stack[#stack] = nil
  end
  checksum = checksum + #stack
end
print(string.format("%d", checksum))
