-- A JSON decoder: recursive descent by `string.find` and `byte`, building tables.

local rounds = tonumber((...)) or 44
local find, byte, sub, char = string.find, string.byte, string.sub, string.char

local escapes = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

local function unescape(letter)
  return escapes[letter] or letter
end

local function unescape_unicode(digits)
  local code = tonumber(digits, 16)
  if code < 128 then
    return char(code)
  elseif code < 2048 then
    return char(192 + math.floor(code / 64), 128 + code % 64)
  end
  return char(224 + math.floor(code / 4096), 128 + math.floor(code / 64) % 64, 128 + code % 64)
end

local function fail(text, at, expected)
  error("at " .. at .. ": expected " .. expected .. ", found '" .. sub(text, at, at) .. "'", 0)
end

local function skip(text, at)
  return (find(text, "[^ \n\r\t]", at)) or #text + 1
end

local decode

local function decode_string(text, at)
  local from, stop = at + 1, at
  repeat
    stop = find(text, '["\\]', stop + 1) or fail(text, #text + 1, "the end of a string")
    local closed = byte(text, stop) == 34
    if not closed then
      stop = stop + 1
    end
  until closed
  local value = sub(text, from, stop - 1)
  if find(value, "\\", 1, true) then
    value = value:gsub("\\u(%x%x%x%x)", unescape_unicode):gsub("\\(.)", unescape)
  end
  return value, stop + 1
end

local function decode_number(text, at)
  local _, last = find(text, "^-?%d+%.?%d*[eE]?[+-]?%d*", at)
  if not last then
    fail(text, at, "a value")
  end
  return tonumber(sub(text, at, last)), last + 1
end

local function decode_array(text, at)
  local list, count = {}, 0
  at = skip(text, at + 1)
  if byte(text, at) == 93 then
    return list, at + 1
  end
  while true do
    count = count + 1
    list[count], at = decode(text, at)
    at = skip(text, at)
    local next = byte(text, at)
    if next == 93 then
      return list, at + 1
    elseif next ~= 44 then
      fail(text, at, "',' or ']'")
    end
    at = skip(text, at + 1)
  end
end

local function decode_object(text, at)
  local object = {}
  at = skip(text, at + 1)
  if byte(text, at) == 125 then
    return object, at + 1
  end
  while true do
    if byte(text, at) ~= 34 then
      fail(text, at, "a key")
    end
    local key
    key, at = decode_string(text, at)
    at = skip(text, at)
    if byte(text, at) ~= 58 then
      fail(text, at, "':'")
    end
    object[key], at = decode(text, skip(text, at + 1))
    at = skip(text, at)
    local next = byte(text, at)
    if next == 125 then
      return object, at + 1
    elseif next ~= 44 then
      fail(text, at, "',' or '}'")
    end
    at = skip(text, at + 1)
  end
end

local words = { ["true"] = true, ["false"] = false }

local function decode_word(text, at)
  local _, last, word = find(text, "^(%a+)", at)
  if words[word] == nil and word ~= "null" then
    fail(text, at, "a value")
  end
  return words[word], last + 1
end

local decoders = {
  [34] = decode_string, [91] = decode_array, [123] = decode_object,
  [102] = decode_word, [110] = decode_word, [116] = decode_word,
}

function decode(text, at)
  return (decoders[byte(text, at)] or decode_number)(text, at)
end

local pieces = {}
for i = 1, 800 do
  pieces[i] = string.format([[
  { "id": %d, "name": "Person \"%d\"", "active": %s, "balance": %.2f, "none": null,
    "tags": ["tag%d", "line\nbreak", "snow\u2603man"], "empty": [], "more": {},
    "address": { "street": "%d Main St.", "city": "Springfield", "zip": %d }, "history": [%d, -%d, 1.5e3] }]],
    i, i, i % 3 == 0 and "true" or "false", i * 1.25 - 300, i % 7, i, 10000 + i, i, i * 2)
end
local text = "[\n" .. table.concat(pieces, ",\n") .. "\n]"

local checksum = 0
for _ = 1, rounds do
  local people = decode(text, skip(text, 1))
  for i = 1, #people do
    local person = people[i]
    checksum = checksum + person.id + #person.name + person.balance * 4 + #person.tags[3] + person.history[3]
    checksum = (checksum + person.address.zip + (person.active and 1 or 0)) % 1000003
  end
end
print(string.format("%d", checksum))
