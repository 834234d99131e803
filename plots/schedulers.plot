# Schedulers whose decisions take time: what conflicts cost, and who has to wait for them.
[plot]
title = Conflicts and busyness of schedulers
file = schedulers.csv
kind = bars
x = day
x-title = Day
columns = 2

[panel conflicts]
title = Conflict fraction
y-title = failed attempts per successful one
zero = no conflict

[series conflicts/schedulers]
column = conflict_fraction_*

[panel busyness]
title = Busyness
y-title = part of the day spent deciding
unit = fraction

[series busyness/schedulers]
column = busyness_*

[panel first]
title = Wait to first attempt
y-title = mean of jobs
unit = seconds
scale = auto
zero = no job waited

[series first/schedulers]
column = wait_first_*

[panel all]
title = Wait to fully scheduled
y-title = mean of jobs
unit = seconds
scale = auto
zero = no job waited

[series all/schedulers]
column = wait_scheduled_*
