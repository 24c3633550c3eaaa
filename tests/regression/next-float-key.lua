-- `next` took a float for the integer key that it equals.
print(next({10, 20}, 1)) --> 2	20
print(pcall(next, {10, 20}, 1.0)) --> false	invalid key to 'next'
print(next({[1.5] = 1, [2^53] = 2} , 1.5)) --> 9007199254740992	2
