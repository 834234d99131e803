/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cluster as `kubectl get nodes,pods,poddisruptionbudgets,priorityclasses -A -o json` would show it,
 * what nobody reads left out: 55 nodes in three zones, of which the third is the smallest, and what runs
 * there. And a deployment that is yet to come. */
#include "trace_rows.h"

#include <string.h>

#define WORKERS_PER_ZONE 18
#define GPU_NODES 4
#define MASTERS 3

enum { POOL_WORKER, POOL_GPU, POOL_MASTER };

typedef struct {
  char *name;
  char zone;
  int pool;
  gint64 cpu, memory; /* free; millicores, MiB */
  GHashTable *apps;   /* of which it has pods */
} Node;

/* Pods that are alike. */
typedef struct {
  const char *namespace, *app, *kind;
  guint count;
  gint64 cpu, memory;
  gboolean apart;  /* no two on one node */
  const char *more; /* of their spec */
} App;

typedef struct {
  GString *json;
  GArray *nodes; /* of Node */
  gsl_rng *rng;
  guint objects;
} Cluster;

static void
begin_object (Cluster *cluster)
{
  g_string_append (cluster->json, cluster->objects++ > 0 ? ",\n" : "");
}

/* Nodes ---------------------------------------------------------------------------------------- */

static void
add_node (Cluster *cluster, const char *role, guint number, char zone, int pool)
{
  static const struct { gint64 cpu, memory; const char *type, *more, *taint; } pools[] = {
    [POOL_WORKER] = { 7910, 29000, "standard-8", "", "" },
    [POOL_GPU] = { 15890, 118000, "gpu-16", ",\"nvidia.com/gpu\":\"4\"",
                   ",\"taints\":[{\"key\":\"nvidia.com/gpu\",\"value\":\"present\",\"effect\":\"NoSchedule\"}]" },
    [POOL_MASTER] = { 3920, 14000, "standard-4", "",
                      ",\"taints\":[{\"key\":\"node-role.kubernetes.io/control-plane\",\"effect\":\"NoSchedule\"}]" },
  };
  Node node = { .name = g_strdup_printf ("%s-%c-%02u", role, zone, number), .zone = zone, .pool = pool,
                .cpu = pools[pool].cpu, .memory = pools[pool].memory,
                .apps = g_hash_table_new (g_str_hash, g_str_equal) };
  gboolean cordoned = strcmp (node.name, "worker-c-12") == 0;
  begin_object (cluster);
  g_string_append_printf (
    cluster->json,
    "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"%s\",\"labels\":{"
    "\"kubernetes.io/arch\":\"amd64\",\"kubernetes.io/hostname\":\"%s\",\"kubernetes.io/os\":\"linux\","
    "\"node-role.kubernetes.io/%s\":\"\",\"node.kubernetes.io/instance-type\":\"%s\","
    "\"topology.kubernetes.io/region\":\"north\",\"topology.kubernetes.io/zone\":\"north-%c\"}},"
    "\"spec\":{\"providerID\":\"example:///%s\"%s%s},\"status\":{\"allocatable\":{\"cpu\":\"%" G_GINT64_FORMAT
    "m\",\"ephemeral-storage\":\"95551679124\",\"memory\":\"%" G_GINT64_FORMAT "Ki\",\"pods\":\"110\"%s},"
    "\"conditions\":[{\"type\":\"MemoryPressure\",\"status\":\"False\"},{\"type\":\"Ready\",\"status\":\"True\"}]}}",
    node.name, node.name, strcmp (role, "master") == 0 ? "control-plane" : role, pools[pool].type, zone,
    node.name, pools[pool].taint, cordoned ? ",\"unschedulable\":true" : "", node.cpu,
    node.memory * 1024, pools[pool].more);
  g_array_append_val (cluster->nodes, node);
}

