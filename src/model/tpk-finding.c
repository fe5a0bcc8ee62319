/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-finding"

#include "config.h"

#include "tpk-finding.h"

#include <glib/gi18n-lib.h>

/**
 * TpkFinding:
 *
 * Something to say about a configuration: how bad it is, a stable code, a sentence for people,
 * where it is, and what one click would do about it.
 *
 * A finding does not change once it has been handed out. tpk_finding_at() and
 * tpk_finding_with_fix() belong to its making and are called right after tpk_finding_new().
 */
struct _TpkFinding
{
  GObject parent_instance;

  TpkSeverity severity;
  char *code;                   /* (owned) */
  char *message;                /* (owned) */
  guint server;
  guint url;
  char *field;                  /* (nullable) (owned) */
  TpkFixKind fix_kind;
  char *fix;                    /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkFinding, tpk_finding, G_TYPE_OBJECT)

static void
tpk_finding_finalize (GObject *object)
{
  TpkFinding *self = TPK_FINDING (object);

  g_free (self->code);
  g_free (self->message);
  g_free (self->field);
  g_free (self->fix);

  G_OBJECT_CLASS (tpk_finding_parent_class)->finalize (object);
}

static void
tpk_finding_class_init (TpkFindingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tpk_finding_finalize;
}

static void
tpk_finding_init (TpkFinding *self)
{
  self->server = TPK_FINDING_NOWHERE;
  self->url = TPK_FINDING_NOWHERE;
}

/**
 * tpk_finding_new:
 * @severity: how bad it is
 * @code: a stable name for programs, such as `duplicate`
 * @message: a translated sentence for people, without secrets
 *
 * Returns: (transfer full): a finding about the whole profile, without a fix
 */
TpkFinding *
tpk_finding_new (TpkSeverity  severity,
                 const char  *code,
                 const char  *message)
{
  TpkFinding *self;

  g_return_val_if_fail (code != NULL, NULL);
  g_return_val_if_fail (message != NULL, NULL);

  self = g_object_new (TPK_TYPE_FINDING, NULL);
  self->severity = severity;
  self->code = g_strdup (code);
  self->message = g_strdup (message);

  return self;
}

/**
 * tpk_finding_new_printf:
 * @severity: how bad it is
 * @code: a stable name for programs
 * @format: a translated sentence with printf() placeholders
 * @...: what the placeholders stand for, never a secret
 *
 * As tpk_finding_new().
 *
 * Returns: (transfer full): a finding
 */
TpkFinding *
tpk_finding_new_printf (TpkSeverity  severity,
                        const char  *code,
                        const char  *format,
                        ...)
{
  g_autofree char *message = NULL;
  va_list args;

  g_return_val_if_fail (format != NULL, NULL);

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  return tpk_finding_new (severity, code, message);
}

/**
 * tpk_finding_at:
 * @self: a finding that has just been made
 * @server: position of the server in the profile, or %TPK_FINDING_NOWHERE
 * @url: position of the URL in that server, or %TPK_FINDING_NOWHERE
 * @field: (nullable): the member that it is about, such as `label` or `credential`
 *
 * Says where the finding is.
 *
 * Returns: (transfer none): @self
 */
TpkFinding *
tpk_finding_at (TpkFinding *self,
                guint       server,
                guint       url,
                const char *field)
{
  g_return_val_if_fail (TPK_IS_FINDING (self), NULL);

  self->server = server;
  self->url = url;
  g_free (self->field);
  self->field = g_strdup (field);

  return self;
}

/**
 * tpk_finding_with_fix:
 * @self: a finding that has just been made
 * @kind: what one click would do
 * @text: (nullable): the text that belongs to @kind
 *
 * Says what can be done about the finding; tpk_profile_apply_fix() does it.
 *
 * Returns: (transfer none): @self
 */
TpkFinding *
tpk_finding_with_fix (TpkFinding *self,
                      TpkFixKind  kind,
                      const char *text)
{
  g_return_val_if_fail (TPK_IS_FINDING (self), NULL);

  self->fix_kind = kind;
  g_free (self->fix);
  self->fix = g_strdup (text);

  return self;
}

/**
 * tpk_finding_get_severity:
 * @self: a finding
 *
 * Returns: how bad it is
 */
