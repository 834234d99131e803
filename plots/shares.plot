# The twelve users with most offered work; DRF keeps the lines of those who want more together.
[plot]
title = Dominant share of each user
file = shares.csv
kind = lines
x = time
x-unit = seconds
x-title = Time since the trace's start

[panel shares]
y-title = Largest share of any resource, divided by the user's weight
unit = fraction
legend = ends

[series shares/users]
column = *
