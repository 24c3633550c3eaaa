-- label rules
local function e(s) return (select(2, load(s, "=c"))) end
print(e"goto nowhere") --> c:1: no visible label 'nowhere' for <goto> at line 1
print(e"do ::x:: end goto x") --> c:1: no visible label 'x' for <goto> at line 1
print(e"goto x; do ::x:: end") --> c:1: no visible label 'x' for <goto> at line 1
print(e"::a:: ::a::") --> c:1: label 'a' already defined on line 1
print(e"::a:: do ::a:: end") --> c:1: label 'a' already defined on line 1
print(e"do ::a:: end do ::a:: end") --> nil
print(e"::a:: local f = function() goto a end") --> c:1: no visible label 'a' for <goto> at line 1
print(e"::a:: local f = function() ::a:: end") --> nil
print(e"goto f; local x; ::f:: print(x)") --> c:1: <goto f> at line 1 jumps into the scope of local 'x'
print(e"goto f; local x; ::f::") --> nil
print(e"do goto f; local x; ::f:: ; end") --> nil
print(e"goto f; local x; ::f:: ::g:: ;;") --> nil
print(e"\n\ngoto f\nlocal aa\nlocal b\n::f:: print(1)") --> c:6: <goto f> at line 3 jumps into the scope of local 'aa'
print(e"repeat if x then goto c end; local y = 1; ::c:: until y") --> c:1: <goto c> at line 1 jumps into the scope of local 'y'
print(e"while true do goto break_ end") --> c:1: no visible label 'break_' for <goto> at line 1
