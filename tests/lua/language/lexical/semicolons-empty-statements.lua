-- ';' is an empty statement anywhere; after return at most one
;;; local a = 1; ; ;
print(a); --> 1
do ; end
while false do ;; end
local function f() return 1; end
print(f()) --> 1
print(({load("return 1;;", "=c")})[2]) --> c:1: <eof> expected near ';'
print(load(";;;") ~= nil, load("; return;") ~= nil) --> true	true
local function g() ;;; return; end
print(select("#", g())) --> 0
