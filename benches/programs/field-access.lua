-- Reads and writes of fields with constant names: of one table, of many alike, of nested ones, of globals.

local n = tonumber((...)) or 13000000

local point = { x = 1, y = 2, z = 3 }
for i = 1, n do
  point.x = point.x + 1
  point.y = point.y + point.z
  point.z = point.x % 1024
end

local particles = {}
for i = 1, 1000 do
  particles[i] = { position = { x = i, y = -i }, speed = { x = 1, y = 2 }, age = 0 }
end
for _ = 1, n / 4000 do
  for i = 1, #particles do
    local particle = particles[i]
    particle.position.x = particle.position.x + particle.speed.x
    particle.position.y = particle.position.y + particle.speed.y
    particle.age = particle.age + 1
  end
end

total = 0
settings = { scale = 3 }
for i = 1, n / 4 do
  total = (total + settings.scale * i) % 1000003
end

local sum = 0
for i = 1, #particles do
  sum = sum + particles[i].position.x * 3 + particles[i].position.y + particles[i].age
end
print(string.format("%d %d %d %d", point.x, point.y % 1000003, sum % 1000003, total))
