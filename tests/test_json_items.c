/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects of JSON files: what each of the shapes gives, on which lines, the one error of faulty
 * files; and that any text gives what json-glib sees in the whole. */
#include "test.h"
#include "util/input_error.h"
#include "util/json_items.h"
#include "util/random.h"

#define CHUNK 65536 /* of bytes that are read at a time */

static char *
text_of (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  return json_to_string (node, FALSE);
}

/* All objects as `LINE:TEXT` a line, behind that of their list and `/`; an error as `! MESSAGE`. */
static char *
items_of (const char *path, const char *member)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonItems) items = json_items_new (path, "f", member, &error);
  GString *out = g_string_new (NULL);
  JsonObject *item;
  int got = -1;
  while (items != NULL && (got = json_items_next (items, &item, &error)) > 0) {
    g_autofree char *text = text_of (item);
    g_autofree char *list = json_items_list (items) != NULL ? text_of (json_items_list (items)) : NULL;
    g_string_append_printf (out, "%u:%s%s%s\n", json_items_line (items), list != NULL ? list : "",
                            list != NULL ? "/" : "", strlen (text) < 200 ? text : "long");
  }
  if (got < 0)
    g_string_append_printf (out, "! %s\n", error->message);
  else
    ck_assert (json_items_progress (items) == 1);
  return g_string_free (out, FALSE);
}

static char *
items_of_bytes (const char *bytes, gsize length, const char *member)
{
  const char *path = test_temp_path ("f.json");
  ck_assert (g_file_set_contents (path, bytes, (gssize) length, NULL));
  return items_of (path, member);
}

static const struct {
  const char *text, *expected; /* with lists named "items" */
} cases[] = {
  /* Lines, and values one behind the other. */
  { "", "" },
  { " \n\n", "" },
  { "{\"a\":1}\n{\"a\":2}\n", "1:{\"a\":1}\n2:{\"a\":2}\n" },
  { "\xef\xbb\xbf\r\n{\r\n\"a\":1}{}\t{ \"b\" : [ ] }", "2:{\"a\":1}\n3:{}\n3:{\"b\":[]}\n" },
  { "{\"a\":\n{\"b\":[{\"c\":[[]]},\n{}]}}", "1:{\"a\":{\"b\":[{\"c\":[[]]},{}]}}\n" },
  { "{\"a\":\"}\\\"{[\\\\\"}\n{\"ü\":\"\\u00fc\\\\\"}", "1:{\"a\":\"}\\\"{[\\\\\"}\n2:{\"ü\":\"ü\\\\\"}\n" },
  /* Arrays. */
  { "[]", "" },
  { "[{\"a\":1},\n\n{\"a\":2}\n]\n[{}]", "1:{\"a\":1}\n3:{\"a\":2}\n5:{}\n" },
  /* Lists: only a member of that name that is an array, of the object at the top. */
  { "{\"kind\": \"List\", \"items\": [{\"a\":1},\n{\"a\":2}], \"n\": {\"x\":[1,\"]\"]}}{\"b\":3}",
    "1:{\"kind\":\"List\",\"items\":[]}/{\"a\":1}\n2:{\"kind\":\"List\",\"items\":[]}/{\"a\":2}\n"
    "2:{\"b\":3}\n" },
  { "{\"items\"\n :\n [ ] }", "" },
  { "{\"items\": {\"a\": []}}", "1:{\"items\":{\"a\":[]}}\n" },
  { "{\"spec\": {\"items\": [1]}, \"xitems\": [2], \"x\": \"items\", \"y\": [3]}",
    "1:{\"spec\":{\"items\":[1]},\"xitems\":[2],\"x\":\"items\",\"y\":[3]}\n" },
  { "[{\"items\": [1]}]", "1:{\"items\":[1]}\n" },
  { "{\"items\": [{\"items\": [1]}]}", "1:{\"items\":[]}/{\"items\":[1]}\n" },
  /* No objects. */
  { "\n4", "! f:2: this is no object of JSON, nor an array of them; expected '{' or '['\n" },
  { "{},{}", "1:{}\n! f:1: this is no object of JSON, nor an array of them; expected '{' or '['\n" },
  { "[4]", "! f:1: an element is no object; expected '{'\n" },
  { "[[]]", "! f:1: an element is no object; expected '{'\n" },
  { "[{},]", "1:{}\n! f:1: an element is no object; expected '{'\n" },
  { "[,{}]", "! f:1: an element is no object; expected '{'\n" },
  { "[{}\n{}]", "1:{}\n! f:2: an object is followed by something else; expected ',' or ']'\n" },
  { "[{}}", "1:{}\n! f:1: an object is followed by something else; expected ',' or ']'\n" },
  /* No JSON. */
  { "{}\n{\"a\":\n1\n2}", "1:{}\n! f:3: unexpected number `1', expected string constant; expected JSON\n" },
  { "{\n\"a\":[1}", "! f:2: '}'; expected ']'\n" },
  { "{\"a\":1]", "! f:1: ']'; expected '}'\n" },
  { "{\n\"a\":\"b\n}", "! f:2: the line ends within a string; expected a quote that is closed\n" },
  { "{\"kind\"\n\"items\": [{}]}",
    "! f:1: unexpected string constant \"kind\", expected character `:'; expected JSON\n" },
  { "{\"items\": [{}]\n, \"items\": [{}]}", "1:{\"items\":[]}/{}\n! f:2: another \"items\"; expected one in an object\n" },
  { "{\"items\": [{}\n]\n \"a\":1}",
    "1:{\"items\":[]}/{}\n! f:2: unexpected character `]', expected character `,'; expected JSON\n" },
  /* Cut off. */
  { "\n\n{\"a\":\n", "! f:3: the file ends within what begins here; expected a whole file of JSON\n" },
  { "{\"a\":\"b", "! f:1: the file ends within what begins here; expected a whole file of JSON\n" },
  { "{\"a\":\"b\\", "! f:1: the file ends within what begins here; expected a whole file of JSON\n" },
  { "\n[", "! f:2: the file ends within what begins here; expected a whole file of JSON\n" },
  { "\n[{},\n", "2:{}\n! f:2: the file ends within what begins here; expected a whole file of JSON\n" },
  { "[\n{\"a\":", "! f:2: the file ends within what begins here; expected a whole file of JSON\n" },
  { "\n{\"items\":\n[{}\n", "3:{\"items\":[]}/{}\n! f:2: the file ends within what begins here; expected a whole file of JSON\n" },
  { "{\"items\":[{}\n],\n", "1:{\"items\":[]}/{}\n! f:2: the file ends within what begins here; expected a whole file of JSON\n" },
};

