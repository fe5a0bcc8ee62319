/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-candidate"

#include "config.h"

#include "tpk-candidate.h"

#include "model/tpk-url-mask.h"

/**
 * TpkCandidate:
 *
 * One row of the table of candidates.
 */
struct _TpkCandidate {
  GObject parent_instance;

  const char *type;        /* (unowned): static */
  const char *protocol;    /* (unowned): static */
  char *address;           /* (owned) */
  guint16 port;
  guint32 priority;
  char *server;            /* (nullable) (owned) */
  char *url;               /* (nullable) (owned) */
  double ms;
};

G_DEFINE_FINAL_TYPE (TpkCandidate, tpk_candidate, G_TYPE_OBJECT)

static void
tpk_candidate_finalize (GObject *object)
{
  TpkCandidate *self = TPK_CANDIDATE (object);

  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->url, g_free);

  G_OBJECT_CLASS (tpk_candidate_parent_class)->finalize (object);
}

static void
tpk_candidate_class_init (TpkCandidateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tpk_candidate_finalize;
}

static void
tpk_candidate_init (TpkCandidate *self)
{
}

/**
 * tpk_candidate_new:
 * @fields: what it is
 *
 * Returns: (transfer full): a new candidate
 */
TpkCandidate *
tpk_candidate_new (const TpkCandidateFields *fields)
{
  TpkCandidate *self;

  g_return_val_if_fail (fields != NULL, NULL);
  g_return_val_if_fail (fields->type != NULL && fields->address != NULL, NULL);

  self = g_object_new (TPK_TYPE_CANDIDATE, NULL);
  self->type = fields->type;
  self->protocol = fields->protocol;
  self->address = g_strdup (fields->address);
  self->port = fields->port;
  self->priority = fields->priority;
  self->server = g_strdup (fields->server);
  self->url = fields->url != NULL ? tpk_url_dup_masked (fields->url) : NULL;
  self->ms = fields->ms;

  return self;
}

/**
 * tpk_candidate_get_kind:
 * @self: a candidate
 *
 * Returns: (transfer none): `host`, `srflx` or `relay`
 */
const char *
tpk_candidate_get_kind (TpkCandidate *self)
{
  g_return_val_if_fail (TPK_IS_CANDIDATE (self), NULL);

  return self->type;
}

/**
 * tpk_candidate_get_protocol:
 * @self: a candidate
 *
 * Returns: (transfer none): `udp`, `tcp-act`, `tcp-pass` or `tcp-so`: how peers reach it, not how
 *   the relay is reached
 */
const char *
tpk_candidate_get_protocol (TpkCandidate *self)
{
  g_return_val_if_fail (TPK_IS_CANDIDATE (self), NULL);

  return self->protocol;
}

const char *
tpk_candidate_get_address (TpkCandidate *self)
{
  g_return_val_if_fail (TPK_IS_CANDIDATE (self), NULL);

  return self->address;
}

guint16
tpk_candidate_get_port (TpkCandidate *self)
{
  g_return_val_if_fail (TPK_IS_CANDIDATE (self), 0);

  return self->port;
}

guint32
tpk_candidate_get_priority (TpkCandidate *self)
{
  g_return_val_if_fail (TPK_IS_CANDIDATE (self), 0);

  return self->priority;
}

/**
 * tpk_candidate_get_server:
 * @self: a candidate
 *
 * Returns: (transfer none) (nullable): the `address:port` of the server that it is from
 */
const char *
tpk_candidate_get_server (TpkCandidate *self)
{
  g_return_val_if_fail (TPK_IS_CANDIDATE (self), NULL);

  return self->server;
}

/**
 * tpk_candidate_get_url:
 * @self: a candidate
 *
 * Returns: (transfer none) (nullable): the URL of the server that it is from
 */
const char *
tpk_candidate_get_url (TpkCandidate *self)
{
  g_return_val_if_fail (TPK_IS_CANDIDATE (self), NULL);

  return self->url;
}

/**
 * tpk_candidate_get_ms:
 * @self: a candidate
 *
 * Returns: after how many milliseconds it was there
 */
double
tpk_candidate_get_ms (TpkCandidate *self)
{
  g_return_val_if_fail (TPK_IS_CANDIDATE (self), 0.0);

  return self->ms;
}

static void
set_string_or_null (JsonObject *object,
                    const char *name,
                    const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

/**
 * tpk_candidate_to_json:
 * @self: a candidate
 *
 * Returns: (transfer full): the candidate as `check --json` writes it
 */
JsonObject *
tpk_candidate_to_json (TpkCandidate *self)
{
  JsonObject *object;

  g_return_val_if_fail (TPK_IS_CANDIDATE (self), NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "type", self->type);
  json_object_set_string_member (object, "protocol", self->protocol);
  json_object_set_string_member (object, "address", self->address);
  json_object_set_int_member (object, "port", self->port);
  json_object_set_int_member (object, "priority", self->priority);
  set_string_or_null (object, "server", self->server);
  set_string_or_null (object, "url", self->url);
  json_object_set_double_member (object, "ms", self->ms);

  return object;
}