static void
add_nodes (Cluster *cluster)
{
  for (char zone = 'a'; zone <= 'c'; zone++)
    for (guint n = 1; n <= (zone == 'c' ? 12 : WORKERS_PER_ZONE); n++)
      add_node (cluster, "worker", n, zone, POOL_WORKER);
  for (guint n = 1; n <= GPU_NODES; n++)
    add_node (cluster, "gpu", n, 'a' + (char) ((n - 1) % 2), POOL_GPU);
  for (guint n = 1; n <= MASTERS; n++)
    add_node (cluster, "master", n, 'a' + (char) (n - 1), POOL_MASTER);
}

/* Pods ----------------------------------------------------------------------------------------- */

static const char hash_letters[] = "bcdfghjklmnpqrstvwxz2456789";

static void
append_hash (Cluster *cluster, GString *out, guint length)
{
  for (guint i = 0; i < length; i++)
    g_string_append_c (out, hash_letters[between (cluster->rng, 0, sizeof hash_letters - 2)]);
}

static void
add_pod (Cluster *cluster, const App *app, Node *node, const char *set, guint number)
{
  gboolean deployed = strcmp (app->kind, "ReplicaSet") == 0;
  g_autoptr (GString) name = g_string_new (set);
  g_string_append_c (name, '-');
  if (strcmp (app->kind, "StatefulSet") == 0)
    g_string_append_printf (name, "%u", number);
  else
    append_hash (cluster, name, 5);
  begin_object (cluster);
  g_string_append_printf (
    cluster->json,
    "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\",\"labels\":{"
    "\"app\":\"%s\"%s%s%s},\"ownerReferences\":[{\"apiVersion\":\"%s/v1\",\"kind\":\"%s\",\"name\":\"%s\","
    "\"controller\":true}]},\"spec\":{\"nodeName\":\"%s\",\"containers\":[{\"name\":\"%s\",\"resources\":{"
    "\"requests\":{\"cpu\":\"%" G_GINT64_FORMAT "m\",\"memory\":\"%" G_GINT64_FORMAT "Mi\"%s}}}]%s},"
    "\"status\":{\"phase\":\"Running\"}}",
    name->str, app->namespace, app->app, deployed ? ",\"pod-template-hash\":\"" : "",
    deployed ? strrchr (set, '-') + 1 : "", deployed ? "\"" : "",
    strcmp (app->kind, "Job") == 0 ? "batch" : "apps", app->kind, set, node->name, app->app, app->cpu,
    app->memory, node->pool == POOL_GPU && strcmp (app->kind, "Job") == 0 ? ",\"nvidia.com/gpu\":\"1\"" : "",
    app->more != NULL ? app->more : ",\"priority\":0");
  node->cpu -= app->cpu;
  node->memory -= app->memory;
  g_hash_table_add (node->apps, (gpointer) app->app);
}

/* The node of the pool with most cpu free, the first of equals; zones take turns. */
static Node *
choose (Cluster *cluster, const App *app, int pool, guint turn)
{
  Node *best = NULL;
  for (guint i = 0; i < cluster->nodes->len; i++) {
    Node *node = &g_array_index (cluster->nodes, Node, i);
    if (node->pool != pool || node->cpu < app->cpu || node->memory < app->memory
        || (app->apart && g_hash_table_contains (node->apps, app->app))
        || (pool == POOL_WORKER && (guint) (node->zone - 'a') != turn % 3))
      continue;
    if (best == NULL || node->cpu > best->cpu)
      best = node;
  }
  return best;
}

static void
add_app (Cluster *cluster, const App *app, int pool)
{
  g_autoptr (GString) set = g_string_new (app->app);
  if (strcmp (app->kind, "ReplicaSet") == 0) {
    g_string_append_c (set, '-');
    append_hash (cluster, set, 9);
  }
  for (guint n = 0, turn = 0; n < app->count && turn < 3 * app->count + 9; turn++) {
    Node *node = choose (cluster, app, pool, turn);
    if (node != NULL)
      add_pod (cluster, app, node, set->str, n++);
  }
}

