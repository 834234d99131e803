/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Constraints, preferences, attributes, taints and tolerations: what is read, what holds, and what
 * is said of faulty ones. */
#include "model/constraint.h"
#include "test.h"

/* The machine of docs/formats.md's examples. */
#define MACHINE "disk=ssd;cores=8;zone=a;gen=old2;temp=-3"

typedef struct {
  const char *text;
  gboolean holds;
} HoldsCase;

static const HoldsCase holds_cases[] = {
  { "disk=ssd", TRUE },
  { "disk=hdd", FALSE },
  { "disk=hdd|ssd", TRUE },
  { " disk = hdd | ssd ", TRUE },
  { "gpu=a", FALSE },
  { "disk!=hdd", TRUE },
  { "disk!=hdd|ssd", FALSE },
  { "gpu!=a", TRUE },
  { "disk", TRUE },
  { "gpu", FALSE },
  { "!disk", FALSE },
  { "!gpu", TRUE },
  { "cores>=8", TRUE },
  { "cores>8", FALSE },
  { "cores<=8", TRUE },
  { "cores<8", FALSE },
  { "cores<9", TRUE },
  { "cores>7", TRUE },
  { "temp<0", TRUE },
  { "temp>-4", TRUE },
  { "temp>=-3", TRUE },
  { "disk>=0", FALSE },
  { "disk<0", FALSE },
  { "gpu<5", FALSE },
  { "gen>=0", FALSE },
  { "gen=old2", TRUE },
  { "disk=ssd;cores>=8", TRUE },
  { "disk=ssd;!cores", FALSE },
  { "", TRUE },
  { "  ", TRUE },
  { "zone=a|b;disk=ssd;!old;cores>=8", TRUE },
  { "zone=b|c;disk=ssd;!old;cores>=8", FALSE },
};

static gboolean
all_hold (const ConstraintList *list, const Labels *labels, const GArray *attributes)
{
  for (guint i = 0; i < list->count; i++)
    if (!constraint_holds (&list->item[i], labels, (const Attribute *) (void *) attributes->data,
                           attributes->len))
      return FALSE;
  return TRUE;
}

START_TEST (what_holds)
{
  const HoldsCase *c = &holds_cases[_i];
  g_autoptr (Labels) labels = labels_new ();
  g_autoptr (GArray) attributes = NULL;
  g_autofree char *reason = NULL;
  ConstraintList list = { 0 };

  ck_assert (attribute_list_parse (MACHINE, TRUE, labels, &attributes, &reason));
  ck_assert_msg (constraint_list_parse (c->text, FALSE, labels, &list, &reason), "%s: %s", c->text,
                 reason);
  ck_assert_msg (all_hold (&list, labels, attributes) == c->holds, "%s", c->text);
  constraint_list_clear (&list);
}
END_TEST

START_TEST (structure)
{
  g_autoptr (Labels) labels = labels_new ();
  g_autofree char *reason = NULL;
  ConstraintList list = { 0 };

  ck_assert (constraint_list_parse ("zone=a|b;n<=-12;!old;x!=y=z", FALSE, labels, &list, &reason));
  ck_assert_uint_eq (list.count, 4);
  ck_assert_int_eq (list.item[0].op, CONSTRAINT_IN);
  ck_assert_str_eq (labels_text (labels, list.item[0].key), "zone");
  ck_assert_uint_eq (list.item[0].n_values, 2);
  ck_assert_str_eq (labels_text (labels, list.item[0].values[1]), "b");
  ck_assert_int_eq (list.item[1].op, CONSTRAINT_LE);
  ck_assert_int_eq (list.item[1].bound, -12);
  ck_assert_int_eq (list.item[2].op, CONSTRAINT_ABSENT);
  ck_assert_int_eq (list.item[3].op, CONSTRAINT_NOT_IN);
  ck_assert_str_eq (labels_text (labels, list.item[3].values[0]), "y=z");
  constraint_list_clear (&list);
  ck_assert_uint_eq (list.count, 0);
  ck_assert_ptr_null (list.item);
}
END_TEST

START_TEST (weights)
{
  g_autoptr (Labels) labels = labels_new ();
  g_autofree char *reason = NULL;
  ConstraintList list = { 0 };

  ck_assert (constraint_list_parse ("disk=ssd:5;zone=a:1; !old : 1000;image=a:b:7", TRUE, labels,
                                    &list, &reason));
  ck_assert_uint_eq (list.count, 4);
  ck_assert_int_eq (list.item[0].weight, 5);
  ck_assert_int_eq (list.item[1].weight, 1);
  ck_assert_int_eq (list.item[2].weight, 1000);
  ck_assert_int_eq (list.item[2].op, CONSTRAINT_ABSENT);
  ck_assert_str_eq (labels_text (labels, list.item[3].values[0]), "a:b");
  constraint_list_clear (&list);
}
END_TEST

typedef struct {
  const char *text;
  gboolean weights;
  const char *reason;
} FaultCase;

