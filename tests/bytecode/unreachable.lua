-- code that is never reached, constant conditions
while true do
  if false then f() end
  if true then g() else h() end
  if nil or 1 then break end
end
do return end
f()
