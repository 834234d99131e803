/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/json_parse.h"

#include <string.h>

#include "util/input_error.h"

typedef struct {
  const char *at, *end;
  guint line;
  guint depth;
} Scan;

static void
skip_string (Scan *scan)
{
  for (; scan->at < scan->end && *scan->at != '"'; scan->at++) {
    scan->line += *scan->at == '\n';
    if (*scan->at == '\\' && scan->at + 1 < scan->end)
      scan->at++;
  }
  if (scan->at < scan->end)
    scan->at++;
}

/* What is wrong with the next character, or NULL. */
static const char *
scan_next (Scan *scan)
{
  char c = *scan->at++;

  switch (c) {
  case '\n':
    scan->line++;
    return NULL;
  case '"':
    skip_string (scan);
    return NULL;
  case '{':
  case '[':
    return ++scan->depth > JSON_DEPTH_MAX ? "nested too deeply" : NULL;
  case '}':
  case ']':
    scan->depth -= scan->depth > 0;
    return NULL;
  case '/':
  case '#':
  case '\'':
    return "a comment, or a single quote";
  default:
    return NULL;
  }
}

/* An object or an array, and nothing else. */
static gboolean
check (const char *display, const char *text, gsize length, GError **error)
{
  Scan scan = { text, text + length, 1, 0 };
  gboolean begun = FALSE;

  while (scan.at < scan.end) {
    const char *what = NULL;

    if (scan.depth == 0 && !g_ascii_isspace (*scan.at)) {
      if (begun || (*scan.at != '{' && *scan.at != '['))
        what = begun ? "more than one value" : "no object and no array";
      begun = TRUE;
    }
    if (what == NULL)
      what = scan_next (&scan);
    if (what != NULL)
      return input_error (error, display, scan.line, "JSON", "%s", what);
  }
  return TRUE;
}

static gboolean
is_unicode (const char *text, gsize length, guint from, guint to)
{
  guint value = 0;

  if (length < 6 || text[0] != '\\' || text[1] != 'u')
    return FALSE;
  for (guint i = 2; i < 6; i++) {
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
    value = 16 * value + (guint) g_ascii_xdigit_value (text[i]);
  }
  return value >= from && value <= to;
}

/* How many bytes an escape has; 0: it is none of JSON's, or half a pair. */
static gsize
escape_length (const char *text, gsize length)
{
  if (length >= 2 && text[1] != '\0' && strchr ("\"\\/bfnrt", text[1]) != NULL)
    return 2;
  if (is_unicode (text, length, 0, 0xd7ff) || is_unicode (text, length, 0xe000, 0xffff))
    return 6;
  return is_unicode (text, length, 0xd800, 0xdbff)
             && is_unicode (text + 6, length - 6, 0xdc00, 0xdfff)
           ? 12
           : 0;
}

/* json-glib takes C's escapes as well, of which bytes may come that are no text. A backslash outside of
 * strings it refuses itself. */
static gboolean
check_escapes (const char *display, guint line, const char *text, gsize length, GError **error)
{
  const char *end = text + length, *at = text;

  while ((at = memchr (at, '\\', (gsize) (end - at))) != NULL) {
    gsize escape = escape_length (at, (gsize) (end - at));

    if (escape == 0) {
      for (; text < at; text++)
        line += *text == '\n';
      return input_error (error, display, line, "JSON", "an escape that stands for no character");
    }
    at += escape;
  }
  return TRUE;
}

/* What json-glib says begins with its own `<data>:3:14: Parse error: `, its lines from the text's
 * first. */
gboolean
json_parse_checked (JsonParser *parser, const char *display, guint line, const char *text,
                    gsize length, GError **error)
{
  g_autoptr (GError) fault = NULL;

  if (!check_escapes (display, line, text, length, error))
    return FALSE;
  if (json_parser_load_from_data (parser, text, (gssize) length, &fault))
    return TRUE;
  const char *place = strchr (fault->message, ':'), *what = strstr (fault->message, "error: ");
  guint64 within = place != NULL ? g_ascii_strtoull (place + 1, NULL, 10) : 0;
  what = what != NULL ? what + strlen ("error: ") : fault->message;
  return input_error (error, display, line + (guint) CLAMP (within, 1, G_MAXUINT / 2) - 1, "JSON",
                      "%s", what);
}

gboolean
json_parse_text (JsonParser *parser, const char *display, const char *text, gsize length,
                 GError **error)
{
  return check (display, text, length, error)
         && json_parse_checked (parser, display, 1, text, length, error);
}

gboolean
json_parse_file (JsonParser *parser, const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &cause))
    return input_error_file (error, path, "%s", cause->message);
  return json_parse_text (parser, path, text, length, error);
}

JsonObject *
json_parsed_object (JsonParser *parser)
{
  JsonNode *root = json_parser_get_root (parser);

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
}
