-- load does not skip a UTF-8 BOM; whitespace set is space \t \n \v \f \r
print(load("\xEF\xBB\xBFreturn 1") == nil) --> true
print(load(" \t\v\f\r\nreturn\v1\f+\t2")()) --> 3
print(load("return\xa01") == nil) --> true
