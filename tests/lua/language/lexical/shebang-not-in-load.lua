-- a first line with '#' is skipped only when loading files
print(({load("# first\nreturn 1", "=c")})[2]) --> c:1: unexpected symbol near '#'
print(({load("#!/usr/bin/lua\nreturn 1", "=c")})[2]) --> c:1: unexpected symbol near '#'
print(load("return #'#!'")()) --> 2
