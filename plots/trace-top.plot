# Of a trace by itself: how much of the work is that of few tasks, and of few users.
[plot]
title = Share of the work that top tasks and top users have
kind = bars
columns = 2
unit = fraction

[panel tasks]
title = Top tasks
y-title = of request × run time
file = trace-top-tasks.csv
x = top
x-title = Tasks, of all
legend = none

[series tasks/resource]
column = <r>_share
colour = <r>

[panel users]
title = Top users
y-title = of request × run time
file = trace-top-users.csv
x = top
x-title = Users

[series users/resource]
column = <r>_share
colour = <r>
