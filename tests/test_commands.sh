#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The command as a person or a script meets it: help, pages made from the tables, exit statuses,
# what goes to which stream, interruption. Uses the good scenario of tests/bad_input/.

top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
BERTH=$(realpath "${BERTH:-$top_srcdir/build/berth}")
BERTH_PLOTS_DIR=$(realpath "$top_srcdir/plots")
export BERTH_PLOTS_DIR
cp "$top_srcdir"/tests/bad_input/* "$tap_dir/" || exit 99
cd "$tap_dir" || exit 99

# status WANTED COMMAND...: the exit status; streams are left in out and err.
status() {
  local wanted=$1 got
  shift
  "$@" >out.text 2>err.text
  got=$?
  [[ $got -eq $wanted ]] || { echo "status $got"; cat out.text err.text; return 1; }
}

says() { grep -Fq -- "$2" "$1" || { echo "$1 has no: $2"; cat "$1"; return 1; }; }
silent() { [[ ! -s $1 ]] || { cat "$1"; return 1; }; }

no_arguments() { status 2 "$BERTH" && says out.text 'usage: berth COMMAND'; }
version() { status 0 "$BERTH" --version && grep -Eq '^berth [0-9]+\.[0-9]+\.[0-9]+$' out.text; }
unknown_command() {
  status 2 "$BERTH" rnu && silent out.text && says err.text "did you mean 'run'?"
}
unknown_option() {
  status 2 "$BERTH" run --wat && says err.text 'berth: run: Unknown option --wat'
}
no_operand() { status 2 "$BERTH" run && says err.text 'FILE.scenario|TRACE is missing'; }
extra_operand() { status 2 "$BERTH" check s.scenario t && says err.text "'t' is too much"; }
bad_format() { status 2 "$BERTH" run --format=bmp s.scenario && silent out.text; }

each_command_helps() {
  local command
  for command in run check explain plot report policies sweep merge compare diff help; do
    status 0 "$BERTH" $command --help && silent err.text &&
      says out.text "usage: berth $command" && cp out.text help.text &&
      status 0 "$BERTH" help $command && cmp out.text help.text || return
  done
}

manual_page() {
  local word
  status 0 "$BERTH" help --man || return
  for word in '.TH BERTH 1' 'berth check' '\-\-no\-plots' 'share\-scope' 'least\-lost\-work' \
    '\-\-plugin=FILE.so' 'EXIT STATUS' 'manifest.json' '[machines NAME]'; do
    says out.text "$word" || return
  done
  ! grep -nP '[^\x00-\x7f]' out.text || return
  command -v groff >/dev/null || return 0
  [[ -z $(groff -man -ww -Tascii out.text 2>&1 >/dev/null) ]]
}

# complete_with WORDS...: what bash would offer for the last of them.
complete_with() {
  bash -c 'source ./completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _berth
           printf "%s\n" "${COMPREPLY[@]}"' - "$@"
}

completion() {
  "$BERTH" help --completion >completion.bash &&
    [[ $(complete_with berth ch) = check ]] &&
    [[ $(complete_with berth run s) = s.scenario ]] &&
    [[ $(complete_with berth run --format p) = $'png\npdf' ]] &&
    [[ $(complete_with berth run --format = s) = svg ]] &&
    [[ $(complete_with berth run --no) = --no-plots ]] &&
    touch p.so && [[ $(complete_with berth check --plugin p) = p.so ]] &&
    [[ $(complete_with berth run --set scheduler.or) = scheduler.order= ]] &&
    [[ $(complete_with berth explain --pen) = --pending ]] &&
    [[ $(complete_with berth policies dr) = drf ]] &&
    [[ $(complete_with berth tr) = trace ]] && [[ $(complete_with berth trace i) = info ]] &&
    [[ $(complete_with berth trace info --js) = --json ]] &&
    [[ $(complete_with berth trace info --format sw) = swf ]] &&
    [[ $(complete_with berth trace info s.sc) = s.scenario ]]
}

policies() {
  status 0 "$BERTH" policies && says out.text 'drf ' && says out.text 'least-lost-work' &&
    status 0 "$BERTH" policies score && says out.text 'best-fit' &&
    ! grep -q '^preempt' out.text &&
    status 0 "$BERTH" policies kube && says out.text 'scores = taint-toleration:3;' &&
    status 0 "$BERTH" policies drf && says out.text 'Ghodsi' &&
    status 0 "$BERTH" policies drf --json && says out.text '"kind" : "order"' &&
    status 1 "$BERTH" policies dfr && silent out.text && says err.text "did you mean 'drf'?"
}

check_says() {
  status 0 "$BERTH" check s.scenario && silent err.text &&
    says out.text 'machines    4, 1 later event' &&
    says out.text 'capacity    cpu 16 cores, memory 32 GiB, gpu 2' &&
    says out.text 'tasks       2 in 2 jobs of 2 users, 2 classes' &&
    says out.text 'in order' && says out.text 'scores best-fit:2'
}

check_json() {
  status 0 "$BERTH" check --json s.scenario && says out.text '"machines" : 4' &&
    says out.text '"horizon_seconds" : 86400'
}

run_says() {
  status 0 "$BERTH" run s.scenario && silent err.text && says out.text '4 machines' &&
    says out.text 'results/s: report.html, charts in its folder plots' &&
    [[ -s results/s/plots/utilization.svg && -s results/s/report.html ]]
}

run_json() {
  status 0 "$BERTH" run --no-plots --json -o json s.scenario && cmp out.text json/summary.json &&
    [[ ! -e json/plots && ! -e json/report.html ]]
}

run_seed() {
  status 0 "$BERTH" run --no-plots --json --seed 11 -o seed s.scenario &&
    says out.text '"seed": 11'
}

run_quiet() {
  status 0 "$BERTH" run --no-plots -q -o quiet s.scenario && silent out.text && silent err.text
}

run_assertion() {
  status 3 "$BERTH" run --no-plots -q -o failed --set 'assert.machines = > 4' s.scenario &&
    silent out.text && says err.text 'machines is 4; expected > 4' && [[ -e failed/manifest.json ]]
}

run_unknown_assertion() {
  sed -i 's/^tasks.submitted/tasks.submited/' s.scenario
  status 1 "$BERTH" run --no-plots -q -o unknown s.scenario &&
    says err.text "s.scenario:30: unknown key 'tasks.submited' in [assert]" &&
    says err.text "did you mean 'tasks.submitted'?"
}

# Far more than can be simulated before the signal comes.
run_interrupted() {
  local pid result
  printf '%s\n' 'job,submit,duration,cpu,memory,count' 'j,0,10,1,1,200000' >many.csv
  for ((i = 1; i < 20; i++)); do echo "j$i,$((i * 100)),10,1,1,200000"; done >>many.csv
  sed -e 's/tasks.csv/many.csv/' -e 's/= listed/= any/' -e 's/= 1d/= 100d/' \
    -e '/^.assert/,$d' "$top/s.scenario" >many.scenario
  "$BERTH" run --no-plots --set metrics.tasks=never -o many many.scenario >out.text 2>err.text &
  pid=$!
  for ((i = 0; i < 100; i++)); do [[ -d many ]] && break || sleep 0.1; done
  sleep 0.5
  kill -TERM $pid
  wait $pid
  result=$?
  [[ $result -eq 1 ]] && says err.text 'interrupted at' && says out.text ', interrupted' &&
    says many/manifest.json 'interrupted' && says many/summary.json '"interrupted": true'
}

top=$(cd "$OLDPWD" && cd "$top_srcdir/tests/bad_input" && pwd)

it 'berth alone shows what there is' no_arguments
it '--version' version
it 'an unknown command is wrong usage' unknown_command
it 'an unknown option is wrong usage' unknown_option
it 'a missing operand is wrong usage' no_operand
it 'an operand too many is wrong usage' extra_operand
it 'an unknown chart format is wrong usage' bad_format
it 'every command helps, both ways' each_command_helps
it 'the manual page has all the tables' manual_page
it 'completion completes' completion
it 'policies are listed and explained' policies
it 'check says what a scenario is' check_says
it 'check --json' check_json
it 'run prints a summary and draws charts' run_says
it 'run --json prints summary.json' run_json
it 'run --seed' run_seed
it 'run --quiet' run_quiet
it 'a failed assertion is status 3' run_assertion
it 'an unknown assertion is an error' run_unknown_assertion
it 'an interrupted run leaves whole results' run_interrupted
tap_done
