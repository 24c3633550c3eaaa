-- The words of the input in lower case, one on a line.
for line in io.lines() do
  for word in line:lower():gmatch "%a+" do
    print(word)
  end
end