static const FaultCase constraint_faults[] = {
  { "disk=", FALSE, "'disk=' lacks a value" },
  { "=ssd", FALSE, "'=ssd' lacks a key" },
  { "disk=a|", FALSE, "'disk=a|' has an empty value" },
  { "disk!=", FALSE, "'disk!=' lacks a value" },
  { "disk==a", FALSE, "'disk==a' has the value '=a'" },
  { "a;;b", FALSE, "there is nothing between two ';'" },
  { ";", FALSE, "there is nothing between two ';'" },
  { "!", FALSE, "'!' lacks a key" },
  { "!a=b", FALSE, "'!a=b' has a value behind '!key'" },
  { "a!b", FALSE, "'a!b' has a '!' in its key" },
  { "cores>=", FALSE, "'cores>=' lacks a value" },
  { "cores>=many", FALSE, "'cores>=many' compares with 'many', which is no whole number" },
  { "cores<1.5", FALSE, "'cores<1.5' compares with '1.5', which is no whole number" },
  { "disk=ssd", TRUE, "'disk=ssd' lacks a weight" },
  { "disk=ssd:0", TRUE, "'disk=ssd:0' has the weight '0'" },
  { "disk=ssd:1001", TRUE, "'disk=ssd:1001' has the weight '1001'" },
  { "disk=ssd:x", TRUE, "'disk=ssd:x' has the weight 'x'" },
  { ":5", TRUE, "':5' lacks a condition" },
};

START_TEST (constraint_fault)
{
  const FaultCase *c = &constraint_faults[_i];
  g_autoptr (Labels) labels = labels_new ();
  g_autofree char *reason = NULL;
  ConstraintList list = { .count = 77 };

  ck_assert (!constraint_list_parse (c->text, c->weights, labels, &list, &reason));
  ck_assert_str_eq (reason, c->reason);
  ck_assert_uint_eq (list.count, 77);
}
END_TEST

static const FaultCase attribute_faults[] = {
  { "disk", TRUE, "'disk' lacks a value" },
  { "disk=", FALSE, "'disk=' lacks a value" },
  { "=a", FALSE, "'=a' lacks a key" },
  { "a=1;a=2", TRUE, "'a' is given twice" },
  { "a=1;;b=2", TRUE, "there is nothing between two ';'" },
  { "a<b=1", TRUE, "the key 'a<b' has one of ! < > | in it" },
  { "a=b|c", TRUE, "'a=b|c' has a '|' in its value" },
  { "*=x", FALSE, "'*=x' gives '*' a value" },
};

START_TEST (attribute_fault)
{
  const FaultCase *c = &attribute_faults[_i];
  g_autoptr (Labels) labels = labels_new ();
  g_autoptr (GArray) list = NULL;
  g_autofree char *reason = NULL;

  ck_assert (!attribute_list_parse (c->text, c->weights, labels, &list, &reason));
  ck_assert_str_eq (reason, c->reason);
  ck_assert_ptr_null (list);
}
END_TEST

typedef struct {
  const char *taint;
  const char *tolerations;
  gboolean tolerated;
} TaintCase;

static const TaintCase taint_cases[] = {
  { "gpu", "gpu", TRUE },      { "gpu=a", "gpu", TRUE },  { "gpu=a", "gpu=a", TRUE },
  { "gpu=a", "gpu=b", FALSE }, { "gpu", "gpu=a", FALSE }, { "gpu=a", "*", TRUE },
  { "gpu", "*", TRUE },        { "gpu", "", FALSE },      { "gpu=a", "x;gpu=b;gpu=a", TRUE },
  { "gpu", "GPU", FALSE },
};

START_TEST (taints)
{
  const TaintCase *c = &taint_cases[_i];
  g_autoptr (Labels) labels = labels_new ();
  g_autoptr (GArray) taint = NULL;
  g_autoptr (GArray) tolerations = NULL;
  g_autofree char *reason = NULL;

  ck_assert (attribute_list_parse (c->taint, FALSE, labels, &taint, &reason));
  ck_assert (attribute_list_parse (c->tolerations, FALSE, labels, &tolerations, &reason));
  ck_assert_int_eq (taint_tolerated (g_array_index (taint, Attribute, 0),
                                     (const Attribute *) (void *) tolerations->data,
                                     tolerations->len, labels_find (labels, "*")),
                    c->tolerated);
}
END_TEST

START_TEST (labels_are_numbers)
{
  g_autoptr (Labels) labels = labels_new ();
  guint a = labels_intern (labels, "a");
  guint n = labels_intern (labels, "-42");
  gint64 value = 7;

  ck_assert_uint_ne (a, LABEL_NONE);
  ck_assert_uint_eq (labels_intern (labels, "a"), a);
  ck_assert_uint_eq (labels_find (labels, "-42"), n);
  ck_assert_uint_eq (labels_find (labels, "b"), LABEL_NONE);
  ck_assert (!labels_integer (labels, a, &value));
  ck_assert_int_eq (value, 7);
  ck_assert (labels_integer (labels, n, &value));
  ck_assert_int_eq (value, -42);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("constraint");
  TCase *t = tcase_create ("constraint");

  tcase_add_loop_test (t, what_holds, 0, G_N_ELEMENTS (holds_cases));
  tcase_add_test (t, structure);
  tcase_add_test (t, weights);
  tcase_add_loop_test (t, constraint_fault, 0, G_N_ELEMENTS (constraint_faults));
  tcase_add_loop_test (t, attribute_fault, 0, G_N_ELEMENTS (attribute_faults));
  tcase_add_loop_test (t, taints, 0, G_N_ELEMENTS (taint_cases));
  tcase_add_test (t, labels_are_numbers);
  suite_add_tcase (s, t);
  return s;
}

TEST_MAIN (suite)
