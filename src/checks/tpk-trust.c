/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-trust"

#include "config.h"

#include "tpk-trust.h"

#include "tpk-issuers.h"

/**
 * TpkTrust:
 *
 * A TLS database that hands every question on to another one. glib-networking copies all of the
 * system's authorities into each connection whose database is its own, which takes longer than
 * the handshake; one that it does not know, it only asks.
 */
struct _TpkTrust {
  GTlsDatabase parent_instance;

  GTlsDatabase *base; /* (owned) */
  gboolean of_system;
};

G_DEFINE_FINAL_TYPE (TpkTrust, tpk_trust, G_TYPE_TLS_DATABASE)

static GTlsCertificateFlags
tpk_trust_verify_chain (GTlsDatabase             *database,
                        GTlsCertificate          *chain,
                        const char               *purpose,
                        GSocketConnectable       *identity,
                        GTlsInteraction          *interaction,
                        GTlsDatabaseVerifyFlags   flags,
                        GCancellable             *cancellable,
                        GError                  **error)
{
  TpkTrust *self = TPK_TRUST (database);

  return g_tls_database_verify_chain (self->base, chain, purpose, identity, interaction, flags,
                                      cancellable, error);
}

static void
tpk_trust_finalize (GObject *object)
{
  TpkTrust *self = TPK_TRUST (object);

  g_clear_object (&self->base);

  G_OBJECT_CLASS (tpk_trust_parent_class)->finalize (object);
}

static void
tpk_trust_class_init (TpkTrustClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GTlsDatabaseClass *database_class = G_TLS_DATABASE_CLASS (klass);

  object_class->finalize = tpk_trust_finalize;

  database_class->verify_chain = tpk_trust_verify_chain;
}

static void
tpk_trust_init (TpkTrust *self)
{
}

/**
 * tpk_trust_new:
 * @ca_file: (nullable): absolute name of a PEM file; %NULL for the system's trust
 * @error: return location for an error
 *
 * Returns: (transfer full): the trust, or %NULL when it can not be read
 */
GTlsDatabase *
tpk_trust_new (const char  *ca_file,
               GError     **error)
{
  g_autoptr (GTlsDatabase) base = NULL;
  TpkTrust *self;

  if (ca_file != NULL) {
    base = g_tls_file_database_new (ca_file, error);
  } else {
    base = g_tls_backend_get_default_database (g_tls_backend_get_default ());
    /* Now, and not between two packets whose way there and back is measured. */
    tpk_issuers_get_public ();
  }
  if (base == NULL) {
    if (ca_file == NULL)
      g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_UNAVAILABLE, "No TLS backend");
    return NULL;
  }
  self = g_object_new (TPK_TYPE_TRUST, NULL);
  self->base = g_steal_pointer (&base);
  self->of_system = ca_file == NULL;

  return G_TLS_DATABASE (self);
}

/**
 * tpk_trust_is_of_system:
 * @self: a trust
 *
 * Returns: whether it is the system's, rather than that of a file
 */
gboolean
tpk_trust_is_of_system (TpkTrust *self)
{
  g_return_val_if_fail (TPK_IS_TRUST (self), FALSE);

  return self->of_system;
}
