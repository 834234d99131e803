#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Small files in the shape of published traces of clusters, from end to end: what they are taken for, what
# runs, where, and when. Tests of the readers say what each cell means.

top_srcdir=$(realpath "${top_srcdir:-.}")
. "$top_srcdir/tests/tap.sh"

berth=$(realpath "${BERTH:-$top_srcdir/build/berth}")
cd "$tap_dir" || exit 99

# is_format FORMAT PATH: `berth trace info` knows it, and finds tasks.
is_format() {
  "$berth" trace info "$2" >info.txt 2>&1 && grep -q "^format  *$1, " info.txt || { cat info.txt; return 1; }
}

# runs PATH ROWS [GROUP]: job, task, user, tier, submit, start, end, machine and outcome, in order of the text.
runs() {
  printf '[workload]\ntrace = %s\n[scheduler]\norder = fifo\n%b' "$1" "${3:-}" >small.scenario
  rm -rf out
  "$berth" run small.scenario --quiet --no-plots -o out >run.txt 2>&1 || { cat run.txt; return 1; }
  tail -n +2 out/tasks.csv | cut -d, -f1-4,6-9,12 | LC_ALL=C sort >got.txt
  printf '%b' "$2" | diff - got.txt
}

# Alibaba 2017: a folder of all tables; instances say that 686 runs 25.5 s in the mean.
mkdir a17
printf '41562,41618,120,686,2,Terminated,50,0.0047\n41561,41700,120,687,1,Terminated,6400,0.0094\n' >a17/batch_task.csv
printf '41570,41590,120,686,523,Terminated,1,1,1.0,0.3,0.03,0.03\n41570,41601,120,686,711,Terminated,1,1,1,1,1,1\n' \
  >a17/batch_instance.csv
printf '0,Create,1,576,4,0.0424,0.0316,3|21\n41580,Create,2,711,8,0.08,0.03,8\n41990,Remove,2,711,8,0.08,0.03,8\n' \
  >a17/container_event.csv