TpkSeverity
tpk_finding_get_severity (TpkFinding *self)
{
  g_return_val_if_fail (TPK_IS_FINDING (self), TPK_SEVERITY_INFO);

  return self->severity;
}

/**
 * tpk_finding_get_code:
 * @self: a finding
 *
 * Returns: (transfer none): the stable name for programs
 */
const char *
tpk_finding_get_code (TpkFinding *self)
{
  g_return_val_if_fail (TPK_IS_FINDING (self), NULL);

  return self->code;
}

/**
 * tpk_finding_get_message:
 * @self: a finding
 *
 * Returns: (transfer none): the sentence for people
 */
const char *
tpk_finding_get_message (TpkFinding *self)
{
  g_return_val_if_fail (TPK_IS_FINDING (self), NULL);

  return self->message;
}

/**
 * tpk_finding_get_server:
 * @self: a finding
 *
 * Returns: the position of the server, or %TPK_FINDING_NOWHERE
 */
guint
tpk_finding_get_server (TpkFinding *self)
{
  g_return_val_if_fail (TPK_IS_FINDING (self), TPK_FINDING_NOWHERE);

  return self->server;
}

/**
 * tpk_finding_get_url:
 * @self: a finding
 *
 * Returns: the position of the URL in its server, or %TPK_FINDING_NOWHERE
 */
guint
tpk_finding_get_url (TpkFinding *self)
{
  g_return_val_if_fail (TPK_IS_FINDING (self), TPK_FINDING_NOWHERE);

  return self->url;
}

/**
 * tpk_finding_get_field:
 * @self: a finding
 *
 * Returns: (transfer none) (nullable): the member that it is about
 */
const char *
tpk_finding_get_field (TpkFinding *self)
{
  g_return_val_if_fail (TPK_IS_FINDING (self), NULL);

  return self->field;
}

/**
 * tpk_finding_get_fix_kind:
 * @self: a finding
 *
 * Returns: what one click would do, %TPK_FIX_NONE for nothing
 */
TpkFixKind
tpk_finding_get_fix_kind (TpkFinding *self)
{
  g_return_val_if_fail (TPK_IS_FINDING (self), TPK_FIX_NONE);

  return self->fix_kind;
}

/**
 * tpk_finding_get_fix:
 * @self: a finding
 *
 * Returns: (transfer none) (nullable): the text that belongs to the fix
 */
const char *
tpk_finding_get_fix (TpkFinding *self)
{
  g_return_val_if_fail (TPK_IS_FINDING (self), NULL);

  return self->fix;
}

/**
 * tpk_finding_dup_fix_label:
 * @self: a finding
 *
 * Says in a few words what the fix does, for a button.
 *
 * Returns: (transfer full) (nullable): a translated label, or %NULL if there is no fix
 */
char *
tpk_finding_dup_fix_label (TpkFinding *self)
{
  const char *text;

  g_return_val_if_fail (TPK_IS_FINDING (self), NULL);

  text = self->fix != NULL ? self->fix : "";

  switch (self->fix_kind) {
  case TPK_FIX_REPLACE_URL:
    /* Translators: a button; %s is a URL that replaces another one. */
    return g_strdup_printf (_("Use %s"), text);
  case TPK_FIX_MOVE_USER_INFO:
    return g_strdup (_("Move user name and password"));
  case TPK_FIX_REMOVE_URL:
    return g_strdup (_("Remove"));
  case TPK_FIX_ADD_URL:
    /* Translators: a button; %s is a URL that is added to a server. */
    return g_strdup_printf (_("Add %s"), text);
  case TPK_FIX_REMOVE_SERVER:
    return g_strdup (_("Remove server"));
  case TPK_FIX_SET_RELAY_ONLY:
    return g_strdup (_("Use relays only"));
  case TPK_FIX_CLEAR_RELAY_ONLY:
    return g_strdup (_("Allow direct connections"));
  case TPK_FIX_NONE:
  default:
    return NULL;
  }
}

/**
 * tpk_severity_to_string:
 * @severity: a severity
 *
 * Returns: (transfer none): `info`, `warning` or `error`
 */
const char *
tpk_severity_to_string (TpkSeverity severity)
{
  switch (severity) {
  case TPK_SEVERITY_INFO:
    return "info";
  case TPK_SEVERITY_WARNING:
    return "warning";
  case TPK_SEVERITY_ERROR:
    return "error";
  default:
    g_return_val_if_reached (NULL);
  }
}
