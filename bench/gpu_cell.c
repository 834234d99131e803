/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/gpu_cell.h"

#include "model/resources.h"
#include "util/random.h"

/* In percent of the machines; cores, GiB. */
static const struct {
  guint percent, cores, memory, gpus;
} shapes[] = { { 40, 96, 384, 8 }, { 10, 128, 768, 8 }, { 25, 104, 512, 2 }, { 5, 32, 128, 4 }, { 20, 32, 256, 0 } };

Shape
gpu_machine (guint m)
{
  guint place = (guint) (random_mix (m) % 100), i = 0;
  while (place >= shapes[i].percent)
    place -= shapes[i++].percent;
  return (Shape){ .cpu = (gint32) shapes[i].cores * 1000,
                  .memory = (gint32) shapes[i].memory * 1024,
                  .gpu = (gint32) shapes[i].gpus * DEVICE };
}

Shape
gpu_request (gsl_rng *rng)
{
  Shape shape = google_request (rng, 4);
  guint dice = (guint) gsl_rng_uniform_int (rng, 100);
  if (dice < 40)
    shape.gpu = (gint32) (1 + gsl_rng_uniform_int (rng, 19)) * (DEVICE / 20);
  else if (dice < 80)
    shape.gpu = DEVICE;
  else if (dice < 87)
    shape.gpu = DEVICE << (1 + gsl_rng_uniform_int (rng, 3));
  return shape;
}
