/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A value's bytes are taken over into `text` while its brackets are counted; at its end json-glib is
 * given the text. Of a list there are two texts: what comes before its elements, closed for json-glib
 * as if it ended there, and what comes after them, opened as if it began there. So each byte of a file
 * is looked at by json-glib, but for the commas and brackets between values, which are looked at
 * here. */
#include "util/json_items.h"

#include "util/byte_source.h"
#include "util/input_error.h"
#include "util/json_parse.h"

#include <string.h>

#define CHUNK 65536
#define BLANKS " \t\r\n"
#define TAIL_OPENED "{\"\":[]" /* what stands for the members before the end of the elements */

typedef enum {
  PLACE_TOP,     /* between values of the file */
  PLACE_OPENED,  /* before the first element of an array */
  PLACE_ELEMENT, /* behind an element */
} Place;

typedef enum { SCAN_FAILED, SCAN_WHOLE, SCAN_ELEMENTS } Scan;

struct JsonItems {
  ByteSource *source;
  char *display;
  char *member;        /* in quotes, or NULL */
  char *chunk;         /* CHUNK bytes, of which begin … end have not been looked at */
  gsize begin, end;
  guint line;          /* of the next byte */
  Place place;
  gboolean in_list;    /* the array is a member of an object */
  GString *text;       /* of the value that is being taken */
  guint text_line;     /* its first */
  guint value_line;    /* that of the value of the file that it is in */
  JsonParser *item, *list;
};

JsonItems *
json_items_new (const char *path, const char *display, const char *member, GError **error)
{
  ByteSource *source = byte_source_new (path, display, error);
  if (source == NULL)
    return NULL;
  JsonItems *items = g_new0 (JsonItems, 1);
  items->source = source;
  items->display = g_strdup (display);
  items->member = member != NULL ? g_strdup_printf ("\"%s\"", member) : NULL;
  items->chunk = g_malloc (CHUNK);
  items->text = g_string_new (NULL);
  items->item = json_parser_new ();
  items->list = json_parser_new ();
  return items;
}

void
json_items_free (JsonItems *items)
{
  if (items == NULL)
    return;
  byte_source_free (items->source);
  g_object_unref (items->item);
  g_object_unref (items->list);
  g_string_free (items->text, TRUE);
  g_free (items->chunk);
  g_free (items->member);
  g_free (items->display);
  g_free (items);
}

/* Bytes ---------------------------------------------------------------------------------------- */

/* The next byte stays where it is: its value and 1, 0 at the end, -1 with *error. */
static int
peek (JsonItems *items, char *ret, GError **error)
{
  if (items->begin == items->end) {
    gssize got = byte_source_read (items->source, items->chunk, CHUNK, error);
    if (got <= 0)
      return got < 0 ? -1 : 0;
    items->begin = 0;
    items->end = (gsize) got;
    if (items->line == 0 && got >= 3 && memcmp (items->chunk, "\xef\xbb\xbf", 3) == 0)
      items->begin = 3;
    items->line = MAX (items->line, 1);
    if (items->begin == items->end)
      return 0;
  }
  *ret = items->chunk[items->begin];
  return 1;
}

/* As peek(), of the next byte that is no white space. */
static int
peek_solid (JsonItems *items, char *ret, GError **error)
{
  int got;
  while ((got = peek (items, ret, error)) > 0 && *ret != '\0' && strchr (BLANKS, *ret) != NULL) {
    items->line += *ret == '\n' ? 1 : 0;
    items->begin++;
  }
  return got;
}

static gboolean
ended (const JsonItems *items, guint line, GError **error)
{
  return input_error (error, items->display, line, "a whole file of JSON",
                      "the file ends within what begins here");
}

/* Takes the next byte over into the text, where there must be one. */
static gboolean
take (JsonItems *items, char *ret, GError **error)
{
  int got = peek (items, ret, error);
  if (got <= 0)
    return got == 0 ? ended (items, items->text_line, error) : FALSE;
  if (items->text->len >= JSON_ITEMS_BYTES)
    return input_error (error, items->display, items->text_line, "objects of at most 4 MiB",
                        "what begins here is too long");
  if (*ret == '\0')
    return input_error (error, items->display, items->line, "JSON", "a NUL byte");
  items->line += *ret == '\n' ? 1 : 0;
  items->begin++;
  g_string_append_c (items->text, *ret);
  return TRUE;
}

static void
begin_text (JsonItems *items, const char *opened)
{
  g_string_assign (items->text, opened);
  items->text_line = items->line;
}

/* Values --------------------------------------------------------------------------------------- */

/* The rest of a string, whose first quote has been taken. A line that ends within one has an open
 * quote: it is said here, for the text would go on to the end of the file. */
static gboolean
take_string (JsonItems *items, GError **error)
{
  gboolean escaped = FALSE, closed;
  char c;
  do {
    if (!take (items, &c, error))
      return FALSE;
    if (c == '\n')
      return input_error (error, items->display, items->line - 1, "a quote that is closed",
                          "the line ends within a string");
    closed = c == '"' && !escaped;
    escaped = c == '\\' && !escaped;
  } while (!closed);
  return TRUE;
}

/* Does the text end in the member's name, which stands at `string`, and `: [`? */
static gboolean
at_elements (const JsonItems *items, gsize string)
{
  const char *name = items->text->str + string;
  if (items->member == NULL || !g_str_has_prefix (name, items->member))
    return FALSE;
  name += strlen (items->member);
  name += strspn (name, BLANKS);
  if (*name++ != ':')
    return FALSE;
  return strcmp (name + strspn (name, BLANKS), "[") == 0;
}

