-- replacements by text, table and function; captures; iterators
local log = {}
function body()
  local s = "one two three four"
  local a = s:gsub("%w+", function(word) log[#log + 1] = word return "<" .. word .. ">" end)
  local b, count = s:gsub("(%w)(%w*)", "%2%1")
  local c = s:gsub("%w+", {one = "1", three = "3"})
  local words = {}
  for word, at in s:gmatch("(%a+)()") do words[#words + 1] = word .. at end
  return a, b, count, c, table.concat(words, " "), s:find("(t)(%w+)"), s:match("^(%w+) (%w+)")
end
function check()
  local expected = {"one", "two", "three", "four"}
  for i, word in ipairs(log) do assert(word == expected[i]) end
  return (("x y"):gsub("%w", "%0%0"))
end
