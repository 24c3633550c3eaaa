-- 6.9 os.getenv of an unset variable
print(os.getenv("TIDELOCK_SURELY_UNSET_VARIABLE")) --> nil
print(select('#', os.getenv("TIDELOCK_SURELY_UNSET_VARIABLE"))) --> 1
print(os.getenv("")) --> nil
print(pcall(os.getenv)) --> false	bad argument #1 to 'os.getenv' (string expected, got no value)
print(pcall(os.getenv, {})) --> false	bad argument #1 to 'os.getenv' (string expected, got table)
