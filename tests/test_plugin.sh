#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Policies from outside: the example of docs/writing-a-policy.md as the page has it, compiled
# against installed headers by the page's own commands; every kind of policy; every way to be refused.

top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
top_srcdir=$(realpath "$top_srcdir")
BERTH=$(realpath "${BERTH:-$top_srcdir/build/berth}")
page=$top_srcdir/docs/writing-a-policy.md
cd "$tap_dir" || exit 99
export BERTH_PLOTS_DIR=$top_srcdir/plots

says() { grep -Fq -- "$2" "$1" || { echo "$1 has no: $2"; cat "$1"; return 1; }; }

# What the page says -------------------------------------------------------------------------------

# block LANGUAGE N: the Nth block of that language.
block() {
  awk -v open="\`\`\`$1" -v n="$2" '
    /^```/ { if (on) on = 0; else if ($0 == open) on = ++seen == n; next }
    on' "$page"
}

# Headers and berth.pc as they are installed, below $tap_dir.
install_headers() {
  env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL "${MAKE:-make}" -s -C "$(dirname "$BERTH")" \
    DESTDIR="$tap_dir/root" install-includeHEADERS install-pkgincludeHEADERS \
    install-pkgconfigDATA &&
    mkdir -p pkgconfig &&
    sed "s|=/|=$tap_dir/root/|" "$(find root -name berth.pc)" >pkgconfig/berth.pc
}

# What a reader has: a compiler, berth and quickstart.scenario.
mkdir bin traces
compiler=${CC:-$(command -v cc)}
[[ $compiler != cc ]] || compiler=$(command -v cc)
printf '#!/bin/sh\nexec %s "$@"\n' "$compiler" >bin/cc
printf '#!/bin/sh\nexec "%s" "$@"\n' "$BERTH" >bin/berth
chmod +x bin/cc bin/berth
export PATH=$tap_dir/bin:$PATH
export PKG_CONFIG_PATH=$tap_dir/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
cp "$top_srcdir/scenarios/quickstart.scenario" .
cp "$top_srcdir"/traces/quickstart-* traces/
sed -i 's|\.\./traces/|traces/|' quickstart.scenario

# compile NAME [FLAGS]: NAME.c becomes NAME.so.
compile() {
  cc -O2 -ffp-contract=off -shared -fPIC "${@:2}" $(pkg-config --cflags berth) -o "$1.so" "$1.c"
}

page_example() {
  block c 1 >awake.c && [[ $(wc -l <awake.c) -le 30 ]] &&
    block sh 1 >commands.sh && [[ $(wc -l <commands.sh) -eq 3 ]] &&
    sh -e commands.sh >page.text && says page.text 'awake (score): machines that run' &&
    says page.text '1 where less is free' && says page.text 'From ./awake.so.' &&
    says page.text 'results         results/quickstart'
}

page_header_is_clean() {
  compile awake -std=c17 -pedantic -Wall -Wextra -Wshadow -Wconversion -Werror
}

# A plugin for each step to more speed.
page_faster() {
  local line
  line=$(block c 2)
  [[ $line = *depends_on* ]] || return
  sed "s/^  \.columns = .*/&\n$line/" awake.c >faster.c && grep -q DEPENDS_ON_MACHINE faster.c &&
    sed -e 's/^static void$/static VECTOR_BODY void/' -e 's/{ sweep }/VECTOR_LIST (sweep)/' \
      -e 's/^static const ScorePolicy/SCORE_SWEEP (sweep)\n\n&/' faster.c >fastest.c &&
    grep -q SCORE_SWEEP fastest.c && compile faster && compile fastest
}

# results_of PLUGIN ARGS...: checksums of all that quickstart leaves.
results_of() {
  rm -rf same
  berth run -q --no-plots --plugin "./$1.so" --set 'scheduler.scores=awake:2;worst-fit' -o same \
    --set metrics.tasks=always "${@:2}" kept.scenario && (cd same && sha256sum ./*.csv summary.json)
}

same_results() {
  local plugin way wanted
  sed '/^\[assert\]/,$d' quickstart.scenario >kept.scenario # what it promises is not for all scores
  wanted=$(results_of awake) && [[ -n $wanted ]] || return
  for plugin in awake faster fastest; do
    for way in --search=all --search=quickest --vectors=portable; do
      [[ $(results_of $plugin $way) = "$wanted" ]] || { echo "$plugin $way differs"; return 1; }
    done
  done
  [[ $(results_of awake --set scheduler.scores=worst-fit) != "$wanted" ]]
}

# What it does -------------------------------------------------------------------------------------

cat >machines.csv <<'END'
machine,cpu,memory,gpu
m1,8,16GiB,2
m2,16,64GiB,0
m3,8,16GiB,2
END
# a fits on m2 alone and wakes it for b; c, which wants a GPU, wakes m1 for d; f has only m3 left.
cat >tasks.csv <<'END'
job,user,submit,duration,priority,cpu,memory,gpu
a,u,0,100,100,1,20GiB,0
b,u,1,100,100,6,12GiB,0
c,v,2,100,100,1,2GiB,1
d,v,3,100,100,2,1GiB,0
e,w,4,100,100,8,2GiB,0
f,w,5,100,100,6,12GiB,0
END
cat >s.scenario <<'END'
[cell]
machines = machines.csv
[workload]
trace = tasks.csv
[scheduler]
scores = best-fit
preempt = none
END

# shows COLUMN VALUES: that column of tasks.csv in one line, in the order in which tasks ended.
shows() {
  [[ $(column "$1" out) = "$2" ]] || { cat out/tasks.csv; return 1; }
}
column() {
  awk -F, -v field="$1" '
    NR == 1 { for (i = 1; i <= NF; i++) if ($i == field) at = i; next }
    { printf "%s%s", (NR > 2 ? " " : ""), $at }' "$2/tasks.csv"
}

# run ARGS...: into `out`.
run() { berth run -q --no-plots --set metrics.tasks=always -o out "$@" s.scenario; }

places_as_only_it_would() {
  local score wanted='m2 m2 m1 m1 m2 m3'
  run --plugin awake.so --set scheduler.scores=awake && shows machine "$wanted" || return
  for score in none best-fit worst-fit cosine balanced spread; do
    run --set scheduler.scores=$score && [[ $(column machine out) != "$wanted" ]] ||
      { echo "$score does the same"; return 1; }
  done
}

scenario_names_it() {
  sed 's/^scores = .*/scores = awake:2;best-fit/' s.scenario >named.scenario
  berth check --plugin ./awake.so named.scenario >out.text &&
    says out.text 'scores awake:2;best-fit:1' &&
    ! berth check named.scenario 2>err.text && says err.text "'awake' is no score policy"
}

scenario_loads_nothing() {
  ! run --set scheduler.plugin=./awake.so 2>err.text && says err.text "unknown key 'plugin'"
}

manifest_names_it() {
  local sum
  sum=$(sha256sum <awake.so) && sum=${sum%% *}
  run --plugin "$PWD/awake.so" --set scheduler.scores=awake &&
    grep -A 3 '"plugins": \[' out/manifest.json >plugins.text &&
    says plugins.text '"name": "awake.so"' && says plugins.text "\"sha256\": \"$sum\"" &&
    ! grep -Fq "$PWD" out/manifest.json && run && says out/manifest.json '"plugins": []'
}

explain_needs_it() {
  run --plugin awake.so --set scheduler.scores=awake &&
    berth explain out --task c/0 --plugin ./awake.so >out.text && says out.text 'm1' &&
    ! berth explain out --task c/0 2>err.text &&
    says err.text 'the run was with the plugin awake.so; expected it to be given with --plugin' &&
    ! berth explain out --task c/0 --plugin faster.so 2>err.text &&
    says err.text 'faster.so: this is not the awake.so that the run was with' &&
    ! berth explain out --task c/0 --plugin awake.so --plugin kinds.so 2>err.text &&
    says err.text 'kinds.so: the run was without this plugin'
}

# Every kind ---------------------------------------------------------------------------------------

cat >kinds.c <<'END'
#include <berth/policy.h>

static void
nothing (const Holdings *holdings, OrderKey *key)
{
  (void) holdings;
  key->amount = 0;
  key->capacity = 1;
}
static int
last_user (const OrderKey *a, const OrderKey *b)
{
  return COMPARE (b->user, a->user);
}
static const OrderPolicy order = {
  .head = { "last-user", "the user who appeared last", NULL },
  .share = nothing,
  .compare = last_user,
};

static VECTOR_BODY void
second (const PolicyView *view, const Columns *columns, guint8 *keep)
{
  for (guint i = 0; i < columns->count; i++)
    keep[i] &= view->priority >= 200 || columns->machine[i] % 2 == 1;
}
FILTER_SWEEP (second)
static const FilterPolicy filter = {
  .head = { "second", "every second machine, but for production", NULL },
  .depends_on = DEPENDS_ON_ATTRIBUTES,
  .columns = COLUMN_NUMBER,
  .sweep = VECTOR_LIST (second),
};

static int
most_victims (const VictimCost *a, const VictimCost *b)
{
  return COMPARE (a->count, b->count) + 2 * COMPARE (a->highest_priority, b->highest_priority);
}
static const PreemptPolicy preempt = {
  .head = { "lowly", "lowest priority, then fewest", NULL },
  .compare = most_victims,
};

const BerthPlugin berth_plugin = {
  .abi = BERTH_PLUGIN_ABI,
  .orders = (const OrderPolicy *const[]){ &order, NULL },
  .filters = (const FilterPolicy *const[]){ &filter, NULL },
  .preempts = (const PreemptPolicy *const[]){ &preempt, NULL },
};
END

kinds_are_listed() {
  compile kinds -Wall -Wextra -Werror || return
  berth policies --plugin kinds.so --plugin awake.so >out.text &&
    grep -Eq '^  last-user +the user who appeared last \(from kinds\.so\)$' out.text &&
    grep -Eq '^  second +every second .* \(from kinds\.so\)$' out.text &&
    grep -Eq '^  lowly +lowest .* \(from kinds\.so\)$' out.text &&
    grep -Eq '^  awake +.* \(from awake\.so\)$' out.text && ! grep -q 'best-fit .*(from' out.text &&
    berth policies --plugin kinds.so --json lowly >out.text &&
    says out.text '"plugin" : "kinds.so"' && berth policies --json none >out.text &&
    says out.text '"plugin" : null'
}

# Only m2 is left, which has no GPUs; what is production now may go anywhere.
filter_filters() {
  run --plugin kinds.so --set scheduler.filters=second &&
    shows job 'a b d f e c' && shows machine 'm2 m2 m2 m2 m2 ' &&
    says out/unschedulable.csv 'second' && sed 's/,100,100,1,/,100,200,1,/' tasks.csv >prod.csv &&
    run --plugin kinds.so --set scheduler.filters=second --set workload.trace=prod.csv &&
    shows job 'a b c d f e' && shows machine 'm2 m2 m1 m2 m2 m2'
}

# All at once on one machine that takes one at a time: the last user's go first.
order_orders() {
  printf '%s\n' machine,cpu,memory m,1,1GiB >one.csv
  printf '%s\n' job,user,submit,duration,priority,cpu,memory a,u,0,10,100,1,1 b,v,0,10,100,1,1 \
    c,w,0,10,100,1,1 >three.csv
  run --set cell.machines=one.csv --set workload.trace=three.csv --plugin kinds.so \
    --set scheduler.order=last-user && shows job 'c b a'
}

# Two batch tasks or one of higher priority: it takes the two.
preempt_preempts() {
  printf '%s\n' machine,cpu,memory m1,2,4GiB m2,2,4GiB >two.csv
  printf '%s\n' job,user,submit,duration,priority,cpu,memory a,u,0,100,150,2,1 b,u,1,100,120,1,1 \
    c,u,2,100,120,1,1 d,v,3,10,200,2,1 >four.csv
  run --set cell.machines=two.csv --set workload.trace=four.csv --plugin kinds.so \
    --set scheduler.preempt=lowly && shows preemptions '0 0 1 1'
}

# What is refused ----------------------------------------------------------------------------------

# refused TEXT ARGS...: status 1, one line that says TEXT, nothing left behind.
refused() {
  local text=$1 result
  shift
  rm -rf refused
  berth run -q -o refused "$@" s.scenario >out.text 2>err.text
  result=$?
  [[ $result -eq 1 && ! -s out.text && $(wc -l <err.text) -eq 1 && ! -e refused ]] ||
    { echo "status $result"; cat out.text err.text; return 1; }
  says err.text "berth: $text"
}

# bad TEXT CODE: CODE, behind some parts to build with, makes a plugin that is refused so.
bad() {
  {
    cat <<'END'
#include <berth/policy.h>
#define NAMED(n) .head = { .name = n, .summary = "a policy" }
#define SCORES(...) .scores = (const ScorePolicy *const[]){ __VA_ARGS__, NULL }
#define SCORE(...) &(const ScorePolicy){ __VA_ARGS__ }
#define PLUGIN const BerthPlugin berth_plugin
static void sweep (const PolicyView *v, const Columns *c, const guint8 *k, double *s)
{ (void) v, (void) c, (void) k, (void) s; }
#define SWEEP .sweep = { sweep }
#define ABI .abi = BERTH_PLUGIN_ABI
void *used = (void *) sweep;
END
    echo "$2"
  } >bad.c
  compile bad && refused "$1" --plugin ./bad.so
}

no_file() { refused 'nix.so: cannot read: No such file' --plugin nix.so; }
no_object() { refused 'tasks.csv: cannot be loaded: ' --plugin tasks.csv; }
no_symbol() { bad './bad.so: has no symbol berth_plugin; expected a plugin' ''; }
other_abi() {
  bad './bad.so: its ABI version is 99; expected 2: compile it' \
    'PLUGIN = { .abi = 99, SCORES (SCORE (NAMED ("x"), SWEEP)) };'
}
nothing_in_it() { bad './bad.so: offers no policy; expected' 'PLUGIN = { ABI };'; }
needs_insides() {
  bad './bad.so: cannot be loaded: ' \
    'void cell_free (void); void f (void) { cell_free (); }
     PLUGIN = { ABI, SCORES (SCORE (NAMED ("x"), SWEEP)) };' &&
    says err.text 'undefined symbol: cell_free'
}
libtool_file() {
  echo "dlname='awake.so'" >awake.la
  refused 'awake.la: is a libtool library; expected the shared object itself' --plugin awake.la
}
clash_with_berth() {
  bad "./bad.so: score policy 'best-fit' is also one of berth itself; expected another name" \
    'PLUGIN = { ABI, SCORES (SCORE (NAMED ("best-fit"), SWEEP)) };'
}
clash_with_plugin() {
  cp awake.so other.so
  refused "./other.so: score policy 'awake' is also one of awake.so; expected another name" \
    --plugin awake.so --plugin ./other.so
}
clash_with_itself() {
  bad "./bad.so: score policy 'x' again; expected each name once" \
    'PLUGIN = { ABI, SCORES (SCORE (NAMED ("x"), SWEEP), SCORE (NAMED ("x"), SWEEP)) };'
}
other_kind_is_no_clash() {
  bad "./bad.so: score policy 'y' has no sweep" \
    'PLUGIN = { ABI, SCORES (SCORE (NAMED ("fit"), SWEEP), SCORE (NAMED ("y"))) };'
}
no_summary() {
  bad "./bad.so: score policy 'x' has no summary; expected a whole descriptor" \
    'PLUGIN = { ABI, SCORES (SCORE (.head = { .name = "x" }, SWEEP)) };'
}

no_hooks() {
  bad "./bad.so: score policy 'x' has no sweep; expected a whole descriptor" \
    'PLUGIN = { ABI, SCORES (SCORE (NAMED ("x"))) };' &&
    bad "./bad.so: filter policy 'x' has no sweep" \
      'static const FilterPolicy f = { NAMED ("x") };
       PLUGIN = { ABI, .filters = (const FilterPolicy *const[]){ &f, NULL } };' &&
    bad "./bad.so: order policy 'x' has no compare" \
      'static const OrderPolicy o = { NAMED ("x") };
       PLUGIN = { ABI, .orders = (const OrderPolicy *const[]){ &o, NULL } };' &&
    bad "./bad.so: preempt policy 'x' has no compare" \
      'static const PreemptPolicy p = { NAMED ("x") };
       PLUGIN = { ABI, .preempts = (const PreemptPolicy *const[]){ &p, NULL } };'
}

bad_names() {
  local name
  for name in '' X 'a b' 'a:1' 'a;b' none 1a -a ä; do
    bad "./bad.so: '$name' is no name for score policy 1; expected lower-case letters" \
      "PLUGIN = { ABI, SCORES (SCORE (NAMED (\"$name\"), SWEEP)) };" || return
  done
  bad "./bad.so: '' is no name for score policy 2" \
    'PLUGIN = { ABI, SCORES (SCORE (NAMED ("x"), SWEEP), SCORE (SWEEP)) };'
}

it 'headers and berth.pc are installed' install_headers
it 'the example of the page works by the commands of the page' page_example
it 'the public header compiles without a warning' page_header_is_clean
it 'the steps to more speed compile' page_faster
it 'they change no result, nor does the way to search' same_results
it 'it places tasks as berth does neither by itself nor when packing or spreading' places_as_only_it_would
it 'a scenario names it like any other' scenario_names_it
it 'a scenario loads no code' scenario_loads_nothing
it 'the manifest names it and its checksum' manifest_names_it
it 'policies are listed with where they come from' kinds_are_listed
it 'a filter filters' filter_filters
it 'an order orders' order_orders
it 'a preempt policy preempts' preempt_preempts
it 'explain runs again with the same plugins alone' explain_needs_it
it 'refused: no such file' no_file
it 'refused: no shared object' no_object
it 'refused: no symbol' no_symbol
it 'refused: another ABI, with both versions' other_abi
it 'refused: no policies' nothing_in_it
it 'refused: uses what berth does not show' needs_insides
it 'refused: a libtool library' libtool_file
it 'refused: a name of berth' clash_with_berth
it 'refused: a name of another plugin' clash_with_plugin
it 'refused: a name twice' clash_with_itself
it 'a name may be taken in another kind' other_kind_is_no_clash
it 'refused: no summary' no_summary
it 'refused: no sweep, no compare' no_hooks
it 'refused: names that a scenario cannot write' bad_names
tap_done
