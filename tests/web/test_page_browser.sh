#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The pages of a run and of a comparison in a real browser, Chromium without a window: in frames of a phone's and a screen's
# width, in light and in dark, checks.js tries what a reader would.

top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
cd "$tap_dir" || exit 99

# browse OPTION... URL: the document as it is once its scripts have run.
browse() {
  timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$tap_dir/profile" \
    --virtual-time-budget=20000 --dump-dom "$@" 2>"$tap_dir/browser.log"
}

if ! command -v chromium >/dev/null || ! browse about:blank | grep -q '<body>'; then
  skip 'pages in a browser' 'chromium cannot be started here'
  tap_done
fi

evil='<script>window.broken=1</script><img src=x onerror="window.broken=1">"&'"'"
quoted=${evil//\"/\"\"}

# Names that would be elements and scripts, did they not stay text.
write_evil() {
  {
    echo 'job,task,user,priority,submit,duration,cpu,memory'
    for i in 1 2 3 4; do
      echo "\"$i$quoted\",0,\"$quoted\",$((i * 60)),0,$((i * 300)),1,1024"
      echo "\"$i$quoted\",1,other,150,$((i * 60)),600,1,1024"
    done
  } >evil.csv
  cat >evil.scenario <<END
[scenario]
title = $evil
[cell]
resources = cpu; memory
[machines a]
count = 2
cpu = 1
memory = 2048
[workload]
trace = evil.csv
[metrics]
interval = 1min
END
  "$BERTH" run -q evil.scenario -o evil
}

# frame PAGE NAME EVIL: PAGE with checks.js behind it, which its own policy would not let run.
frame() {
  sed -e '/http-equiv="Content-Security-Policy"/s/<meta http-equiv="Content-Security-Policy"[^>]*>//' \
    -e 's|<head>|<head><script>window.scriptErrors = []; addEventListener("error", e => scriptErrors.push(e.message)); console.error = (...m) => scriptErrors.push(m.join(" "));</script>|' \
    "$1" >"$2"
  { [ -z "$3" ] || printf '<script>document.body.dataset.evil = %s</script>' "$3"
    echo '<script>'; cat "$top_srcdir/tests/web/checks.js"; echo '</script>'; } >>"$2"
}

# The page in two widths, and what its checks say, a line each.
frames() {
  cat >"$1-frames.html" <<END
<meta charset="utf-8"><meta name="color-scheme" content="light dark">
<pre></pre>
<script>addEventListener("message", e => document.querySelector("pre").append(e.data + "\n"));</script>
<iframe src="$1-framed.html" style="width:375px;height:800px"></iframe>
<iframe src="$1-framed.html" style="width:1440px;height:900px"></iframe>
END
}

# passed FILE CHECK: the check passed in both widths.
passed() {
  grep -a " at [0-9]* px: " "$1" | sed 's/.*<pre>//' | grep "^$2 at " >"$1.$2"
  cat "$1.$2"
  [ "$(grep -c ': fine$' "$1.$2")" -eq 2 ] && [ "$(wc -l <"$1.$2")" -eq 2 ]
}

# try NAME: the page NAME.html in light, and in dark what dark changes.
try() {
  local check
  frames "$1"
  browse "file://$tap_dir/$1-frames.html" >"$1.light"
  for check in hover keys sorting overflow contrast structure names errors; do
    it "$1: $check" passed "$1.light" "$check"
  done
}

"$BERTH" run -q "$top_srcdir/scenarios/quickstart.scenario" -o quickstart
frame quickstart/report.html quickstart-framed.html ''
try quickstart
browse --blink-settings=preferredColorScheme=0 "file://$tap_dir/quickstart-frames.html" >quickstart.dark
it 'quickstart: contrast in dark' passed quickstart.dark contrast
it 'quickstart: errors in dark' passed quickstart.dark errors

"$BERTH" compare -q --seeds 6 "$top_srcdir/scenarios/compare-fairness.scenario" -o comparison
frame comparison/report.html comparison-framed.html ''
try comparison

it 'a run with names that are no names' write_evil
frame evil/report.html evil-framed.html "\`${evil//<\/script>/<\\/script>}\`"
try evil

# As it is: its own policy lets its own script run, and no name.
as_it_is() {
  browse --enable-logging=stderr "file://$tap_dir/evil/report.html" >as-it-is.html
  grep CONSOLE "$tap_dir/browser.log"
  ! grep -q CONSOLE "$tap_dir/browser.log" && grep -q '<button type="button">' as-it-is.html
}
it 'the console stays empty' as_it_is
tap_done