START_TEST (shapes)
{
  g_autofree char *got = items_of_bytes (cases[_i].text, strlen (cases[_i].text), "items");
  ck_assert_str_eq (got, cases[_i].expected);
}
END_TEST

START_TEST (no_lists)
{
  static const char text[] = "{\"items\": [{\"a\":1}]}";
  g_autofree char *got = items_of_bytes (text, strlen (text), NULL);
  ck_assert_str_eq (got, "1:{\"items\":[{\"a\":1}]}\n");
}
END_TEST

START_TEST (bytes_that_are_no_text)
{
  g_autofree char *nul = items_of_bytes ("{}\n{\"a\":\"\0\"}", 13, NULL);
  g_autofree char *latin = items_of_bytes ("{}\n{\"a\":\"\xfc\"}", 13, NULL);
  ck_assert_str_eq (nul, "1:{}\n! f:2: a NUL byte; expected JSON\n");
  ck_assert_str_eq (latin, "1:{}\n! f:2: JSON data must be UTF-8 encoded; expected JSON\n");
}
END_TEST

START_TEST (too_deep)
{
  for (guint depth = JSON_ITEMS_DEPTH; depth <= JSON_ITEMS_DEPTH + 1; depth++) {
    g_autoptr (GString) text = g_string_new ("\n{\"a\":");
    for (guint i = 1; i < depth; i++)
      g_string_append_c (text, '[');
    for (guint i = 1; i < depth; i++)
      g_string_append_c (text, ']');
    g_string_append_c (text, '}');
    g_autofree char *got = items_of_bytes (text->str, text->len, NULL);
    g_autofree char *fits = g_strdup_printf ("2:%s\n", text->str + 1);
    ck_assert_str_eq (got, depth == JSON_ITEMS_DEPTH
                             ? fits
                             : "! f:2: brackets within brackets, too many; expected at most 64\n");
  }
}
END_TEST

/* An object of so many bytes, and one behind it. */
static char *
two_of_size (gsize size)
{
  g_autofree char *filler = g_strnfill (size - strlen ("{\"a\":\"\"}"), 'x');
  g_autofree char *text = g_strdup_printf ("\n{\"a\":\"%s\"}\n{}", filler);
  return items_of_bytes (text, strlen (text), "items");
}

START_TEST (too_long)
{
  g_autofree char *longest = two_of_size (JSON_ITEMS_BYTES);
  g_autofree char *longer = two_of_size (JSON_ITEMS_BYTES + 1);
  ck_assert_str_eq (longest, "2:long\n3:{}\n");
  ck_assert_str_eq (longer, "! f:2: what begins here is too long; expected objects of at most 4 MiB\n");
}
END_TEST