/* One on each node. */
static void
add_daemon (Cluster *cluster, const App *app)
{
  for (guint i = 0; i < cluster->nodes->len; i++)
    add_pod (cluster, app, &g_array_index (cluster->nodes, Node, i), app->app, i);
}

#define SYSTEM(name, number) ",\"priorityClassName\":\"" name "\",\"priority\":" number
#define ANY_TAINT ",\"tolerations\":[{\"operator\":\"Exists\"}]"
#define SELECTOR(app) "\"labelSelector\":{\"matchLabels\":{\"app\":\"" app "\"}}"
#define APART(app)                                                                                 \
  ",\"priority\":0,\"affinity\":{\"podAntiAffinity\":{"                                            \
  "\"requiredDuringSchedulingIgnoredDuringExecution\":[{\"topologyKey\":\"kubernetes.io/hostname\"," \
  SELECTOR (app) "}]}}"
#define EVEN(app)                                                                                  \
  ",\"priority\":0,\"topologySpreadConstraints\":[{\"maxSkew\":1,"                                 \
  "\"topologyKey\":\"topology.kubernetes.io/zone\",\"whenUnsatisfiable\":\"DoNotSchedule\","       \
  SELECTOR (app) "}]"
#define ON_GPUS                                                                                    \
  ",\"priority\":0,\"nodeSelector\":{\"node-role.kubernetes.io/gpu\":\"\"},\"tolerations\":["      \
  "{\"key\":\"nvidia.com/gpu\",\"operator\":\"Exists\",\"effect\":\"NoSchedule\"}]"

static void
add_pods (Cluster *cluster)
{
  static const App daemons[] = {
    { "kube-system", "kube-proxy", "DaemonSet", 0, 100, 64, FALSE,
      SYSTEM ("system-node-critical", "2000001000") ANY_TAINT },
    { "monitoring", "node-exporter", "DaemonSet", 0, 100, 50, FALSE, ",\"priority\":0" ANY_TAINT },
  };
  static const App apps[] = {
    { "data", "kafka", "StatefulSet", 9, 2000, 6144, TRUE, APART ("kafka") },
    { "data", "postgres", "StatefulSet", 6, 2000, 8192, TRUE, APART ("postgres") },
    { "shop", "payments", "ReplicaSet", 12, 1000, 2048, TRUE, APART ("payments") },
    { "shop", "cart", "ReplicaSet", 24, 1000, 1024, FALSE, EVEN ("cart") },
    { "kube-system", "coredns", "ReplicaSet", 4, 100, 170, FALSE,
      SYSTEM ("system-cluster-critical", "2000000000") },
    { "media", "transcode", "ReplicaSet", 36, 1000, 2048, FALSE, NULL },
    { "shop", "search", "ReplicaSet", 18, 1000, 4096, FALSE, NULL },
    { "monitoring", "prometheus", "StatefulSet", 2, 2000, 8192, FALSE, NULL },
    { "ci", "build", "Job", 24, 750, 3072, FALSE, NULL },
    { "data", "ingest", "ReplicaSet", 30, 700, 2048, FALSE, NULL },
    { "ingress", "nginx", "ReplicaSet", 6, 1000, 1024, FALSE, NULL },
    { "shop", "catalog", "ReplicaSet", 30, 750, 1024, FALSE, NULL },
    { "shop", "frontend", "ReplicaSet", 40, 500, 512, FALSE, NULL },
    { "media", "thumbnails", "ReplicaSet", 32, 500, 512, FALSE, NULL },
    { "data", "redis", "StatefulSet", 6, 500, 4096, FALSE, NULL },
    { "media", "api", "ReplicaSet", 30, 300, 512, FALSE, NULL },
    { "shop", "sessions", "ReplicaSet", 45, 200, 256, FALSE, NULL },
    { "data", "etl", "Job", 20, 250, 1024, FALSE, NULL },
    { "mail", "relay", "ReplicaSet", 12, 200, 256, FALSE, NULL },
  };
  static const App training = { "ml", "training", "Job", 12, 3500, 24576, FALSE, ON_GPUS };
  for (guint i = 0; i < G_N_ELEMENTS (daemons); i++)
    add_daemon (cluster, &daemons[i]);
  for (guint i = 0; i < G_N_ELEMENTS (apps); i++)
    add_app (cluster, &apps[i], POOL_WORKER);
  add_app (cluster, &training, POOL_GPU);
}

