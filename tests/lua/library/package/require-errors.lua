-- 6.3 require: module not found and argument errors
package.path = "./?.nofile;/nonexistent/?/init.nofile"
package.cpath = "/nonexistent/?.none"
local ok, m = pcall(require, "does.not.exist")
print(ok) --> false
print((m:gsub("\n\t", " | "))) --> module 'does.not.exist' not found: | no field package.preload['does.not.exist'] | no file './does/not/exist.nofile' | no file '/nonexistent/does/not/exist/init.nofile' | no file '/nonexistent/does/not/exist.none' | no file '/nonexistent/does.none'
ok, m = pcall(require, "plain")
print((m:gsub("\n\t", " | "))) --> module 'plain' not found: | no field package.preload['plain'] | no file './plain.nofile' | no file '/nonexistent/plain/init.nofile' | no file '/nonexistent/plain.none'
print(pcall(require)) --> false	bad argument #1 to 'require' (string expected, got no value)
print(pcall(require, {})) --> false	bad argument #1 to 'require' (string expected, got table)
package.path = nil
print(pcall(require, "x")) --> false	'package.path' must be a string
package.path = 5
package.cpath = {}
print(select(2, pcall(require, "x"))) --> 'package.cpath' must be a string
