# Of a trace by itself: what would be allocated if every task started at once.
[plot]
title = Offered load by tier
file = trace-load.csv
kind = lines
x = time
x-unit = seconds
x-title = Time since the trace's start

[panel resource]
each = <r>_offered
title = <r>
unit = <r>
zero = nothing is asked for

[series resource/tiers]
column = <r>_offered_<tier>
order = reverse
style = area
colour = <tier>

[series resource/capacity]
column = <r>_capacity
label = capacity
colour = capacity
out-of-scale = 8
