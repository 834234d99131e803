# Of a trace by itself: how many tasks come.
[plot]
title = Tasks submitted an hour, by tier
file = trace-load.csv
kind = lines
x = time
x-unit = seconds
x-title = Time since the trace's start
unit = count

[panel arrivals]
title = Arrivals
y-title = tasks an hour, without those of the first instant
zero = all tasks are submitted at once

[series arrivals/tiers]
column = arrivals_<tier>
order = reverse
style = area
colour = <tier>
