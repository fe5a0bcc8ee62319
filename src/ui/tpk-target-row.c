/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-target-row"

#include "config.h"

#include "tpk-target-row.h"

/**
 * TpkTargetRow:
 *
 * A row of the table of targets: the newest that is known of one of them. Snapshots come and go
 * while a check runs; the row stays, so that the table fills in what is there instead of making it
 * anew.
 */
struct _TpkTargetRow
{
  GObject    parent_instance;

  TpkResult *result;             /* (owned) */
  char      *address;            /* (nullable) (owned): the last that was known */
  gboolean   old;
};

G_DEFINE_FINAL_TYPE (TpkTargetRow, tpk_target_row, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_OLD,
  PROP_RESULT,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
tpk_target_row_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  TpkTargetRow *self = TPK_TARGET_ROW (object);

  switch (prop_id) {
  case PROP_OLD:
    g_value_set_boolean (value, self->old);
    break;
  case PROP_RESULT:
    g_value_set_object (value, self->result);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

/* A check that has only begun does not know the address yet, which is no reason to forget it. */
static void
learn_address (TpkTargetRow *self)
{
  const char *address = tpk_result_get_address (self->result);

  if (address == NULL || g_strcmp0 (address, self->address) == 0)
    return;

  g_free (self->address);
  self->address = g_strdup (address);
}

static void
tpk_target_row_finalize (GObject *object)
{
  TpkTargetRow *self = TPK_TARGET_ROW (object);

  g_object_unref (self->result);
  g_free (self->address);

  G_OBJECT_CLASS (tpk_target_row_parent_class)->finalize (object);
}

static void
tpk_target_row_class_init (TpkTargetRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tpk_target_row_get_property;
  object_class->finalize = tpk_target_row_finalize;

  /**
   * TpkTargetRow:old:
   *
   * Whether the result does not hold any more.
   */
  props[PROP_OLD] = g_param_spec_boolean ("old", NULL, NULL, FALSE, flags);

  /**
   * TpkTargetRow:result:
   *
   * The newest that is known of the target.
   */
  props[PROP_RESULT] = g_param_spec_object ("result", NULL, NULL, TPK_TYPE_RESULT, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tpk_target_row_init (TpkTargetRow *self)
{
}

/**
 * tpk_target_row_new:
 * @result: what is known of the target
 * @old: whether it does not hold any more
 *
 * Returns: (transfer full): a row
 */
TpkTargetRow *
tpk_target_row_new (TpkResult *result,
                    gboolean   old)
{
  TpkTargetRow *self;

  g_return_val_if_fail (TPK_IS_RESULT (result), NULL);

  self = g_object_new (TPK_TYPE_TARGET_ROW, NULL);
  self->result = g_object_ref (result);
  self->old = old;
  learn_address (self);

  return self;
}

/**
 * tpk_target_row_get_result:
 * @self: a row
 *
 * Returns: (transfer none): the newest that is known of the target
 */
TpkResult *
tpk_target_row_get_result (TpkTargetRow *self)
{
  g_return_val_if_fail (TPK_IS_TARGET_ROW (self), NULL);

  return self->result;
}

/**
 * tpk_target_row_set_result:
 * @self: a row
 * @result: a newer snapshot of the same target
 */
void
tpk_target_row_set_result (TpkTargetRow *self,
                           TpkResult    *result)
{
  g_return_if_fail (TPK_IS_TARGET_ROW (self));
  g_return_if_fail (TPK_IS_RESULT (result));

  if (!g_set_object (&self->result, result))
    return;

  learn_address (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RESULT]);
}

/**
 * tpk_target_row_get_address:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the address of the target, from an earlier snapshot where
 *   the newest does not know it yet
 */
const char *
tpk_target_row_get_address (TpkTargetRow *self)
{
  g_return_val_if_fail (TPK_IS_TARGET_ROW (self), NULL);

  return self->address;
}

gboolean
tpk_target_row_get_old (TpkTargetRow *self)
{
  g_return_val_if_fail (TPK_IS_TARGET_ROW (self), FALSE);

  return self->old;
}

void
tpk_target_row_set_old (TpkTargetRow *self,
                        gboolean      old)
{
  g_return_if_fail (TPK_IS_TARGET_ROW (self));

  if (self->old == old)
    return;

  self->old = old;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OLD]);
}

/**
 * tpk_target_row_is_about:
 * @self: a row
 * @result: a snapshot, of another run perhaps
 *
 * Returns: whether @result is of the same URL of the same server
 */
gboolean
tpk_target_row_is_about (TpkTargetRow *self,
                         TpkResult    *result)
{
  g_return_val_if_fail (TPK_IS_TARGET_ROW (self), FALSE);
  g_return_val_if_fail (TPK_IS_RESULT (result), FALSE);

  return g_str_equal (tpk_result_get_url (self->result), tpk_result_get_url (result)) &&
         g_strcmp0 (tpk_result_get_server_id (self->result),
                    tpk_result_get_server_id (result)) == 0;
}
