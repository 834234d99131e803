/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hierarchical DRF: nodes of the user tree are served by share, level by level. All of it is in
 * queue/share_tree.c. */
#include "scheduler/policy.h"

const OrderPolicy order_hdrf = {
  .head = {
    .name = "hdrf",
    .summary = "lowest weighted dominant share first, from the top of the user tree down (H-DRF)",
    .details = "A user `org/team/name` stands below `org/team`, and that below `org`. From the top "
               "down the node of lowest share / weight is taken among those below which some task "
               "can be placed. share-tree says what a node with nodes below has:\n"
               "hdrf: their sum, but those below which a task can be placed are scaled down to the "
               "lowest share / weight among them; its share leaves out resources that no task asks "
               "for that can be placed.\n"
               "rescale-all: their sum, all scaled down to the lowest. sum: their plain sum.\n"
               "Bhattacharya et al., SoCC'13, as Volcano's docs/design/hdrf.md has it.",
  },
  .unit = ORDER_TREE,
};
