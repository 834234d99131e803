# How much waits and how much runs.
[plot]
title = Pending and running tasks, by tier
file = timeline.csv
kind = lines
x = time
x-unit = seconds
x-title = Time since the trace's start
unit = count

[panel pending]
title = Pending
y-title = tasks
zero = no task waited at any sample

[series pending/tiers]
column = pending_<tier>
order = reverse
style = area
colour = <tier>

[panel running]
title = Running
y-title = tasks
zero = no task ran at any sample

[series running/tiers]
column = running_<tier>
order = reverse
style = area
colour = <tier>