/* What lies across the end of what is read at a time: a mark, a quote, a backslash, a newline. */
START_TEST (across_chunks)
{
  static const char item[] = "{\"a\":\"\\\\\\\"\"}";
  for (gsize before = CHUNK - strlen (item) - 2; before <= CHUNK; before++) {
    g_autofree char *blanks = g_strnfill (before, ' ');
    g_autofree char *text = g_strdup_printf ("%s%s\n%s", blanks, item, item);
    g_autofree char *got = items_of_bytes (text, strlen (text), NULL);
    ck_assert_str_eq (got, "1:{\"a\":\"\\\\\\\"\"}\n2:{\"a\":\"\\\\\\\"\"}\n");
  }
}
END_TEST

START_TEST (packed)
{
  static const char text[] = "{\"a\":1}\n[{\"b\":2}]";
  const char *plain = test_temp_file ("f.json", text), *path = test_temp_path ("f.json.gz");
  g_autofree char *command = g_strdup_printf ("gzip -kf '%s'", plain);
  ck_assert (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_autofree char *got = items_of (path, NULL);
  ck_assert_str_eq (got, "1:{\"a\":1}\n2:{\"b\":2}\n");
  ck_assert (truncate (path, 20) == 0);
  g_autofree char *cut = items_of (path, NULL);
  ck_assert_str_eq (cut, "! f: gzip data ends too early or is damaged; expected a whole .gz file\n");
  g_autofree char *missing = items_of (test_temp_path ("none.json"), NULL);
  ck_assert_str_eq (missing, "! f: cannot read: no such file\n");
}
END_TEST

/* Random texts ----------------------------------------------------------------------------------- */

static const char *const words[] = { "}", "{[", "\"", "\\", "\\\"", "a\nb", "ü", "x", "items" };

/* 0 … n - 1 */
static guint
below (guint64 *dice, guint n)
{
  *dice = random_mix (*dice);
  return (guint) (*dice % n);
}

static JsonNode *
random_value (guint64 *dice, guint depth)
{
  JsonNode *node = json_node_alloc ();
  guint side = below (dice, depth == 0 ? 2 : 4);
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonObject) object = json_object_new ();
  if (side == 0)
    return json_node_init_int (node, below (dice, 9));
  if (side == 1)
    return json_node_init_string (node, words[below (dice, G_N_ELEMENTS (words))]);
  for (guint i = below (dice, 4); i > 0; i--) {
    JsonNode *inner = random_value (dice, depth - 1);
    if (side == 2)
      json_array_add_element (array, inner);
    else
      json_object_set_member (object, words[below (dice, G_N_ELEMENTS (words))], inner);
  }
  return side == 2 ? json_node_init_array (node, array) : json_node_init_object (node, object);
}

static JsonNode *
random_object (guint64 *dice)
{
  JsonNode *node = random_value (dice, 4);
  while (!JSON_NODE_HOLDS_OBJECT (node)) {
    json_node_unref (node);
    node = random_value (dice, 4);
  }
  return node;
}

/* Objects written one behind the other, as an array, and as a list with more around its elements. */
START_TEST (random_texts)
{
  guint64 dice = (guint64) _i;
  guint shape = below (&dice, 3);
  g_autoptr (GString) text = g_string_new (((const char *[]){
    "", "[", "{\"a\": {\"items\": [1]}, \"items\": [" })[shape]);
  g_autoptr (GString) expected = g_string_new (NULL);
  for (guint i = 0, n = below (&dice, 9); i < n; i++) {
    g_autoptr (JsonNode) node = random_object (&dice);
    g_autofree char *pretty = json_to_string (node, below (&dice, 2) == 0);
    g_autofree char *plain = json_to_string (node, FALSE);
    JsonObject *object = json_node_get_object (node);
    if (shape == 0 && json_object_has_member (object, "items"))
      continue;
    g_string_append_printf (text, "%s%s", expected->len > 0 && shape > 0 ? "," : "", pretty);
    g_string_append_printf (expected, "%s\n", plain);
  }
  g_string_append (text, ((const char *[]){ "", "]", "], \"b\": [{\"items\": [1]}]}" })[shape]);
  g_autoptr (JsonItems) items
    = json_items_new (test_temp_file ("f.json", text->str), "f", "items", NULL);
  g_autoptr (GString) got = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  JsonObject *item;
  while (json_items_next (items, &item, &error) > 0) {
    g_autofree char *plain = text_of (item);
    g_string_append_printf (got, "%s\n", plain);
  }
  test_ok (error == NULL, error);
  ck_assert_str_eq (got->str, expected->str);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("json_items");
  TCase *tc = tcase_create ("read");
  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, shapes, 0, G_N_ELEMENTS (cases));
  tcase_add_test (tc, no_lists);
  tcase_add_test (tc, bytes_that_are_no_text);
  tcase_add_test (tc, too_deep);
  tcase_add_test (tc, too_long);
  tcase_add_test (tc, across_chunks);
  tcase_add_test (tc, packed);
  tcase_add_loop_test (tc, random_texts, 0, 200);
  return s;
}

TEST_MAIN (suite)
