-- errors for unterminated strings
print(({load("x = 'abc", "=c")})[2]) --> c:1: unfinished string near <eof>
print(({load("x = 'abc\ny'", "=c")})[2]) --> c:1: unfinished string near ''abc'
print(({load("x = [[abc", "=c")})[2]) --> c:1: unfinished long string (starting at line 1) near <eof>
print(({load("x = [==[abc]=]\n", "=c")})[2]) --> c:2: unfinished long string (starting at line 1) near <eof>
print(({load("x = [=abc", "=c")})[2]) --> c:1: invalid long string delimiter near '[='
print(({load("x = [==", "=c")})[2]) --> c:1: invalid long string delimiter near '[=='
print(({load('x = "abc\\', "=c")})[2]) --> c:1: unfinished string near <eof>
