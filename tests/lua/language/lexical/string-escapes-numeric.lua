-- \ddd takes up to three decimal digits, \xXX exactly two hex digits
print("\65\066\0677") --> ABC7
print(("\1234"):byte(1, -1)) --> 123	52
print(("\0001"):byte(1, -1)) --> 0	49
print("\x41\x4a\x4A\x7a") --> AJJz
print(("\x410"):byte(1, -1)) --> 65	48
print(("\255\xff"):byte(1, -1)) --> 255	255
print(({load([[return "\256"]], "=c")})[2]) --> c:1: decimal escape too large near '"\256"'
print(({load([[return "\300x"]], "=c")})[2]) --> c:1: decimal escape too large near '"\300x'
print(({load([[return "\xg0"]], "=c")})[2]) --> c:1: hexadecimal digit expected near '"\xg'
print(({load([[return "\x4"]], "=c")})[2]) --> c:1: hexadecimal digit expected near '"\x4"'
print(({load([[return "\q"]], "=c")})[2]) --> c:1: invalid escape sequence near '"\q'
