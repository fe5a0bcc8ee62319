/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-audience.h"
#include "tpk-call-keeper.h"
#include "tpk-call-list.h"
#include "tpk-gate.h"
#include "tpk-service-error.h"
#include "tpk-service-skeleton.h"
#include "tpk-service.h"

G_BEGIN_DECLS

struct _TpkService
{
  GObject           parent_instance;

  TpkDbusTurnpike1 *skeleton;    /* (owned): a TpkServiceSkeleton */
  TpkGate          *gate;        /* (nullable) (owned): while exported */
  TpkAudience      *audience;    /* (owned) */
  TpkServiceCheck  *check;       /* (owned) */
  GQueue            early;       /* (element-type TpkErrand) (owned) */

  /* Once the configuration is read: */
  TpkWorkspace     *workspace;   /* (nullable) (owned) */
  GError           *error;       /* (nullable) (owned): why it could not be read */
  TpkCallKeeper    *keeper;      /* (nullable) (owned) */
  TpkCallList      *calls;       /* (nullable) (owned) */
  guint64           generation;  /* as last told */
  gboolean          busy;        /* as last told */
};

typedef struct _TpkErrand TpkErrand;
typedef void (* TpkAnswer) (TpkErrand *errand);

/* One call of a peer. */
struct _TpkErrand {
  TpkService            *service;     /* (owned) */
  GDBusMethodInvocation *invocation;  /* (nullable) (owned): handed over with the answer */
  TpkAnswer              answer;
};

void tpk_errand_free          (TpkErrand       *self);
void tpk_errand_fail          (TpkErrand       *self,
                               TpkServiceError  code,
                               const char      *message);

/* The answers, of which each answers once there is something to say. */
void tpk_answer_configuration (TpkErrand       *errand);
void tpk_answer_call          (TpkErrand       *errand);
void tpk_answer_check         (TpkErrand       *errand);
void tpk_answer_properties    (TpkErrand       *errand);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkErrand, tpk_errand_free)

G_END_DECLS
