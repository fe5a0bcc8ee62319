/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-issuers"

#include "config.h"

#include "tpk-issuers.h"

/*
 * The system trusts the authorities that every computer trusts, and those that an administrator has
 * added to this one, and does not tell which is which. Debian and what descends from it keep the
 * former in a folder, as Mozilla gave them, where nobody else puts anything. What the system accepts
 * and they do not vouch for was signed by somebody whom this computer was told to trust. Elsewhere
 * nothing is known.
 */

#define PUBLIC_FOLDER "/usr/share/ca-certificates/mozilla"

struct _TpkIssuers {
  GHashTable *by_name;          /* (element-type utf8 GPtrArray) (owned): of GTlsCertificate */
};

static void
add (TpkIssuers *self,
     const char *path)
{
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, NULL);
  g_autofree char *name = NULL;
  GPtrArray *same;

  if (certificate != NULL)
    name = g_tls_certificate_get_subject_name (certificate);
  if (name == NULL)
    return;

  same = g_hash_table_lookup (self->by_name, name);
  if (same == NULL) {
    same = g_ptr_array_new_with_free_func (g_object_unref);
    g_hash_table_insert (self->by_name, g_steal_pointer (&name), same);
  }
  g_ptr_array_add (same, g_steal_pointer (&certificate));
}

/**
 * tpk_issuers_new:
 * @folder: a folder of PEM files, each with the certificate of an authority
 *
 * Returns: (transfer full) (nullable): the authorities, or %NULL where there is none
 */
TpkIssuers *
tpk_issuers_new (const char *folder)
{
  g_autoptr (TpkIssuers) self = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_new0 (TpkIssuers, 1);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) g_ptr_array_unref);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    add (self, path);
  }

  return g_hash_table_size (self->by_name) > 0 ? g_steal_pointer (&self) : NULL;
}

void
tpk_issuers_free (TpkIssuers *self)
{
  g_hash_table_unref (self->by_name);
  g_free (self);
}

/**
 * tpk_issuers_get_public:
 *
 * Reads them when it is first asked; from then on any thread can have them.
 *
 * Returns: (transfer none) (nullable): the authorities that every computer trusts, or %NULL where
 *   that is not known
 */
const TpkIssuers *
tpk_issuers_get_public (void)
{
  static gsize once;
  static TpkIssuers *public;

  if (g_once_init_enter (&once)) {
    public = tpk_issuers_new (PUBLIC_FOLDER);
    g_once_init_leave (&once, 1);
  }

  return public;
}

static gboolean
has_signed (const TpkIssuers *self,
            const char       *name,
            GTlsCertificate  *certificate)
{
  GPtrArray *same = name != NULL ? g_hash_table_lookup (self->by_name, name) : NULL;

  for (guint i = 0; same != NULL && i < same->len; i++)
    if ((g_tls_certificate_verify (certificate, NULL, same->pdata[i]) &
         G_TLS_CERTIFICATE_UNKNOWN_CA) == 0)
      return TRUE;

  return FALSE;
}

/**
 * tpk_issuers_vouch_for:
 * @self: the authorities
 * @certificate: a certificate, with those that the other side sent along as its issuers
 *
 * Whether it is valid in other ways is not looked at. Any certificate of the chain may be the one
 * that an authority has signed: what is sent behind that is for those who trust another one.
 *
 * Returns: whether one of them stands at the end of the chain
 */
gboolean
tpk_issuers_vouch_for (const TpkIssuers *self,
                       GTlsCertificate  *certificate)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), FALSE);

  for (GTlsCertificate *link = certificate; link != NULL;
       link = g_tls_certificate_get_issuer (link)) {
    g_autofree char *name = g_tls_certificate_get_issuer_name (link);

    if (has_signed (self, name, certificate))
      return TRUE;
  }

  return FALSE;
}
