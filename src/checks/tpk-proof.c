/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-proof"

#include "config.h"

#include "tpk-proof.h"

#include "model/tpk-url-mask.h"

/**
 * TpkProof:
 *
 * What is known of one relay proof at one moment. A proof that goes on is a new snapshot, so that
 * one can be held, compared and shown without a lock.
 */
struct _TpkProof {
  GObject parent_instance;

  char *url;               /* (owned) */
  char *server;            /* (nullable) (owned) */
  char *server_id;         /* (nullable) (owned) */
  char *address;           /* (owned) */
  guint16 port;
  char *proxy;             /* (nullable) (owned) */
  TpkWire wire;
  TpkResultState state;
  const char *code;        /* (nullable) (unowned): of a static table */
  char *summary;           /* (nullable) (owned) */
  char *advice;            /* (nullable) (owned) */
  double ready_ms;
  char *local;             /* (nullable) (owned) */
  char *remote;            /* (nullable) (owned) */
  TpkCallQuality voice;
  TpkCallQuality video;
  JsonArray *candidates;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (TpkProof, tpk_proof, G_TYPE_OBJECT)

static void
tpk_proof_finalize (GObject *object)
{
  TpkProof *self = TPK_PROOF (object);

  g_free (self->url);
  g_free (self->server);
  g_free (self->server_id);
  g_free (self->address);
  g_free (self->proxy);
  g_free (self->summary);
  g_free (self->advice);
  g_free (self->local);
  g_free (self->remote);
  json_array_unref (self->candidates);

  G_OBJECT_CLASS (tpk_proof_parent_class)->finalize (object);
}

static void
tpk_proof_class_init (TpkProofClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tpk_proof_finalize;
}

static void
tpk_proof_init (TpkProof *self)
{
}

/**
 * tpk_proof_new:
 * @fields: what is known
 *
 * Returns: (transfer full): a snapshot
 */
TpkProof *
tpk_proof_new (const TpkProofFields *fields)
{
  TpkProof *self;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_object_new (TPK_TYPE_PROOF, NULL);
  self->url = tpk_url_dup_masked (fields->url);
  self->server = g_strdup (fields->server);
  self->server_id = g_strdup (fields->server_id);
  self->address = g_strdup (fields->address);
  self->port = fields->port;
  self->proxy = g_strdup (fields->proxy);
  self->wire = fields->wire;
  self->state = fields->state;
  self->code = fields->code;
  self->summary = g_strdup (fields->summary);
  self->advice = g_strdup (fields->advice);
  self->ready_ms = fields->ready_ms;
  self->local = g_strdup (fields->local);
  self->remote = g_strdup (fields->remote);
  self->voice = fields->voice;
  self->video = fields->video;
  self->candidates = fields->candidates != NULL ? json_array_ref (fields->candidates)
                                                : json_array_new ();

  return self;
}

const char *
tpk_proof_get_url (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  return self->url;
}

const char *
tpk_proof_get_server (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  return self->server;
}

const char *
tpk_proof_get_server_id (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  return self->server_id;
}

const char *
tpk_proof_get_address (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  return self->address;
}

guint16
tpk_proof_get_port (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), 0);

  return self->port;
}

/**
 * tpk_proof_get_proxy:
 * @self: a proof
 *
 * Returns: (transfer none) (nullable): the proxy that leads to the server, as `http://host:port` or
 *   `socks5://host:port`; %NULL for none
 */
const char *
tpk_proof_get_proxy (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  return self->proxy;
}

/**
 * tpk_proof_get_dialled:
 * @self: a proof
 *
 * Returns: (transfer none): the proxy as tpk_proof_get_proxy() has it, or the address of the server
 */
const char *
tpk_proof_get_dialled (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  return self->proxy != NULL ? self->proxy : self->address;
}

TpkWire
tpk_proof_get_wire (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), TPK_WIRE_UDP);

  return self->wire;
}

/**
 * tpk_proof_get_state:
 * @self: a proof
 *
 * Returns: running while the call is set up or goes on, or waits for its turn
 */
TpkResultState
tpk_proof_get_state (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), TPK_RESULT_STATE_UNTESTED);

  return self->state;
}

const char *
tpk_proof_get_code (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  return self->code;
}

const char *
tpk_proof_get_summary (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  return self->summary;
}

const char *
tpk_proof_get_advice (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  return self->advice;
}

/**
 * tpk_proof_get_ready_ms:
 * @self: a proof
 *
 * Returns: how long it took until both ends were connected, in milliseconds; below 0 when
 *   they are not
 */
double
tpk_proof_get_ready_ms (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), -1);

  return self->ready_ms;
}

/**
 * tpk_proof_get_local:
 * @self: a proof
 *
 * Returns: (nullable): the relay address of the end that calls
 */
const char *
tpk_proof_get_local (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  return self->local;
}

/**
 * tpk_proof_get_remote:
 * @self: a proof
 *
 * Returns: (nullable): the relay address of the end that is called
 */
const char *
tpk_proof_get_remote (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  return self->remote;
}

/**
 * tpk_proof_get_voice:
 * @self: a proof
 *
 * Returns: (nullable) (transfer none): the figures so far of packets like those of a voice
 */
const TpkCallQuality *
tpk_proof_get_voice (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  return self->voice.echo.known ? &self->voice : NULL;
}

/**
 * tpk_proof_get_video:
 * @self: a proof
 *
 * Returns: (nullable) (transfer none): the figures so far of packets like those of a video, which are
 *   only sent when that was asked for
 */
const TpkCallQuality *
tpk_proof_get_video (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  return self->video.echo.known ? &self->video : NULL;
}

/**
 * tpk_proof_get_candidates:
 * @self: a proof
 *
 * Returns: (transfer none): what ICE gathered, an object each with the members `end`, `type`,
 *   `protocol`, `address`, `port`, `priority`, `server` and `ms`; not to be changed
 */
JsonArray *
tpk_proof_get_candidates (TpkProof *self)
{
  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  return self->candidates;
}

static void
set_string (JsonObject *object,
            const char *name,
            const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

/**
 * tpk_proof_to_json:
 * @self: a proof
 *
 * Returns: (transfer full): the proof as `check --json` writes it
 */
JsonObject *
tpk_proof_to_json (TpkProof *self)
{
  JsonObject *object;

  g_return_val_if_fail (TPK_IS_PROOF (self), NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "url", self->url);
  set_string (object, "server", self->server);
  set_string (object, "address", self->address);
  set_string (object, "proxy", self->proxy);
  json_object_set_string_member (object, "transport", tpk_wire_to_string (self->wire));
  json_object_set_string_member (object, "state", tpk_result_state_to_string (self->state));
  set_string (object, "code", self->code);
  set_string (object, "summary", self->summary);
  set_string (object, "advice", self->advice);
  if (self->ready_ms >= 0)
    json_object_set_double_member (object, "ready_ms", self->ready_ms);
  set_string (object, "local", self->local);
  set_string (object, "remote", self->remote);
  if (self->voice.echo.known)
    json_object_set_object_member (object, "quality",
                                   tpk_call_quality_to_json (&self->voice, TRUE));
  else
    json_object_set_null_member (object, "quality");
  if (self->video.echo.known)
    json_object_set_object_member (object, "video", tpk_call_quality_to_json (&self->video, FALSE));
  json_object_set_array_member (object, "candidates", json_array_ref (self->candidates));

  return object;
}
