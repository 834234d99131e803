#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Bad input, case by case: a small good scenario (tests/bad_input/) with one thing wrong. Each must
# exit with status 1, say one line on standard error that begins with "berth: ", nothing on standard
# output, and leave no results.
#
# A case is a line of tests/bad_input.table:
#
#   what is wrong | how the good files are changed | what the line must say & also this & ...
#
# The change is one of
#
#   FILE s/a/b/     a sed expression on FILE; it must change something
#   FILE =TEXT      TEXT (as printf %b reads it) is all that FILE holds
#   FILE +TEXT      TEXT is put at the end of FILE
#   --set X         given to the command, nothing is changed
#   ! NAME          the function spoil_NAME of this script does it

top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
BERTH=${BERTH:-$top_srcdir/build/berth}
good=$(cd "$top_srcdir/tests/bad_input" && pwd) || exit 99

spoil_folder_as_scenario() { rm s.scenario && mkdir s.scenario; }
spoil_folder_as_machines() { rm machines.csv && mkdir machines.csv; }
spoil_folder_as_tasks() { rm tasks.csv && mkdir tasks.csv; }
spoil_no_scenario() { rm s.scenario; }
spoil_dangling_scenario() { ln -sf nowhere s.scenario; }
spoil_dangling_machines() { ln -sf nowhere machines.csv; }
spoil_dangling_tasks() { ln -sf nowhere tasks.csv; }
spoil_unreadable_scenario() { ln -sf /proc/self/mem s.scenario; }
spoil_unreadable_tasks() { ln -sf /proc/self/mem tasks.csv; }
spoil_pipe_as_scenario() { rm s.scenario && mkfifo s.scenario; }
spoil_pipe_as_tasks() { rm tasks.csv && mkfifo tasks.csv; }
spoil_empty_scenario() { : >s.scenario; }
spoil_empty_machines() { : >machines.csv; }
spoil_empty_tasks() { : >tasks.csv; }
spoil_nul_in_scenario() { printf 'title = a\0b\n' >>s.scenario; }
spoil_nul_in_tasks() { printf 'j9,0,ads,9,9,prod,\0001,1,0,,,,\n' >>tasks.csv; }
spoil_junk_scenario() { junk >s.scenario; }
spoil_junk_machines() { junk >machines.csv; }
spoil_junk_tasks() { junk >tasks.csv; }
spoil_long_line_scenario() { { printf 'title = '; many_bytes 1000000; echo; } >>s.scenario; }
spoil_long_line_machines() { { many_bytes 1048600; echo ',4,8GiB,0,a,r1,,,,'; } >>machines.csv; }
spoil_long_line_tasks() { { many_bytes 1048600; echo ',0,ads,9,9,prod,1,1,0,,,,'; } >>tasks.csv; }
spoil_huge_scenario() { { printf '# '; many_bytes 1100000; echo; } >>s.scenario; }
make_gangs() { printf 'job,task,user,submit,cpu,gang\na,0,ads,0,1,2\na,1,ads,0,1,2\n' >tasks.csv; }
spoil_gang_torn_apart() { make_gangs && sed -i 's/^users = listed/shuffle = true/' s.scenario; }
spoil_gang_backfills() {
  make_gangs && sed -i 's/^queue = skip/queue = easy/; s/^order = drf/order = fifo/' s.scenario
}
spoil_gang_order() { make_gangs && sed -i 's/^order = drf/order = shortest-job/' s.scenario; }
spoil_gang_with_grace() {
  make_gangs && sed -i 's/^queue = skip/grace = 5/; s/= none/= fewest-victims/' s.scenario
}
spoil_quota_with_gangs() { make_gangs && printf '\n[user ads]\nquota-prod = cpu:2\n' >>s.scenario; }
make_after() { sed -i '1s/$/,after/;2s/$/,/;3s/$/,j1/' tasks.csv; }
spoil_after_aging() { make_after && sed -i 's/^queue = skip/aging = 5/' s.scenario; }
spoil_after_quota() { make_after && printf '[user ads]\nquota-prod = cpu:2\n' >>s.scenario; }
spoil_after_inflate() { make_after && sed -i 's/^users = listed/inflate = cpu:2/' s.scenario; }
spoil_after_attempts() {
  make_after && sed -i 's/^queue = skip/job-time = 1/; s/^order = drf/order = fifo/' s.scenario
}
spoil_gang_by_waiting() { make_gangs && sed -i 's/^order = drf/order = guaranteed-share/' s.scenario; }
make_rules() { sed -i '1s/$/,spread/;2s/$/,/;3s/$/,zone:1/' tasks.csv; }
spoil_rules_backfill() { make_rules && sed -i 's/^queue = skip/queue = easy/; s/drf/fifo/' s.scenario; }
spoil_rules_backoff() { make_rules && sed -i 's/^queue = skip/retry-backoff = 1s..10s/' s.scenario; }
spoil_rules_volcano() { make_rules && sed -i 's/^preempt = none/preempt = volcano/' s.scenario; }
spoil_rules_exempt() {
  make_rules && sed -i 's/^preempt = none/preempt = fewest-victims\nexempt-time = 1h/' s.scenario
}
spoil_rules_attempts() { make_rules && sed -i 's/drf/fifo\njob-time = 1/' s.scenario; }
make_data() {
  sed -i '1s/$/,data,data-size/;2s/$/,,/;3s/$/,m1,1GiB/' tasks.csv &&
    sed -i 's/^zones = a;b$/transfer-rate = 1GiB/;13d' s.scenario
}
spoil_transfer_backfills() {
  make_data && sed -i 's/^queue = skip/queue = easy/; s/drf/fifo/' s.scenario
}
spoil_transfer_reclamation() { make_data && reclaim; }
spoil_transfer_attempts() { make_data && sed -i 's/drf/fifo\njob-time = 1/' s.scenario; }
spoil_gang_between_passes() { make_gangs && sed -i 's/^queue = skip/passes = event/' s.scenario; }
spoil_rules_gang() { make_gangs && sed -i '1s/$/,spread/;2,3s/$/,zone:1/' tasks.csv; }
reclaim() { sed -i 's/^preempt = none/reclamation = borg/' s.scenario; }
spoil_reclamation_gang() { make_gangs && reclaim; }
spoil_reclamation_spread() { make_rules && reclaim; }
spoil_reclamation_budget() { reclaim && sed -i '1s/count/budget/' tasks.csv; }
spoil_include_itself() { echo 'include = s.scenario' | insert_after_title; }
spoil_include_circle() {
  echo 'include = t.scenario' | insert_after_title
  printf '[scenario]\ninclude = s.scenario\n' >t.scenario
}
spoil_include_missing() { echo 'include = gone.scenario' | insert_after_title; }
spoil_include_deep() {
  local i
  echo 'include = i1.scenario' | insert_after_title
  for i in 1 2 3 4 5 6 7 8 9; do
    printf '[scenario]\ninclude = i%d.scenario\n' $((i + 1)) >i$i.scenario
  done
}
spoil_included_key() {
  echo 'include = base.scenario' | insert_after_title
  printf '[scheduler]\n# fine\nordre = drf\n' >base.scenario
}
spoil_truncated_gzip() {
  gzip -c tasks.csv | head -c 60 >tasks.csv.gz
  sed -i 's/tasks\.csv/tasks.csv.gz/' s.scenario
}
spoil_gzip_checksum() {
  gzip -nc tasks.csv | head -c -8 >tasks.csv.gz
  printf '\1\2\3\4\5\6\7\10' >>tasks.csv.gz
  sed -i 's/tasks\.csv/tasks.csv.gz/' s.scenario
}
spoil_no_gzip() {
  mv tasks.csv tasks.csv.gz
  sed -i 's/tasks\.csv/tasks.csv.gz/' s.scenario
}

