# What becomes of devices as requests for them arrive: how far allocation follows, and how much of
# what is left is in the wrong pieces (FGD's measure). Only where the cell has devices.
[plot]
title = Devices: allocation and fragments against what has been requested
file = timeline.csv
kind = lines
x = <r>_requested
x-unit = devices
x-title = Devices requested by all tasks so far

[panel allocated]
each = <r>_fragmentation_rate
title = <r>
y-title = devices
unit = <r>

[series allocated/requested]
column = <r>_requested
label = requested
colour = used

[series allocated/capacity]
column = <r>_capacity
label = capacity
colour = capacity

[series allocated/allocated]
column = <r>_allocated
label = allocated
colour = <r>

[panel fragments]
each = <r>_fragmentation_rate
title = <r>: fragments, by what typical tasks lack there
y-title = devices free and of no use
unit = <r>
zero = nothing was fragmented

[series fragments/devices]
column = <r>_fragmented_lacks_devices
label = room on devices
style = area

[series fragments/both]
column = <r>_fragmented_lacks_both
label = devices and others
style = area

[series fragments/others]
column = <r>_fragmented_lacks_others
label = other resources
style = area

[series fragments/neither]
column = <r>_fragmented_neither
label = none asked, no room
style = area

[series fragments/none]
column = <r>_fragmented_no_devices
label = none asked for
style = area

[series fragments/access]
column = <r>_fragmented_no_access
label = permission
style = area

[panel rate]
each = <r>_fragmentation_rate
title = <r>: fragmentation rate
y-title = share of free devices
unit = fraction
zero = nothing was fragmented

[series rate/rate]
column = <r>_fragmentation_rate
label = fragmented
colour = <r>
