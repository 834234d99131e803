# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# busy_tasks N: so many tasks for a busy cell with preemption and two users, from a fixed recurrence.
busy_tasks() {
  awk -v n="$1" 'BEGIN {
    print "job,user,submit,duration,tier,cpu,memory"
    x = 12345
    for (i = 0; i < n; i++) {
      x = (x * 1103 + 12347) % 1000003
      print i "," (x % 3 ? "ann" : "bob") "," i * 2 "," 30 + x % 900 "," \
        (x % 5 ? "batch" : "prod") "," 1 + x % 4 "," 512 * (1 + x % 7)
    }
  }'
}