junk() { printf '\211PNG\r\n\032\n\377\376\001\002\200\201[]=\n'; }
many_bytes() { head -c "$1" /dev/zero | tr '\0' x; }
insert_after_title() { sed -i '2r /dev/stdin' s.scenario; }

# change HOW: in the case's folder. Sets `options`.
change() {
  local file=${1%% *} what=${1#* }
  case $1 in
    '! '*) "spoil_$what" ;;
    '--set '*) options=(--set "$what") ;;
    "$file ="*) printf '%b' "${what#=}" >"$file" ;;
    "$file +"*) printf '%b' "${what#+}" >>"$file" ;;
    *)
      sed -i "$what" "$file"
      ! cmp -s "$file" "$good/$file" || { echo "the sed expression changes nothing"; return 1; }
      ;;
  esac
}

refused() {
  local how=$1 wanted=$2 folder status part options=()
  folder=$(mktemp -d "$tap_dir/case.XXXXXX")
  cp "$good"/* "$folder/"
  cd "$folder" || return
  change "$how" || return
  timeout 60 "$BERTH" run --no-plots -o out "${options[@]}" s.scenario >stdout 2>stderr
  status=$?
  cat stderr
  [[ $status -eq 1 ]] || { echo "exit status $status"; return 1; }
  [[ $(wc -l <stderr) -eq 1 && $(head -c 7 stderr) = 'berth: ' ]] ||
    { echo "not one line of berth's"; return 1; }
  [[ $(wc -c <stderr) -lt 1200 ]] || { echo "a long line"; return 1; }
  [[ ! -s stdout ]] || { echo "something on standard output"; return 1; }
  [[ -z $(find out -mindepth 1 2>/dev/null) ]] || { echo "results were left"; return 1; }
  while [[ -n $wanted ]]; do
    part=${wanted%% & *}
    [[ $wanted = *' & '* ]] && wanted=${wanted#* & } || wanted=
    grep -Fq -- "$part" stderr || { echo "nothing of: $part"; return 1; }
  done
  rm -r "$folder"
}

good_runs() {
  local folder=$tap_dir/good
  cp -r "$good" "$folder" && cd "$folder" && "$BERTH" run --no-plots -o out s.scenario &&
    [[ -e out/manifest.json ]]
}

it 'the good files run' good_runs
count=0
while IFS= read -r line; do
  [[ -n $line && $line != '#'* ]] || continue
  name=${line%% | *} rest=${line#* | }
  if [[ $rest = *unreadable* && ! -e /proc/self/mem ]]; then
    skip "$name" 'no /proc'
    continue
  fi
  it "$name" refused "${rest%% | *}" "${rest#* | }"
  count=$((count + 1))
done <"$top_srcdir/tests/bad_input.table"
it 'there are at least 60 cases' [ "$count" -ge 60 ]
tap_done
