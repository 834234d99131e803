# Of a trace by itself: how long tasks run, how close they follow each other, what they ask for.
[plot]
title = Distributions of run times, gaps and requests
file = trace-distributions.csv
kind = cdf
x = share
columns = 3

[panel run-time]
title = Run time
y-title = share of tasks that end
unit = seconds
scale = log

[series run-time/value]
column = run_time
colour = used

[panel gap]
title = Gap
y-title = share of gaps between tasks
unit = seconds
scale = log

[series gap/value]
column = gap
colour = used

[panel request]
each = <r>_request
title = <r> requested
y-title = share of tasks
unit = <r>
scale = log

[series request/value]
column = <r>_request
colour = <r>
