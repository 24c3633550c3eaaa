-- packing and unpacking
function body()
  local packed = ("<i4 >i8 d s2 z"):pack(1, 2, 3.5, ("x"):rep(100), "end")
  local a, b, c, d, e, at = ("<i4 >i8 d s2 z"):unpack(packed)
  return #packed, a, b, c, #d, e, at, #("s4"):rep(10):pack(d, d, d, d, d, d, d, d, d, d)
end
function check()
  return ("I2"):pack(258) == "\2\1", ("z"):unpack("ab\0")
end
