/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "berth.h"

#include "page/page.h"
#include "report/run.h"

gboolean
berth_run (const char *scenario_path, const char *out_dir, GError **error)
{
  g_return_val_if_fail (scenario_path != NULL && out_dir != NULL, FALSE);
  RunOptions options = { .out_dir = out_dir, .plot_format = "svg", .write_page = page_write_of_run };
  g_autoptr (Scenario) scenario = scenario_load (scenario_path, NULL, error);

  return scenario != NULL && run_scenario (scenario, &options, NULL, error);
}
