-- Graphs of records: finds the nested loops of control-flow graphs, after Havlak's "Nesting of reducible and
-- irreducible loops" (1997): depth-first numbering, classified back edges, union-find.

local rounds = tonumber((...)) or 90

local Block = {}
Block.__index = Block

local Graph = {}
Graph.__index = Graph

function Graph.new()
  return setmetatable({ blocks = {}, count = 0 }, Graph)
end

function Graph:add_block()
  local block = setmetatable({ name = self.count + 1, targets = {}, sources = {} }, Block)
  self.count = self.count + 1
  self.blocks[self.count] = block
  return block
end

function Block:connect(target)
  self.targets[#self.targets + 1] = target
  target.sources[#target.sources + 1] = self
end

-- Builders: each takes the block that control comes from and returns the one it leaves by.

local function straight(graph, from)
  local block = graph:add_block()
  from:connect(block)
  return block
end

local function diamond(graph, from)
  local left, right, join = graph:add_block(), graph:add_block(), graph:add_block()
  from:connect(left)
  from:connect(right)
  left:connect(join)
  right:connect(join)
  return join
end

local function nest(graph, from, depth)
  local header = straight(graph, from)
  local body = diamond(graph, header)
  if depth > 1 then
    body = nest(graph, body, depth - 1)
    body = nest(graph, body, depth - 1)
  end
  local latch = straight(graph, body)
  latch:connect(header)
  return straight(graph, latch)
end

-- Two blocks that jump to each other and can both be entered from outside: irreducible.
local function tangle(graph, from)
  local one, other, out = graph:add_block(), graph:add_block(), graph:add_block()
  from:connect(one)
  from:connect(other)
  one:connect(other)
  other:connect(one)
  other:connect(out)
  return out
end

-- One node of the union-find forest for each block reached, in depth-first order.
local Node = {}
Node.__index = Node

function Node.new(block, number)
  local node = setmetatable({ block = block, number = number, last = number, kind = "plain" }, Node)
  node.parent = node
  node.header = nil
  node.back, node.other = {}, {}
  return node
end

function Node:find()
  local root = self
  while root.parent ~= root do
    root = root.parent
  end
  local node = self
  while node.parent ~= root do
    node, node.parent = node.parent, root
  end
  return root
end

local function is_ancestor(above, below)
  return above.number <= below.number and below.number <= above.last
end

-- Numbers the blocks reachable from `block` in preorder; `last` of a node is the greatest number below it.
local function number_blocks(block, nodes, by_block)
  local node = Node.new(block, #nodes + 1)
  nodes[#nodes + 1] = node
  by_block[block] = node
  for _, target in ipairs(block.targets) do
    if not by_block[target] then
      number_blocks(target, nodes, by_block)
    end
  end
  node.last = #nodes
end

-- Collects what reaches the header `head` without passing it, from the ends of its back edges.
local function collect_body(head, nodes, by_block)
  local body, pending, seen = {}, {}, {}
  for _, source in ipairs(head.back) do
    if source == head then
      head.kind = "self"
    else
      local root = source:find()
      if not seen[root] then
        seen[root] = true
        pending[#pending + 1] = root
      end
    end
  end
  local at = 1
  while at <= #pending do
    local member = pending[at]
    at = at + 1
    body[#body + 1] = member
    for _, source in ipairs(member.other) do
      local root = source:find()
      if not is_ancestor(head, root) then
        head.kind = "irreducible"
        head.other[#head.other + 1] = root
      elseif root ~= head and not seen[root] then
        seen[root] = true
        pending[#pending + 1] = root
      end
    end
  end
  return body
end

local function find_loops(graph)
  local nodes, by_block = {}, {}
  number_blocks(graph.blocks[1], nodes, by_block)
  for _, node in ipairs(nodes) do
    for _, source in ipairs(node.block.sources) do
      local from = by_block[source]
      if from then
        local list = is_ancestor(node, from) and node.back or node.other
        list[#list + 1] = from
      end
    end
  end

  local loops = {}
  for number = #nodes, 1, -1 do
    local head = nodes[number]
    if #head.back > 0 then
      head.kind = "reducible"
      local body = collect_body(head, nodes, by_block)
      for _, member in ipairs(body) do
        member.header = head
        member.parent = head
      end
      loops[#loops + 1] = { head = head, size = #body }
    end
  end
  return loops
end

local function depth_of(node)
  local depth = 0
  while node.header do
    depth = depth + 1
    node = node.header
  end
  return depth
end

local graph = Graph.new()
local from = graph:add_block()
for _ = 1, 12 do
  from = nest(graph, from, 6)
  from = tangle(graph, from)
  from = diamond(graph, from)
end

local found, members, deepest, irreducible = 0, 0, 0, 0
for _ = 1, rounds do
  for _, loop in ipairs(find_loops(graph)) do
    found = found + 1
    members = members + loop.size
    deepest = math.max(deepest, depth_of(loop.head) + 1)
    if loop.head.kind == "irreducible" then
      irreducible = irreducible + 1
    end
  end
end
print(string.format("%d blocks, %d loops of %d, depth %d, %d irreducible",
  graph.count, found, members, deepest, irreducible))
