/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/network_file.h"

#include "trace/network_graphml.h"
#include "util/input_error.h"
#include "util/line_reader.h"
#include "util/units.h"

#include <string.h>

#define WORDS_MAX 4 /* one more than a link has */

/* The words of a line, which is cut to pieces; how many, at most WORDS_MAX. */
static guint
split_line (char *line, char *words[WORDS_MAX])
{
  guint count = 0;
  char *comment = strchr (line, '#');
  if (comment != NULL)
    *comment = '\0';
  while (count < WORDS_MAX && *(line += strspn (line, " \t")) != '\0') {
    gsize length = strcspn (line, " \t");
    words[count++] = line;
    line += length;
    if (*line != '\0')
      *line++ = '\0';
  }
  return count;
}

static gboolean
read_link (const LineReader *reader, char *const *words, guint count, NetworkGraph *graph,
           GError **error)
{
  const char *display = line_reader_display (reader), *reason = NULL;
  guint number = line_reader_line (reader);
  gint64 length = 1;
  if (count != 2 && count != 3)
    return input_error (error, display, number, "two names, and perhaps a length, like rack1 spine 4",
                        "%s", count < 2 ? "a link of one name" : "more than a link");
  if (strcmp (words[0], words[1]) == 0)
    return input_error (error, display, number, "two names", "a link from '%s' to itself", words[0]);
  if (count == 3 && !integer_parse (words[2], 1, LINK_LENGTH_MAX, &length, &reason))
    return input_error (error, display, number,
                        "a whole number from 1 to " G_STRINGIFY (LINK_LENGTH_MAX),
                        "the length '%s' %s", words[2], reason);
  guint a = network_graph_vertex (graph, words[0]);
  network_graph_link (graph, a, network_graph_vertex (graph, words[1]), (gint32) length);
  return TRUE;
}

static gboolean
read_links (LineReader *reader, NetworkGraph *graph, GError **error)
{
  char *line, *words[WORDS_MAX];
  int got;
  while ((got = line_reader_next (reader, &line, error)) > 0) {
    guint count = split_line (line, words);
    if (count > 0 && !read_link (reader, words, count, graph, error))
      return FALSE;
  }
  return got == 0;
}

NetworkGraph *
network_file_read (const char *path, const char *display, GError **error)
{
  g_autoptr (NetworkGraph) graph = network_graph_new ();
  if (g_str_has_suffix (path, ".graphml")) {
    if (!network_graphml_read (path, display, graph, error))
      return NULL;
  } else {
    g_autoptr (LineReader) reader = line_reader_new (path, display, error);
    if (reader == NULL || !read_links (reader, graph, error))
      return NULL;
  }
  if (network_graph_links (graph) > 0)
    return g_steal_pointer (&graph);
  input_error (error, display, 0, "at least one", "no link");
  return NULL;
}