printf '0,523,add,,64,0.69,1\n0,576,add,,64,0.69,1\n' >a17/server_event.csv
it 'alibaba2017: a folder' is_format alibaba2017 a17
it 'alibaba2017: its machines' grep -q '^machines  *2, cpu 128, ' info.txt
it 'alibaba2017: services and batch tasks run side by side' runs a17 \
'120/686,686.0,alibaba2017,batch,41562,41562,41587.5,523,finished
120/686,686.1,alibaba2017,batch,41562,41562,41587.5,523,finished
120/687,687.0,alibaba2017,batch,41561,41561,41700,576,finished
service/1,1,service,prod,0,0,,523,running
service/2,2,service,prod,41580,41580,41990,523,finished
'
it 'alibaba2017: all files are in the manifest' [ "$(grep -c '"a17/' out/manifest.json)" = 4 ]

# A trace in place of a scenario file stands for one that names it and says no more. Name, folder of the
# results, manifest and explain know it by the trace.
as_it_is() {
  printf '[workload]\ntrace = a17\n' >a17.scenario
  "$berth" run a17.scenario -q --no-plots -o named && "$berth" run a17 -q --no-plots -o itself || return
  for file in tasks.csv timeline.csv summary.json; do cmp "named/$file" "itself/$file" || return; done
  grep -q '"trace": "a17"' itself/manifest.json && ! grep -q '"trace"' named/manifest.json &&
    "$berth" check a17/ | grep -q '^trace  *alibaba2017 format'
}
explained() {
  "$berth" explain itself --task service/1/1 | grep -q 'placed on 523' || return
  mv a17/server_event.csv kept.csv && sed 's/^0,523,add,,64/0,523,add,,32/' kept.csv >a17/server_event.csv
  ! "$berth" explain itself --pending >explained.txt 2>&1 && mv kept.csv a17/server_event.csv &&
    grep -q 'a17/server_event.csv: it has changed since itself/manifest.json was written' explained.txt
}
without_machines() {
  cp small.scenario not-called-so && "$berth" check not-called-so >checked.txt &&
    printf 'job,submit,cpu\na,0,1\n' >lone.csv && ! "$berth" run lone.csv -q 2>err.txt &&
    [ "$(cat err.txt)" = 'berth: lone.csv: no machines; expected machines = FILE in [cell], or a group [machines NAME]' ] &&
    "$berth" run lone.csv -q --no-plots --set 'machines m.count=1' --set 'machines m.cpu=1' &&
    "$berth" compare lone.csv --vary 'scheduler.order=fifo;drf' -q --set 'machines m.count=1' --set 'machines m.cpu=1' &&
    [ -e results/lone.csv/manifest.json ]
}
it 'a folder in place of a scenario: the same run' as_it_is
it 'what was run that way is explained, and what has changed is said' explained
it 'a file in place of a scenario: --set says what it does not' without_machines

# Alibaba 2018: the same with and without containers beside it.
mkdir a18
printf 'M1,2,j_1,1,Terminated,100,108,50,0.39\nR2_1,1,j_1,1,Terminated,100,103,100,0.2\n' >a18/batch_task.csv
printf 'm_1,0,219,17,96,100,USING\n' >a18/machine_meta.csv
it 'alibaba2018: a folder' is_format alibaba2018 a18
batch='j_1/1,M1.0,alibaba2018,batch,100,100,108,m_1,finished
j_1/1,M1.1,alibaba2018,batch,100,100,108,m_1,finished
j_1/2,R2_1.0,alibaba2018,batch,108,108,111,m_1,finished
'
it 'alibaba2018: batch tasks alone' runs a18 "$batch"
printf 'c_1,m_1,0,app_7,started,400,400,1.56\nc_1,m_1,9,app_7,started,400,400,1.56\n' >a18/container_meta.csv
it 'alibaba2018: with a service' runs a18 "app_7,c_1,service,prod,0,0,,m_1,running\n$batch"
it 'alibaba2018: its later row is left out' \
  sh -c "'$berth' check small.scenario |
    grep -q '^left out  *later rows of containers: the first one counts: 1 (first: container_meta.csv:2)$'"

# Alibaba GPU 2020: who submitted it, when, and on which GPUs, is in other tables.
mkdir pai
printf 'j1,tensorflow,1.0,Terminated,162.0,200.0,600.0,29.296875,50.0,MISC\nj2,worker,2.0,Terminated,110.0,400.0,600.0,29.3,100.0,V100\n' \
  >pai/pai_task_table.csv
printf 'j1,i1,ann,Terminated,161.0,200.0\nj2,i2,ben,Terminated,100.0,400.0\n' >pai/pai_job_table.csv
printf 'i1,ann,T4,g,\ni2,ben,V100,g,nmt\n' >pai/pai_group_tag_table.csv
printf 'm1,T4,96,512,2\nm2,V100,96,512,8\n' >pai/pai_machine_spec.csv
it 'alibaba-gpu2020: a folder' is_format alibaba-gpu2020 pai
it 'alibaba-gpu2020: tasks run on the GPUs that they asked for' runs pai \
'j1/tensorflow,tensorflow.0,ann,batch,161,161,199,m1,finished
j2/worker,worker.0,ben,batch,100,100,390,m2,finished
j2/worker,worker.1,ben,batch,100,100,390,m2,finished
'

# Helios: jobs run on nodes of their virtual cluster.
mkdir Venus
printf '%s\n' job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,queue \
  '1,uX,vcA,1,1,1,COMPLETED,2020-06-09 18:41:01,2020-06-09 18:41:01,2020-06-09 18:42:01,60,0' \
  '2,uV,vcB,16,64,2,FAILED,2020-06-09 18:41:00,2020-06-09 18:41:27,2020-06-09 18:45:36,249,27' \
  '3,uV,vcB,8,8,1,FAILED,2020-06-09 18:41:10,2020-06-09 18:41:27,2020-06-09 18:45:36,249,17' >Venus/cluster_log.csv
printf 'date,vcA,vcB,total\n2020-06-09,8,16,24\n' >Venus/cluster_gpu_number.csv
it 'helios: a folder' is_format helios Venus
it 'helios: a gang fills its cluster, and the next job waits' runs Venus \
'1,0,vcA/uX,batch,1,1,61,vcA-0,finished
2,0,vcB/uV,batch,0,0,249,vcB-0,finished
2,1,vcB/uV,batch,0,0,249,vcB-1,finished
3,0,vcB/uV,batch,10,249,498,vcB-0,finished
'
it 'helios: the file is a trace as well' is_format helios Venus/cluster_log.csv

# sacct: machines are the scenario's.
printf '%s\n' 'JobID|User|Account|Submit|Elapsed|Timelimit|State|ReqTRES|NNodes' \
  '7|ann|phys|2024-05-31T12:00:00|00:01:00|02:00:00|COMPLETED|cpu=4,mem=16G,node=1|1' \
  '7.batch||phys|2024-05-31T12:00:00|00:01:00||COMPLETED|cpu=4,mem=16G,node=1|1' \
  '8_2|ben|phys|2024-05-31T11:59:00|00:00:30|00:01:00|FAILED|cpu=16,mem=32G,node=2|2' >jobs.txt
it 'sacct: a file' is_format sacct jobs.txt
it 'sacct: two nodes are two tasks that start together' runs jobs.txt \
'7,0,phys/ann,batch,60,60,120,node-0,finished
8_2,0,phys/ben,batch,0,0,30,node-0,finished
8_2,1,phys/ben,batch,0,0,30,node-1,finished
' '[machines node]\ncount = 2\ncpu = 8\nmemory = 64GiB\n'
it 'sacct: is written in berth'\''s own format' sh -c "'$berth' trace convert jobs.txt own.csv >/dev/null &&
  grep -q '^8_2,.*phys/ben' own.csv"
tap_done
