/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-check-record"

#include "config.h"

#include "tpk-check-record.h"

#include <gio/gio.h>

#include "model/tpk-json.h"

/**
 * TpkCheckRecord:
 *
 * How one check ended, when and on which network: a line of the log of checks. It knows no server
 * and no credential, so the log may be shown to anybody.
 */
struct _TpkCheckRecord
{
  GObject  parent_instance;

  gint64   time_s;               /* Unix time */
  char    *state;                /* (owned): as the verdict has it, such as `passed` */
  double   rtt_ms;               /* below 0: not known */
  char    *profile;              /* (nullable) (owned) */
  char    *network;              /* (nullable) (owned): its name, for people */
  char    *network_id;           /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkCheckRecord, tpk_check_record, G_TYPE_OBJECT)

#define MAX_LINE_BYTES 4096

/* Longer than that nothing is waited for. */
#define MAX_RTT_MS 1e9

static void
tpk_check_record_finalize (GObject *object)
{
  TpkCheckRecord *self = TPK_CHECK_RECORD (object);

  g_free (self->state);
  g_free (self->profile);
  g_free (self->network);
  g_free (self->network_id);

  G_OBJECT_CLASS (tpk_check_record_parent_class)->finalize (object);
}

static void
tpk_check_record_class_init (TpkCheckRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tpk_check_record_finalize;
}

static void
tpk_check_record_init (TpkCheckRecord *self)
{
}

/**
 * tpk_check_record_new:
 * @time_s: when the check ended, Unix time
 * @state: how it ended: the state of its verdict
 * @rtt_ms: the median round trip in milliseconds, below 0 if nothing was measured
 * @profile: (nullable): the name of the profile that was checked
 * @network: (nullable): the name of the network, for people
 * @network_id: (nullable): what tells it from other networks
 *
 * Returns: (transfer full): the value
 */
TpkCheckRecord *
tpk_check_record_new (gint64      time_s,
                      const char *state,
                      double      rtt_ms,
                      const char *profile,
                      const char *network,
                      const char *network_id)
{
  TpkCheckRecord *self;

  g_return_val_if_fail (state != NULL, NULL);

  self = g_object_new (TPK_TYPE_CHECK_RECORD, NULL);
  self->time_s = time_s;
  self->state = g_strdup (state);
  self->rtt_ms = rtt_ms >= 0 && rtt_ms < MAX_RTT_MS ? rtt_ms : -1;
  self->profile = g_strdup (profile);
  self->network = g_strdup (network);
  self->network_id = g_strdup (network_id);

  return self;
}

static gint64
parse_time (const char *text)
{
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return time != NULL ? g_date_time_to_unix (time) : 0;
}

/**
 * tpk_check_record_new_from_line:
 * @line: a line of the log, a JSON object
 * @length: its length in bytes, -1 if it ends with a nul
 *
 * Returns: (transfer full) (nullable): the record, %NULL where the line is none
 */
TpkCheckRecord *
tpk_check_record_new_from_line (const char *line,
                                gssize      length)
{
  g_autoptr (JsonNode) node = NULL;
  const char *time = NULL, *state = NULL, *profile = NULL, *network = NULL, *network_id = NULL;
  JsonObject *object;
  JsonNode *rtt;
  gint64 time_s;

  g_return_val_if_fail (line != NULL, NULL);

  node = tpk_json_parse (line, length, MAX_LINE_BYTES, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  object = json_node_get_object (node);
  if (!tpk_json_get_string (object, "time", &time, NULL) ||
      !tpk_json_get_string (object, "state", &state, NULL) || state == NULL ||
      !tpk_json_get_string (object, "profile", &profile, NULL) ||
      !tpk_json_get_string (object, "network", &network, NULL) ||
      !tpk_json_get_string (object, "network_id", &network_id, NULL))
    return NULL;
  time_s = parse_time (time);
  if (time_s == 0)
    return NULL;

  rtt = json_object_get_member (object, "rtt_ms");

  return tpk_check_record_new (time_s, state,
                               rtt != NULL && JSON_NODE_HOLDS_VALUE (rtt)
                               ? json_node_get_double (rtt) : -1,
                               profile, network, network_id);
}

/**
 * tpk_check_record_to_line:
 * @self: a record
 *
 * Returns: (transfer full): the record as one line of JSON, without the line's end
 */
char *
tpk_check_record_to_line (TpkCheckRecord *self)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (TPK_IS_CHECK_RECORD (self), NULL);

  time = g_date_time_new_from_unix_utc (self->time_s);
  text = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
  object = json_object_new ();
  json_object_set_string_member (object, "time", text != NULL ? text : "");
  json_object_set_string_member (object, "state", self->state);
  if (self->rtt_ms >= 0)
    json_object_set_double_member (object, "rtt_ms",
                                   (double) (gint64) (self->rtt_ms * 10 + 0.5) / 10);
  if (self->profile != NULL)
    json_object_set_string_member (object, "profile", self->profile);
  if (self->network != NULL)
    json_object_set_string_member (object, "network", self->network);
  if (self->network_id != NULL)
    json_object_set_string_member (object, "network_id", self->network_id);

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, object);

  return tpk_json_to_string (node, FALSE);
}

gint64
tpk_check_record_get_time_s (TpkCheckRecord *self)
{
  g_return_val_if_fail (TPK_IS_CHECK_RECORD (self), 0);

  return self->time_s;
}

/**
 * tpk_check_record_get_state:
 * @self: a record
 *
 * Returns: (transfer none): the state of the check's verdict, such as `passed`
 */
const char *
tpk_check_record_get_state (TpkCheckRecord *self)
{
  g_return_val_if_fail (TPK_IS_CHECK_RECORD (self), NULL);

  return self->state;
}

/**
 * tpk_check_record_get_rtt_ms:
 * @self: a record
 *
 * Returns: the median round trip in milliseconds, below 0 if none was measured
 */
double
tpk_check_record_get_rtt_ms (TpkCheckRecord *self)
{
  g_return_val_if_fail (TPK_IS_CHECK_RECORD (self), -1);

  return self->rtt_ms;
}

const char *
tpk_check_record_get_profile (TpkCheckRecord *self)
{
  g_return_val_if_fail (TPK_IS_CHECK_RECORD (self), NULL);

  return self->profile;
}

/**
 * tpk_check_record_get_network:
 * @self: a record
 *
 * Returns: (transfer none) (nullable): the name of the network, for people
 */
const char *
tpk_check_record_get_network (TpkCheckRecord *self)
{
  g_return_val_if_fail (TPK_IS_CHECK_RECORD (self), NULL);

  return self->network;
}

const char *
tpk_check_record_get_network_id (TpkCheckRecord *self)
{
  g_return_val_if_fail (TPK_IS_CHECK_RECORD (self), NULL);

  return self->network_id;
}
