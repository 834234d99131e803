# Every machine at every time: holes and stripes show what averages hide.
[plot]
title = How full each machine is
file = heatmap.csv

[panel cells]
kind = heatmap
x = time
x-size = duration
x-unit = seconds
x-title = Time since the trace's start
y = first_machine
y-size = machines
y-title = Machine index
unit = fraction

[series cells/allocated]
column = allocated
label = Allocated of the dominant resource
