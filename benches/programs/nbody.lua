-- Float arithmetic on the fields of a few records: the outer planets around the sun.

local steps = tonumber((...)) or 450000
local sqrt = math.sqrt

local SOLAR_MASS = 4 * math.pi * math.pi
local DAYS = 365.24

local function body(x, y, z, vx, vy, vz, mass)
  return {
    x = x, y = y, z = z,
    vx = vx * DAYS, vy = vy * DAYS, vz = vz * DAYS,
    mass = mass * SOLAR_MASS,
  }
end

local bodies = {
  body(0, 0, 0, 0, 0, 0, 1),
  body(4.841, -1.160, -0.1036, 0.001660, 0.007699, -0.0000690, 0.000954792),
  body(8.343, 4.125, -0.4035, -0.002767, 0.004998, 0.0000230, 0.000285886),
  body(12.894, -15.111, -0.2233, 0.002964, 0.002378, -0.0000297, 0.0000436624),
  body(15.380, -25.919, 0.1793, 0.002681, 0.001628, -0.0000952, 0.0000515139),
}

local function energy()
  local sum = 0
  for i, a in ipairs(bodies) do
    sum = sum + 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      sum = sum - a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return sum
end

local function advance(dt)
  local count = #bodies
  for i = 1, count do
    local a = bodies[i]
    local ax, ay, az, mass = a.x, a.y, a.z, a.mass
    local vx, vy, vz = a.vx, a.vy, a.vz
    for j = i + 1, count do
      local b = bodies[j]
      local dx, dy, dz = ax - b.x, ay - b.y, az - b.z
      local square = dx * dx + dy * dy + dz * dz
      local pull = dt / (square * sqrt(square))
      local toward, back = b.mass * pull, mass * pull
      vx = vx - dx * toward
      vy = vy - dy * toward
      vz = vz - dz * toward
      b.vx = b.vx + dx * back
      b.vy = b.vy + dy * back
      b.vz = b.vz + dz * back
    end
    a.vx, a.vy, a.vz = vx, vy, vz
    a.x, a.y, a.z = ax + dt * vx, ay + dt * vy, az + dt * vz
  end
end

local before = energy()
for _ = 1, steps do
  advance(0.01)
end
print(string.format("%.9f %.9f", before, energy()))
