/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-dbus.h"

G_BEGIN_DECLS

/* The interface on the bus, whose properties are read when there is something to say. */
#define TPK_TYPE_SERVICE_SKELETON (tpk_service_skeleton_get_type ())
G_DECLARE_FINAL_TYPE (TpkServiceSkeleton, tpk_service_skeleton, TPK, SERVICE_SKELETON,
                      TpkDbusTurnpike1Skeleton)

TpkDbusTurnpike1 *tpk_service_skeleton_new    (void);
void              tpk_service_skeleton_answer (TpkServiceSkeleton    *self,
                                               GDBusMethodInvocation *invocation);

G_END_DECLS
