# Who pays for priority, and what it buys.
[plot]
title = Preemptions and waits, by tier
file = tiers.csv
x = tier
columns = 2

[panel preempted]
kind = bars
title = Preempted
y-title = evictions for another task's sake
unit = count
zero = none

[series preempted/tasks]
column = preempted
colour = <group>

[panel over-time]
kind = lines
file = timeline.csv
x = time
x-unit = seconds
x-title = Time since the trace's start
title = Preemptions
y-title = evictions so far
unit = count
zero = none

[series over-time/tiers]
column = preemptions_<tier>
order = reverse
style = area
colour = <tier>

[panel waits]
kind = bars
title = Wait
y-title = from submit to first start
unit = seconds
scale = auto
zero = no task waited

[series waits/p50]
column = wait_p50
label = median
colour = low

[series waits/p90]
column = wait_p90
label = 90th percentile
colour = middle

[series waits/p99]
column = wait_p99
label = 99th percentile
colour = high
