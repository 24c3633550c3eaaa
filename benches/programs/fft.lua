-- Float arrays with strided indices: the fast Fourier transform, forth and back.

local rounds = tonumber((...)) or 20
local size = 32768

local floor, sin, cos, pi = math.floor, math.sin, math.cos, math.pi

-- Sorts the samples by the reversed bits of their index.
local function permute(re, im)
  local j = 1
  for i = 1, size - 1 do
    if i < j then
      re[i], re[j] = re[j], re[i]
      im[i], im[j] = im[j], im[i]
    end
    local half = size / 2
    while half < j do
      j = j - half
      half = half / 2
    end
    j = floor(j + half)
  end
end

local function transform(re, im, direction)
  permute(re, im)
  local span = 1
  while span < size do
    local angle = direction * pi / span
    local step_re, step_im = cos(angle), sin(angle)
    local wr, wi = 1.0, 0.0
    for offset = 1, span do
      for i = offset, size, span * 2 do
        local k = i + span
        local xr = wr * re[k] - wi * im[k]
        local xi = wr * im[k] + wi * re[k]
        re[k], im[k] = re[i] - xr, im[i] - xi
        re[i], im[i] = re[i] + xr, im[i] + xi
      end
      wr, wi = wr * step_re - wi * step_im, wr * step_im + wi * step_re
    end
    span = span * 2
  end
end

local re, im = {}, {}
for i = 1, size do
  re[i] = (i * i * 7) % 1021 / 1021
  im[i] = 0.0
end

local peak = 0
for _ = 1, rounds do
  transform(re, im, 1)
  peak = peak + re[2] * re[2] + im[2] * im[2]
  transform(re, im, -1)
  for i = 1, size do
    re[i], im[i] = re[i] / size, im[i] / size
  end
end

local sum = 0
for i = 1, size do
  sum = sum + re[i]
end
print(string.format("%.5f %.5f", peak, sum))
