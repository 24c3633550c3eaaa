-- local function sees itself; mutual recursion through upvalues
local function fact(n) return n <= 1 and 1 or n * fact(n - 1) end
print(fact(20), fact(21)) --> 2432902008176640000	-4249290049419214848
local even, odd
function even(n) if n == 0 then return true end return odd(n - 1) end
function odd(n) if n == 0 then return false end return even(n - 1) end
print(even(100), odd(7), even(100001)) --> true	true	false
local function ack(m, n)
  if m == 0 then return n + 1 elseif n == 0 then return ack(m - 1, 1) end
  return ack(m - 1, ack(m, n - 1))
end
print(ack(2, 3)) --> 9
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
print(fib(20)) --> 6765
local Y = function(f) return (function(x) return x(x) end)(function(x) return f(function(...) return x(x)(...) end) end) end
print(Y(function(self) return function(n) return n == 0 and 0 or n + self(n - 1) end end)(10)) --> 55