static void
add_policies (Cluster *cluster)
{
  begin_object (cluster);
  g_string_append (
    cluster->json,
    "{\"apiVersion\":\"policy/v1\",\"kind\":\"PodDisruptionBudget\",\"metadata\":{\"name\":\"payments\","
    "\"namespace\":\"shop\"},\"spec\":{\"minAvailable\":10,\"selector\":{\"matchLabels\":{\"app\":\"payments\"}}},"
    "\"status\":{\"currentHealthy\":12,\"desiredHealthy\":10,\"disruptionsAllowed\":2,\"expectedPods\":12}},\n"
    "{\"apiVersion\":\"scheduling.k8s.io/v1\",\"kind\":\"PriorityClass\",\"metadata\":{\"name\":"
    "\"system-cluster-critical\"},\"value\":2000000000},\n"
    "{\"apiVersion\":\"scheduling.k8s.io/v1\",\"kind\":\"PriorityClass\",\"metadata\":{\"name\":"
    "\"system-node-critical\"},\"value\":2000001000}");
}

static void
node_clear (gpointer data)
{
  Node *node = data;
  g_free (node->name);
  g_hash_table_unref (node->apps);
}

/* As somebody writes it for `kubectl apply`. */
static void
make_deployment (const char *folder)
{
  GString *json = g_string_new (
    "{\n"
    "  \"apiVersion\": \"apps/v1\",\n"
    "  \"kind\": \"Deployment\",\n"
    "  \"metadata\": { \"name\": \"checkout\", \"namespace\": \"shop\" },\n"
    "  \"spec\": {\n"
    "    \"replicas\": 40,\n"
    "    \"selector\": { \"matchLabels\": { \"app\": \"checkout\" } },\n"
    "    \"template\": {\n"
    "      \"metadata\": { \"labels\": { \"app\": \"checkout\" } },\n"
    "      \"spec\": {\n"
    "        \"containers\": [\n"
    "          { \"name\": \"checkout\", \"resources\": { \"requests\": { \"cpu\": \"500m\", \"memory\": \"1Gi\" } } },\n"
    "          { \"name\": \"proxy\", \"resources\": { \"requests\": { \"cpu\": \"100m\", \"memory\": \"128Mi\" } } }\n"
    "        ],\n"
    "        \"topologySpreadConstraints\": [\n"
    "          {\n"
    "            \"maxSkew\": 1,\n"
    "            \"topologyKey\": \"topology.kubernetes.io/zone\",\n"
    "            \"whenUnsatisfiable\": \"DoNotSchedule\",\n"
    "            \"labelSelector\": { \"matchLabels\": { \"app\": \"checkout\" } }\n"
    "          }\n"
    "        ]\n"
    "      }\n"
    "    }\n"
    "  }\n"
    "}\n");
  save_text (folder, "kubernetes-checkout.json", json);
  g_string_free (json, TRUE);
}

void
make_kubernetes (const char *folder)
{
  Cluster cluster = { .json = g_string_new ("{\"apiVersion\":\"v1\",\"items\":[\n"),
                      .nodes = g_array_new (FALSE, FALSE, sizeof (Node)),
                      .rng = stream_new (12, 0) };
  g_array_set_clear_func (cluster.nodes, node_clear);
  add_nodes (&cluster);
  add_pods (&cluster);
  add_policies (&cluster);
  g_string_append (cluster.json,
                   "\n],\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"\"}}\n");
  save_text (folder, "kubernetes-cluster.json", cluster.json);
  make_deployment (folder);
  g_string_free (cluster.json, TRUE);
  g_array_unref (cluster.nodes);
  gsl_rng_free (cluster.rng);
}
