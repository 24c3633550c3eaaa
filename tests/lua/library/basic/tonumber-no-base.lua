-- 6.1 tonumber: conversion of strings and numbers
print(tonumber("10"), tonumber("10.0"), tonumber("  12  "), tonumber("1e1")) --> 10	10.0	12	10.0
print(tonumber("0x10"), tonumber("0xA.8p1"), tonumber("-0x10"), tonumber("0x.1")) --> 16	21.0	-16	0.0625
print(tonumber(""), tonumber(" "), tonumber("1 2"), tonumber("abc"), tonumber("1e")) --> nil	nil	nil	nil	nil
print(tonumber("- 1"), tonumber("--1"), tonumber("+5"), tonumber("0x"), tonumber("1_000")) --> nil	nil	5	nil	nil
print(tonumber("inf"), tonumber("nan"), tonumber("1e400"), tonumber(".5"), tonumber("5.")) --> nil	nil	inf	0.5	5.0
print(tonumber("."), tonumber("1..2"), tonumber("\t\n7\v\f\r"), tonumber("7\0")) --> nil	nil	7	nil
print(tonumber(3), tonumber(3.5), tonumber("9223372036854775807")) --> 3	3.5	9223372036854775807
print(tonumber("9223372036854775808"), tonumber("-9223372036854775808")) --> 9.2233720368548e+18	-9223372036854775808
print(tonumber("0xffffffffffffffff"), tonumber("0x1ffffffffffffffff")) --> -1	-1
print(tonumber(nil), tonumber({}), tonumber(true), tonumber(print)) --> nil	nil	nil	nil
print(tonumber("0x1p-2"), tonumber("1E+2"), tonumber("0X1P4"), tonumber("1e+")) --> 0.25	100.0	16.0	nil
print(pcall(tonumber)) --> false	bad argument #1 to 'tonumber' (value expected)
print(tonumber("1e1", nil), tonumber("0b1"), tonumber("0o7")) --> 10.0	nil	nil
