# Free capacity that nothing can use.
[plot]
title = Fragmentation: free capacity that waiting work cannot use
file = timeline.csv
kind = lines
x = time
x-unit = seconds
x-title = Time since the trace's start

[panel stranded]
title = Stranded
y-title = share of free capacity on machines where no task of the mix fits
unit = fraction
zero = nothing was stranded

[series stranded/resource]
column = <r>_stranded
colour = <r>

[panel external]
title = External
y-title = share of free capacity that is not on the machine with most of it
unit = fraction
zero = nothing was fragmented

[series external/resource]
column = <r>_external
colour = <r>

[panel fit]
title = Room left
y-title = further tasks of the reference size that fit
unit = count

[series fit/count]
column = fit_count
label = tasks
