-- the reported line of runtime errors
local function line(src, ...) local ok, e = pcall(load(src, "=c"), ...) return e end
print(line("local a\n\nlocal b = a + 1")) --> c:3: attempt to perform arithmetic on a nil value (local 'a')
print(line("local a = {}\na.x.y =\n1")) --> c:3: attempt to index a nil value (field 'x')
print(line("local t = {}\nlocal x = t\n  .a\n  .b")) --> c:4: attempt to index a nil value (field 'a')
print(line("foo\n(\n1\n)")) --> c:2: attempt to call a nil value (global 'foo')
print(line("local x = 1 +\n2 +\nnil")) --> c:2: attempt to perform arithmetic on a nil value
print(line("if nil\n> 1 then\nend")) --> c:2: attempt to compare number with nil
print(line("for i = 1,\n10,\n0 do end")) --> c:3: 'for' step is zero
print(line("local function f()\n  error 'in f'\nend\n\nf()")) --> c:2: in f
print(line("error('second\\nline')")) --> c:1: second
--> line
print(line("return #\n5")) --> c:1: attempt to get length of a number value
print(line("-- comment\n--[[\n\n]] x.y = 1")) --> c:4: attempt to index a nil value (global 'x')
