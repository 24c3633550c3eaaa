-- 6.9 os.remove and os.rename of missing files
print(os.remove("/nonexistent-dir/file")) --> nil	/nonexistent-dir/file: No such file or directory	2
print(os.rename("/nonexistent-dir/a", "/nonexistent-dir/b")) --> nil	No such file or directory	2
print(pcall(os.remove)) --> false	bad argument #1 to 'os.remove' (string expected, got no value)
print(pcall(os.rename, "x")) --> false	bad argument #2 to 'os.rename' (string expected, got no value)
