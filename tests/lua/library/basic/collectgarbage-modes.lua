-- 6.1 collectgarbage: the mode options return the previous mode
collectgarbage("incremental")
print(collectgarbage("incremental")) --> incremental
print(collectgarbage("generational")) --> incremental
print(collectgarbage("generational", 20, 100)) --> generational
print(collectgarbage("incremental", 200, 100, 13)) --> generational
print(collectgarbage("incremental")) --> incremental
