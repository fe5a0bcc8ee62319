/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-client-status"

#include "config.h"

#include "tpk-client-status.h"

/**
 * TpkClientStatus:
 *
 * How one client file of a draft stands: its state, what writing it would change, when it was last
 * written, and why it cannot be. Complete it before it is shared.
 */
struct _TpkClientStatus
{
  GObject         parent_instance;

  char           *path;          /* (owned) */
  char           *client;        /* (owned) */
  TpkClientFile  *file;          /* (nullable) (owned): none for rtc-configuration.json */
  TpkFileChange  *change;        /* (nullable) (owned) */
  char           *target;        /* (nullable) (owned) */
  char           *reason;        /* (nullable) (owned) */
  gint64          mtime_s;
  TpkClientState  state;
};

G_DEFINE_FINAL_TYPE (TpkClientStatus, tpk_client_status, G_TYPE_OBJECT)

static void
tpk_client_status_finalize (GObject *object)
{
  TpkClientStatus *self = TPK_CLIENT_STATUS (object);

  g_free (self->path);
  g_free (self->client);
  g_clear_object (&self->file);
  g_clear_object (&self->change);
  g_free (self->target);
  g_free (self->reason);

  G_OBJECT_CLASS (tpk_client_status_parent_class)->finalize (object);
}

static void
tpk_client_status_class_init (TpkClientStatusClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tpk_client_status_finalize;
}

static void
tpk_client_status_init (TpkClientStatus *self)
{
}

/**
 * tpk_client_status_new:
 * @path: (type filename): the file
 * @client: the ID of the dialect that it is written in
 * @file: (nullable): the client file of the draft; %NULL for rtc-configuration.json
 * @state: how it stands
 * @change: (nullable): what applying the draft would do to it; %NULL when it is not written
 *
 * Returns: (transfer full): the value
 */
TpkClientStatus *
tpk_client_status_new (const char     *path,
                       const char     *client,
                       TpkClientFile  *file,
                       TpkClientState  state,
                       TpkFileChange  *change)
{
  TpkClientStatus *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (client != NULL, NULL);
  g_return_val_if_fail (file == NULL || TPK_IS_CLIENT_FILE (file), NULL);
  g_return_val_if_fail (change == NULL || TPK_IS_FILE_CHANGE (change), NULL);

  self = g_object_new (TPK_TYPE_CLIENT_STATUS, NULL);
  self->path = g_strdup (path);
  self->client = g_strdup (client);
  g_set_object (&self->file, file);
  g_set_object (&self->change, change);
  self->state = state;

  return self;
}

/**
 * tpk_client_status_set_target:
 * @self: a status that nobody else has seen yet
 * @target: (nullable) (type filename): the file behind all links
 */
void
tpk_client_status_set_target (TpkClientStatus *self,
                              const char      *target)
{
  g_return_if_fail (TPK_IS_CLIENT_STATUS (self));

  g_free (self->target);
  self->target = g_strdup (target);
}

/**
 * tpk_client_status_set_reason:
 * @self: a status that nobody else has seen yet
 * @reason: (nullable): why it cannot be written, for people
 */
void
tpk_client_status_set_reason (TpkClientStatus *self,
                              const char      *reason)
{
  g_return_if_fail (TPK_IS_CLIENT_STATUS (self));

  g_free (self->reason);
  self->reason = g_strdup (reason);
}

/**
 * tpk_client_status_set_mtime:
 * @self: a status that nobody else has seen yet
 * @mtime_s: Unix time of its last change
 */
void
tpk_client_status_set_mtime (TpkClientStatus *self,
                             gint64           mtime_s)
{
  g_return_if_fail (TPK_IS_CLIENT_STATUS (self));

  self->mtime_s = mtime_s;
}

/**
 * tpk_client_status_get_path:
 * @self: a status
 *
 * Returns: (type filename): the file
 */
const char *
tpk_client_status_get_path (TpkClientStatus *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_STATUS (self), NULL);

  return self->path;
}

/**
 * tpk_client_status_get_client:
 * @self: a status
 *
 * Returns: the ID of the dialect that it is written in
 */
const char *
tpk_client_status_get_client (TpkClientStatus *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_STATUS (self), NULL);

  return self->client;
}

/**
 * tpk_client_status_get_file:
 * @self: a status
 *
 * Returns: (transfer none) (nullable): the client file, a copy of the draft's; %NULL for
 *   rtc-configuration.json
 */
TpkClientFile *
tpk_client_status_get_file (TpkClientStatus *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_STATUS (self), NULL);

  return self->file;
}

/**
 * tpk_client_status_get_state:
 * @self: a status
 *
 * Returns: how it stands
 */
TpkClientState
tpk_client_status_get_state (TpkClientStatus *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_STATUS (self), TPK_CLIENT_OFF);

  return self->state;
}

/**
 * tpk_client_status_get_change:
 * @self: a status
 *
 * Returns: (transfer none) (nullable): what applying the draft would do to it, with secrets; %NULL
 *   when it is not written
 */
TpkFileChange *
tpk_client_status_get_change (TpkClientStatus *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_STATUS (self), NULL);

  return self->change;
}

/**
 * tpk_client_status_get_target:
 * @self: a status
 *
 * Returns: (nullable) (type filename): the file behind all links; %NULL where there is no link
 */
const char *
tpk_client_status_get_target (TpkClientStatus *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_STATUS (self), NULL);

  return self->target;
}

/**
 * tpk_client_status_get_reason:
 * @self: a status
 *
 * Returns: (nullable): why it cannot be written, for people
 */
const char *
tpk_client_status_get_reason (TpkClientStatus *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_STATUS (self), NULL);

  return self->reason;
}

/**
 * tpk_client_status_get_mtime:
 * @self: a status
 *
 * Returns: Unix time of the last change to the file; 0 when there is none
 */
gint64
tpk_client_status_get_mtime (TpkClientStatus *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_STATUS (self), 0);

  return self->mtime_s;
}
