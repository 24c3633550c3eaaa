-- bytes >= 128 are fine in strings and comments but not as identifiers
print(load("return '\xe9\xff'")() == "\xe9\xff") --> true
print(load("-- \xff\xfe\nreturn 1")()) --> 1
print(load("local \xc3\xa9 = 1") == nil) --> true
print(load("return '\0'")() == "\0", #load("return 'a\0b'")()) --> true	3
print(load("x = 1 \0 y = 2") == nil) --> true
print(load("return [[\0\0]]")() == "\0\0") --> true
print(load("--\0\nreturn 2")()) --> 2
