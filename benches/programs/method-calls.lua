-- Method calls: own methods, inherited ones two levels up, `super`, polymorphic receivers, and `__index` functions.

local n = tonumber((...)) or 3500000

local Shape = {}
Shape.__index = Shape

function Shape:init(name)
  self.name, self.uses = name, 0
  return self
end

function Shape:touch()
  self.uses = self.uses + 1
end

function Shape:area()
  return 0
end

local function subclass(parent)
  local class = setmetatable({}, { __index = parent })
  class.__index = class
  return class
end

local Square = subclass(Shape)
function Square.new(side)
  local self = Shape.init(setmetatable({}, Square), "square")
  self.side = side
  return self
end
function Square:area()
  return self.side * self.side
end

local Cube = subclass(Square)
function Cube.new(side)
  return setmetatable(Square.new(side), Cube)
end
function Cube:area()
  return 6 * Square.area(self)
end

local Line = subclass(Shape)
function Line.new()
  return Shape.init(setmetatable({}, Line), "line")
end

local square, cube = Square.new(3), Cube.new(2)
local total = 0
for i = 1, n do
  square:touch()
  cube:touch()
  total = total + square:area()
end

local shapes = { Square.new(1), Cube.new(1), Line.new(), Cube.new(2), Square.new(4) }
for i = 1, n / #shapes do
  for j = 1, #shapes do
    local shape = shapes[j]
    shape:touch()
    total = total + shape:area()
  end
end

local proxy = setmetatable({}, {
  __index = function(_, key)
    return key == "answer" and 42 or nil
  end,
})
for i = 1, n / 4 do
  total = total + proxy.answer
end
print(string.format("%d %d %d", total, square.uses + cube.uses, shapes[3].uses))
