# A replay beside the schedule that the trace was recorded with; only with [metrics] recorded.
[plot]
title = Allocated in the replay, and by the trace's own scheduler
file = recorded.csv
kind = lines
x = time
x-unit = seconds
x-title = Time since the trace's start

[panel resource]
each = <r>_capacity
title = <r>
unit = <r>
legend = list

[series resource/capacity]
column = <r>_capacity
label = capacity
colour = capacity
out-of-scale = 8

[series resource/recorded]
column = <r>_recorded
label = as recorded
colour = gpu

[series resource/allocated]
column = <r>_allocated
label = replayed
colour = cpu
