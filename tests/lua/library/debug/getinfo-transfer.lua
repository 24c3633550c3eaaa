-- 6.10 debug.getinfo with 'r': where the arguments and results of a hooked call are, and how many
local function hook(event)
  local info = debug.getinfo(2, "rn")
  local values = {}
  for index = info.ftransfer, info.ftransfer + info.ntransfer - 1 do
    local name, value = debug.getlocal(2, index)
    values[#values + 1] = name .. "=" .. tostring(value)
  end
  if info.name ~= "sethook" then
    print(event, info.name, info.ftransfer, info.ntransfer, "(" .. table.concat(values, ",") .. ")")
  end
end
local function fixed(a, b) local c = a return c, b end
local function variadic(...) return ... end
local function tail(...) return fixed(...) end
local function none() end
local print = print
debug.sethook(hook, "cr")
fixed(1, 2)
variadic(3, 4, 5)
tail(6)
none()
select(2, 7, 8)
debug.sethook()
--> call	fixed	1	2	(a=1,b=2)
--> return	fixed	4	2	((temporary)=1,(temporary)=2)
--> call	variadic	0	0	()
--> return	variadic	1	3	((temporary)=3,(temporary)=4,(temporary)=5)
--> call	tail	0	0	()
--> tail call	nil	1	2	(a=6,b=nil)
--> return	nil	4	2	((temporary)=6,(temporary)=nil)
--> call	none	0	0	()
--> return	none	0	0	()
--> call	select	1	3	((C temporary)=2,(C temporary)=7,(C temporary)=8)
--> return	select	3	1	((C temporary)=8)
