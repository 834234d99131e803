# Waiting tasks that no machine can take, even by allowed preemption, or that are over a quota.
[plot]
title = Unschedulable tasks, by tier and by reason
file = timeline.csv
kind = lines
x = time
x-unit = seconds
x-title = Time since the trace's start
unit = count

[panel tier]
title = By tier
y-title = pending tasks that cannot start
zero = no task was ever unschedulable

[series tier/tiers]
column = unschedulable_<tier>
order = reverse
style = area
colour = <tier>

[panel reason]
title = By reason
y-title = pending tasks that cannot start
zero = no task was ever unschedulable

[series reason/too-large]
column = unschedulable_too_large
label = too large
style = area

[series reason/no-match]
column = unschedulable_no_match
label = no match
style = area

[series reason/needs-preemption]
column = unschedulable_needs_preemption
label = needs preemption
style = area

[series reason/capacity]
column = unschedulable_capacity
label = cell is full
style = area

[series reason/fragmentation]
column = unschedulable_fragmentation
label = fragmentation
style = area

[series reason/topology]
column = unschedulable_topology
label = where others run
style = area

[series reason/gang]
column = unschedulable_gang
label = part of a gang fits
style = area

[series reason/quota]
column = unschedulable_quota
label = over quota
style = area
