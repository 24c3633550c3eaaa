-- 6.1 select: "#" and positive indices
print(select('#')) --> 0
print(select('#', nil)) --> 1
print(select('#', nil, nil, nil)) --> 3
print(select('#', table.unpack({}, 1, 100))) --> 100
print(select(1, "a", "b", "c")) --> a	b	c
print(select(2, "a", "b", "c")) --> b	c
print(select(3, "a", "b", "c")) --> c
print(select('#', select(4, "a", "b", "c"))) --> 0
print(select('#', select(100, "a"))) --> 0
print((select(2, "a", "b", "c"))) --> b
print(select("2", "a", "b")) --> b
print(select(2.0, "a", "b")) --> b
