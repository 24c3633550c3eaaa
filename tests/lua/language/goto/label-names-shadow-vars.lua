-- labels live in their own namespace
local x = 1
goto x
x = 2
::x::
print(x) --> 1
local print_ = print
::print_:: print_("ok") --> ok
local function f() goto f; ::f:: return "f" end
print(f()) --> f
do goto e; ::e:: end
do goto e; ::e:: end
print("same label in sibling blocks") --> same label in sibling blocks
