-- 6.4.1 %b: balanced strings
print(("f(a(b)c)d"):match("%b()"), ("((x)"):match("%b()"), (")("):match("%b()")) --> (a(b)c)	(x)	nil
print(("{a{b}c}{d}"):match("%b{}"), ("if x end"):match("%bxd"), ("''"):match("%b''")) --> {a{b}c}	x end	''
print(("call(1,(2))+call((3))"):gsub("%b()", "()")) --> call()+call()	2
print(#("a b c"):match("%b  "), ("x'y'z"):match("%b''"), ("aXbXc"):find("%bXX")) --> 3	'y'	2	4
print(("(()"):find("%b()"), ("(()"):match("^%b()")) --> 2	nil
local function msg(f)
  return (select(2, pcall(f)):gsub("^.-:%d+: ", ""))
end
print(msg(function() return ("x"):find("%b") end)) --> malformed pattern (missing arguments to '%b')
print(msg(function() return ("x"):find("%b(") end)) --> malformed pattern (missing arguments to '%b')
print(("<a<b>c>"):match("<(.-)>"), ("<a<b>c>"):match("%b<>")) --> a<b	<a<b>c>
