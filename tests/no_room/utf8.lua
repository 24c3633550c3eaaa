-- code points
function body()
  local text = utf8.char(72, 228, 8364, 0x10ffff)
  local points = {}
  for at, point in utf8.codes(text:rep(5)) do points[#points + 1] = at .. ":" .. point end
  return utf8.len(text), table.concat(points, " "), #utf8.char(utf8.codepoint(text:rep(5), 1, -1)), utf8.offset(text, 3)
end
function check()
  return utf8.char(8364), utf8.len("äö")
end
