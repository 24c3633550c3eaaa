for line in io.lines() do
  io.write("[", line, "]\n")
end
os.exit(tonumber(arg[1]) or 3)
