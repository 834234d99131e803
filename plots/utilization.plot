# What is allocated to whom, what of it is used, and what there is: one panel a resource.
[plot]
title = Utilization: allocated by tier, used, and capacity
file = timeline.csv
kind = lines
x = time
x-unit = seconds
x-title = Time since the trace's start

[panel resource]
each = <r>_capacity
title = <r>
unit = <r>

# Stacked from the bottom: what nobody may take away lies lowest, prod below batch.
[series resource/tiers]
column = <r>_allocated_<tier>
order = reverse
style = area
colour = <tier>

[series resource/used]
column = <r>_used
label = used
colour = used

[series resource/capacity]
column = <r>_capacity
label = capacity
colour = capacity
