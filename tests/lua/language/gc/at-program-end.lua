-- finalizers of live objects run at the end, in reverse order of marking
A = setmetatable({}, {__gc = function() print("finalizing A") end})
local B = setmetatable({}, {__gc = function() print("finalizing B") end})
C = setmetatable({}, {__gc = function(o) print("finalizing C", o == C, type(string.rep)) end})
print("main done") --> main done
--> finalizing C	true	function
--> finalizing B
--> finalizing A
