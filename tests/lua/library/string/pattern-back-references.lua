-- 6.4.1 %1 to %9 match the captured substring again
print(([[say "it's" and 'x']]):match([[(["'])(.-)%1]])) --> "	it's
print(("abcabc"):match("^(.+)%1$"), ("abcab"):match("^(.+)%1$")) --> abc	nil
print(("hello"):match("(l)%1"), ("aabbcc"):gsub("(%a)%1", "%1")) --> l	abc	3
print(("x=x, y=z"):gsub("(%w)=%1", "same"), ("abba"):match("(.)(.)%2%1")) --> same, y=z	a	b
print(#("[[a]]==[==[b]==]"):match("%[(=*)%[(.-)%]%1%]")) --> 0
print(("[==[b]==]"):match("%[(=*)%[(.-)%]%1%]")) --> ==	b
local function msg(f)
  return (select(2, pcall(f)):gsub("^.-:%d+: ", ""))
end
print(msg(function() return ("x"):find("%1") end)) --> invalid capture index %1
print(msg(function() return ("x"):find("(x%1)") end)) --> invalid capture index %1
print(msg(function() return ("x"):find("(x)%2") end)) --> invalid capture index %2
print(pcall(string.find, "xx", "()%1")) --> true	nil
