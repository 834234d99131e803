#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makefile.am names every file that belongs to berth: one that is forgotten is missed here and not
# first by someone who unpacks the release.

top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"

# listed DIR PATTERN: every file under DIR matching PATTERN stands in Makefile.am as a whole word;
# tests/test_x.c may stand there as the program tests/test_x.
listed() {
  local file word missing=0
  while IFS= read -r file; do
    word=${file//./\\.}
    [[ $1 = src ]] || word=${word%\\.c}'(\.c)?'
    grep -Eq "(^|[[:space:]])$word([[:space:]]|\$)" "$top_srcdir/Makefile.am" && continue
    echo "$file is not in Makefile.am"
    missing=1
  done < <(cd "$top_srcdir" && find "$1" -type f -name "$2" | LC_ALL=C sort)
  return $missing
}

it 'library and command sources are listed' listed src '*.c'
it 'headers are listed' listed src '*.h'
it 'test sources are listed' listed tests '*.[ch]'
it 'test scripts are listed' listed tests 'test_*.sh'
it 'plot definitions are listed' listed plots '*.plot'
it 'scenarios are listed' listed scenarios '*.scenario'
it 'benchmarks are listed' listed bench '*.c'
it 'documents are listed' listed docs '*.md'
tap_done
