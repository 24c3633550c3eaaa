-- 6.9 os.date: "!" formats of fixed times
print(os.date("!%Y-%m-%d %H:%M:%S", 0)) --> 1970-01-01 00:00:00
print(os.date("!%c", 0)) --> Thu Jan  1 00:00:00 1970
print(os.date("!%x %X %p %y %j", 86400 * 59)) --> 03/01/70 00:00:00 AM 70 060
print(os.date("!%a %A %b %B %d", 1e9)) --> Sun Sunday Sep September 09
print(os.date("!%I %M %w %u %%", 1000000000)) --> 01 46 0 7 %
print(os.date("!%D %T %R %F %e", 1234567890)) --> 02/13/09 23:31:30 23:31 2009-02-13 13
print(os.date("!%U %W %V %G %g %C %h", 1234567890)) --> 06 06 07 2009 09 20 Feb
print(os.date("!plain"), #os.date("!", 0), os.date("!%n", 0) == "\n", os.date("!%t", 0) == "\t") --> plain	0	true	true
print(os.date("!%Y-%m-%d", -1), os.date("!%H:%M:%S", -1), os.date("!%Y", 2^33 // 1 | 0)) --> 1969-12-31	23:59:59	2242
print(os.date("!%r", 3600 * 13), os.date("!%Y", "0"), os.date("!%S", 59.0)) --> 01:00:00 PM	1970	59
