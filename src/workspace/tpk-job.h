/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "cloud/tpk-cloud-set.h"
#include "store/tpk-store.h"

G_BEGIN_DECLS

/* One errand to the files: run in a thread, one after the other, done in the main context. */
typedef struct _TpkJob TpkJob;

typedef gboolean (* TpkJobRun)  (TpkJob  *job,
                                 GError **error);
typedef void     (* TpkJobDone) (TpkJob  *job);

struct _TpkJob {
  TpkJobRun     run;
  TpkJobDone    done;
  TpkJobDone    tell;           /* (nullable): before @done, with the notices */
  GObject      *owner;          /* (owned): whom @done is about; touched in the main context only */
  GMainContext *context;        /* (owned) */

  /* Input data: */
  TpkStore     *store;          /* (owned) */
  GTask        *task;           /* (nullable) (owned): touched in the main context only */
  GBytes       *text;           /* (nullable) (owned): the draft */
  char         *base;           /* (nullable) (owned): the document on which it was begun */
  char         *entry;          /* (nullable) (owned): of the history, or the path of a file */
  GBytes       *applied_text;   /* (nullable) (owned): what is applied */
  TpkCloudSet  *cloud_set;      /* (nullable) (owned): to be kept */
  gint64        minted_due_s;   /* when to write what is made from secrets, in seconds since 1970;
                                 * 0 if that is not known; afterwards 0 for never */
  gboolean      overwrite;
  gboolean      step_back;

  /* Output data: */
  GError       *error;          /* (nullable) (owned) */
  TpkDocument  *document;       /* (nullable) (owned): what is applied now */
  GBytes       *document_text;  /* (nullable) (owned) */
  char         *document_base;  /* (nullable) (owned) */
  gboolean      missing;        /* there is no such file, so it is an empty one */
  TpkDocument  *draft;          /* (nullable) (owned) */
  GBytes       *draft_text;     /* (nullable) (owned) */
  char         *draft_base;     /* (nullable) (owned) */
  GBytes       *staged_text;    /* (nullable) (owned) */
  GListModel   *changes;        /* (nullable) (owned) */
  TpkManaged   *managed;        /* (nullable) (owned) */
  GPtrArray    *notices;        /* (element-type TpkFinding) (owned) */
  GPtrArray    *cloud_sets;     /* (nullable) (element-type TpkCloudSet) (owned): what is kept */
  guint64       generation;
  gboolean      staged;
  gboolean      applied;
  gboolean      waiting;        /* for the last call to end */
};

GThreadPool *tpk_job_pool_new      (void);
TpkJob      *tpk_job_new           (gpointer      owner,
                                    TpkStore     *store,
                                    TpkJobRun     run,
                                    TpkJobDone    done);
void         tpk_job_push          (TpkJob       *job,
                                    GThreadPool  *pool);
GBytes      *tpk_job_serialise     (TpkDocument  *document);

/* The errands. */
gboolean     tpk_job_run_load      (TpkJob       *job,
                                    GError      **error);
gboolean     tpk_job_run_save      (TpkJob       *job,
                                    GError      **error);
gboolean     tpk_job_run_plan      (TpkJob       *job,
                                    GError      **error);
gboolean     tpk_job_run_apply     (TpkJob       *job,
                                    GError      **error);
gboolean     tpk_job_run_carry_out (TpkJob       *job,
                                    GError      **error);
gboolean     tpk_job_run_unstage   (TpkJob       *job,
                                    GError      **error);
gboolean     tpk_job_run_restore   (TpkJob       *job,
                                    GError      **error);
gboolean     tpk_job_run_cloud     (TpkJob       *job,
                                    GError      **error);

G_END_DECLS