typedef struct {
  guint depth;
  guint64 arrays; /* a bit for each bracket that is open, the last one lowest */
} Brackets;

static gboolean
count_bracket (const JsonItems *items, char c, Brackets *open, GError **error)
{
  if (c == '{' || c == '[') {
    if (open->depth++ == JSON_ITEMS_DEPTH)
      return input_error (error, items->display, items->line, "at most 64",
                          "brackets within brackets, too many");
    open->arrays = open->arrays << 1 | (c == '[');
  } else if (c == '}' || c == ']') {
    if ((open->arrays & 1) != (c == ']'))
      return input_error (error, items->display, items->line, c == '}' ? "']'" : "'}'", "'%c'", c);
    open->depth--;
    open->arrays >>= 1;
  }
  return TRUE;
}

/* Takes the next object to its end, or, of a list at the top, to the beginning of its elements. `depth`
 * is 0, or 1 where the text has begun already. */
static Scan
scan (JsonItems *items, guint depth, gboolean top, GError **error)
{
  Brackets open = { .depth = depth };
  gsize string = 0;
  char c;
  do {
    if (!take (items, &c, error))
      return SCAN_FAILED;
    if (c == '[' && top && open.depth == 1 && at_elements (items, string))
      return SCAN_ELEMENTS;
    if (c == '"')
      string = items->text->len - 1;
    if (c == '"' ? !take_string (items, error) : !count_bracket (items, c, &open, error))
      return SCAN_FAILED;
  } while (open.depth > 0);
  return SCAN_WHOLE;
}

static gboolean
parse (const JsonItems *items, JsonParser *parser, GError **error)
{
  return json_parse_checked (parser, items->display, items->text_line, items->text->str,
                             items->text->len, error);
}

static int
take_item (JsonItems *items, JsonObject **ret_item, GError **error)
{
  *ret_item = parse (items, items->item, error)
                ? json_node_get_object (json_parser_get_root (items->item))
                : NULL;
  return *ret_item != NULL ? 1 : -1;
}

/* Places: each returns 1 with an object, 0 without one, -1 with *error ----------------------------- */

static int
at_top (JsonItems *items, char c, JsonObject **ret_item, GError **error)
{
  items->in_list = FALSE;
  begin_text (items, "");
  items->value_line = items->line;
  if (c == '[') {
    items->begin++;
    items->place = PLACE_OPENED;
    return 0;
  }
  if (c != '{')
    return input_error (error, items->display, items->line, "'{' or '['",
                        "this is no object of JSON, nor an array of them") - 1;
  switch (scan (items, 0, TRUE, error)) {
  case SCAN_WHOLE:
    return take_item (items, ret_item, error);
  case SCAN_ELEMENTS:
    g_string_append (items->text, "]}");
    items->in_list = TRUE;
    items->place = PLACE_OPENED;
    return parse (items, items->list, error) - 1;
  default:
    return -1;
  }
}

static int
close_array (JsonItems *items, GError **error)
{
  items->begin++;
  items->place = PLACE_TOP;
  if (!items->in_list)
    return 0;
  begin_text (items, TAIL_OPENED);
  switch (scan (items, 1, TRUE, error)) {
  case SCAN_WHOLE:
    return parse (items, items->item, error) - 1;
  case SCAN_ELEMENTS:
    return input_error (error, items->display, items->line, "one in an object", "another %s",
                        items->member) - 1;
  default:
    return -1;
  }
}

static int
in_array (JsonItems *items, char c, JsonObject **ret_item, GError **error)
{
  if (c == ']')
    return close_array (items, error);
  if (items->place == PLACE_ELEMENT) {
    if (c != ',')
      return input_error (error, items->display, items->line, "',' or ']'",
                          "an object is followed by something else") - 1;
    items->begin++;
    int got = peek_solid (items, &c, error);
    if (got <= 0)
      return got == 0 ? ended (items, items->value_line, error) - 1 : -1;
  }
  if (c != '{')
    return input_error (error, items->display, items->line, "'{'", "an element is no object") - 1;
  begin_text (items, "");
  items->place = PLACE_ELEMENT;
  return scan (items, 0, FALSE, error) != SCAN_FAILED ? take_item (items, ret_item, error) : -1;
}

int
json_items_next (JsonItems *items, JsonObject **ret_item, GError **error)
{
  char c;
  int got = 0;
  while (got == 0) {
    got = peek_solid (items, &c, error);
    if (got <= 0)
      return got == 0 && items->place != PLACE_TOP ? ended (items, items->value_line, error) - 1 : got;
    got = items->place == PLACE_TOP ? at_top (items, c, ret_item, error)
                                    : in_array (items, c, ret_item, error);
  }
  return got;
}

guint
json_items_line (const JsonItems *items)
{
  return items->text_line;
}

JsonObject *
json_items_list (const JsonItems *items)
{
  return items->in_list ? json_node_get_object (json_parser_get_root (items->list)) : NULL;
}

const char *
json_items_display (const JsonItems *items)
{
  return items->display;
}

double
json_items_progress (const JsonItems *items)
{
  guint64 size = byte_source_size (items->source);
  return size == 0 ? 1 : (double) byte_source_position (items->source) / (double) size;
}
