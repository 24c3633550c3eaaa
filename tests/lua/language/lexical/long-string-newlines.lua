-- every newline sequence (CR, LF, CRLF, LFCR) becomes "\n" in a long string
local function lens(nl)
  local f = load("return [[a" .. nl .. "b" .. nl .. "c]]")
  local s = f()
  return #s, s == "a\nb\nc"
end
print(lens("\n")) --> 5	true
print(lens("\r")) --> 5	true
print(lens("\r\n")) --> 5	true
print(lens("\n\r")) --> 5	true
print(#load("return [[\r\n\r\nx]]")()) --> 2
print(#load("return [[\r\rx]]")()) --> 2
-- backslash + newline in short strings also normalizes
print(#load("return 'a\\\r\nb'")(), load("return 'a\\\rb'")() == "a\nb") --> 3	true
-- line counting
print(({load("\r\n\r\n\n\rx =", "=c")})[2]) --> c:4: unexpected symbol near <eof>
print(({load("\r\r\n x = = 1", "=c")})[2]) --> c:3: unexpected symbol near '='
