-- The next event, if one comes soon.
local event, why = os.pull(1)
print("next event", event and event.type, why)
