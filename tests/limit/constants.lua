-- more constants than fit any short operand
for _, n in ipairs {255, 256, 257, 32767, 32768, 65535, 65536, 65537} do
  local out = {"local t = {}"}
  for i = 1, n do out[#out + 1] = "t[" .. i .. "] = " .. i .. ".25" end
  out[#out + 1] = "t.last, t['x'] = 'a" .. n .. "', 'b' .. n return t"
  local t = load("local n = ... " .. table.concat(out, "\n"), "=c")(n)
  print(n, t[1], t[n], t.last, t.x) --> 255	1.25	255.25	a255	b255
  --> 256	1.25	256.25	a256	b256
  --> 257	1.25	257.25	a257	b257
  --> 32767	1.25	32767.25	a32767	b32767
  --> 32768	1.25	32768.25	a32768	b32768
  --> 65535	1.25	65535.25	a65535	b65535
  --> 65536	1.25	65536.25	a65536	b65536
  --> 65537	1.25	65537.25	a65537	b65537
end
