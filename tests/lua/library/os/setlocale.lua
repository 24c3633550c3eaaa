-- 6.9 os.setlocale: the C locale
print(os.setlocale(nil), os.setlocale("C"), os.setlocale(nil, "numeric")) --> C	C	C
print(os.setlocale("no-such-locale"), os.setlocale(nil, "all")) --> nil	C
print(pcall(os.setlocale, "C", "wrong")) --> false	bad argument #2 to 'os.setlocale' (invalid option 'wrong')
print(pcall(os.setlocale, {})) --> false	bad argument #1 to 'os.setlocale' (string expected, got table)
