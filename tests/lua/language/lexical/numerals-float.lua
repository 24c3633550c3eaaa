-- float numerals in decimal and hexadecimal
print(3.0, 3.1416, 314.16e-2, 0.31416E1, 34e1) --> 3.0	3.1416	3.1416	3.1416	340.0
print(0x0.1E, 0xA23p-4, 0X1.921FB54442D18P+1) --> 0.1171875	162.1875	3.1415926535898
print(.5, 5., 3.e2, .5e1) --> 0.5	5.0	300.0	5.0
print(0x.8, 0x8., 0x.8p1, 0x1p4, 0xAp0) --> 0.5	8.0	1.0	16.0	10.0
print(1e308 * 10, -1e308 * 10, 1e-400) --> inf	-inf	0.0
print(1e1, math.type(1e1), math.type(0x1p0), math.type(0x10)) --> 10.0	float	float	integer
print(0x1p-1074 > 0, 0x1p-1075, 0x1p1024) --> true	0.0	inf
print(1e15, 1e16, 123456789012345678) --> 1e+15	1e+16	123456789012345678
print(1e100) --> 1e+100
print(0xffffffffffffffffff.0) --> 4.7223664828696e+21
