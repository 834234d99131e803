# What tasks ask for, what of it is reserved for them, and what they use: one panel a resource.
[plot]
title = Reclamation: limits, reservations and usage
file = reclamation.csv
kind = lines
x = time
x-unit = seconds
x-title = Time since the trace's start
columns = 2

[panel resource]
each = <r>_capacity
title = <r>
unit = <r>

[series resource/limits]
column = <r>_allocated
label = limits
colour = high

[series resource/reserved]
column = <r>_reserved
label = reserved
colour = middle

[series resource/used]
column = <r>_used
label = used
colour = used

[series resource/capacity]
column = <r>_capacity
label = capacity
colour = capacity

[panel reclaimed]
title = Running in what was reclaimed
y-title = part of limits beyond capacity
unit = fraction
zero = nothing ran in it

[series reclaimed/resource]
column = <r>_in_reclaimed
colour = <r>

[panel shortfall]
title = Shortfall
y-title = evictions so far
unit = count
zero = no machine ran short

[series shortfall/tasks]
column = shortfall_evictions
label = tasks
colour = high
