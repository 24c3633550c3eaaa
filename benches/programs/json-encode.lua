-- A JSON encoder: type dispatch, string escapes, sorted keys, and a list of pieces.

local rounds = tonumber((...)) or 75
local format, concat, sort, floor = string.format, table.concat, table.sort, math.floor

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

local function escape(byte)
  return escapes[byte] or format("\\u%04x", byte:byte())
end

local encode

local function encode_string(text, out)
  out[#out + 1] = '"' .. text:gsub('[%c"\\]', escape) .. '"'
end

local function encode_number(number, out)
  if number == floor(number) then
    out[#out + 1] = format("%d", number)
  else
    out[#out + 1] = format("%.10g", number)
  end
end

local function encode_array(list, out)
  out[#out + 1] = "["
  for i = 1, #list do
    if i > 1 then
      out[#out + 1] = ","
    end
    encode(list[i], out)
  end
  out[#out + 1] = "]"
end

local function encode_object(object, out)
  local keys = {}
  for key in pairs(object) do
    keys[#keys + 1] = key
  end
  sort(keys)
  out[#out + 1] = "{"
  for i, key in ipairs(keys) do
    if i > 1 then
      out[#out + 1] = ","
    end
    encode_string(key, out)
    out[#out + 1] = ":"
    encode(object[key], out)
  end
  out[#out + 1] = "}"
end

local encoders = {
  string = encode_string,
  number = encode_number,
  boolean = function(value, out)
    out[#out + 1] = tostring(value)
  end,
  table = function(value, out)
    if value[1] ~= nil or next(value) == nil then
      encode_array(value, out)
    else
      encode_object(value, out)
    end
  end,
}

function encode(value, out)
  local encoder = encoders[type(value)]
  if not encoder then
    error("can't encode a " .. type(value))
  end
  encoder(value, out)
end

local people = {}
for i = 1, 800 do
  people[i] = {
    id = i,
    name = "Person \"" .. i .. "\"",
    active = i % 3 == 0,
    balance = i * 1.25 - 300,
    tags = { "tag" .. i % 7, "line\nbreak", "plain" },
    address = { street = i .. " Main St.\tNorth", city = "Springfield", zip = 10000 + i },
    history = { i, i * 2, i * 3, i / 4 },
  }
end

local length, checksum = 0, 0
for _ = 1, rounds do
  local out = {}
  encode(people, out)
  local text = concat(out)
  length = length + #text
  for i = 1, #text, 97 do
    checksum = (checksum * 31 + text:byte(i)) % 1000003
  end
end
print(format("%d %d", length, checksum))
