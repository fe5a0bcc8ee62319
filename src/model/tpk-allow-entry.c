/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allow-entry"

#include "config.h"

#include "tpk-allow-entry.h"

#include <glib/gi18n-lib.h>

#include "tpk-json.h"

/**
 * TpkAllowEntry:
 *
 * One line of an allow-list: what a firewall has to let through, and why. It does not change; to
 * edit a line is to put another entry in its place. What it holds is valid and in its canonical
 * form: the destination is in ASCII, the ports are in order.
 */
struct _TpkAllowEntry
{
  GObject parent_instance;

  TpkTransport protocol;
  char *destination;            /* (owned) */
  TpkDestinationKind kind;
  gboolean ipv6;
  GArray *ranges;               /* (element-type TpkPortRange) (owned) */
  char *ports;                  /* (owned) */
  char *purpose;                /* (owned) */
  TpkDirection direction;
  char *source;                 /* (nullable) (owned) */
  char *date;                   /* (nullable) (owned) */
  JsonObject *unknown;          /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkAllowEntry, tpk_allow_entry, G_TYPE_OBJECT)

static const char *const known_members[] = {
  "protocol", "destination", "ports", "purpose", "direction", "source", "date", NULL
};

static const char *const directions[] = { "outbound", "inbound", "both" };

static void
tpk_allow_entry_finalize (GObject *object)
{
  TpkAllowEntry *self = TPK_ALLOW_ENTRY (object);

  g_free (self->destination);
  g_clear_pointer (&self->ranges, g_array_unref);
  g_free (self->ports);
  g_free (self->purpose);
  g_free (self->source);
  g_free (self->date);
  g_clear_pointer (&self->unknown, json_object_unref);

  G_OBJECT_CLASS (tpk_allow_entry_parent_class)->finalize (object);
}

static void
tpk_allow_entry_class_init (TpkAllowEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tpk_allow_entry_finalize;
}

static void
tpk_allow_entry_init (TpkAllowEntry *self)
{
}

static gboolean
read_protocol (TpkAllowEntry  *self,
               const char     *text,
               GError        **error)
{
  if (text != NULL && g_ascii_strcasecmp (text, "udp") == 0)
    self->protocol = TPK_TRANSPORT_UDP;
  else if (text != NULL && g_ascii_strcasecmp (text, "tcp") == 0)
    self->protocol = TPK_TRANSPORT_TCP;
  else {
    g_set_error_literal (error, TPK_ALLOW_ERROR, TPK_ALLOW_ERROR_PROTOCOL,
                         _("The protocol is either TCP or UDP."));
    return FALSE;
  }

  return TRUE;
}

static gboolean
read_direction (TpkAllowEntry  *self,
                const char     *text,
                GError        **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (directions); i++) {
    if (text == NULL || g_ascii_strcasecmp (text, directions[i]) == 0) {
      self->direction = i;
      return TRUE;
    }
  }
  g_set_error_literal (error, TPK_ALLOW_ERROR, TPK_ALLOW_ERROR_DIRECTION,
                       _("The direction is one of outbound, inbound and both."));

  return FALSE;
}

/* Nothing at all and an empty text are one. */
static char *
dup_text (const char *text)
{
  g_autofree char *valid = text != NULL ? g_strstrip (g_utf8_make_valid (text, -1)) : NULL;

  return valid != NULL && *valid != '\0' ? g_steal_pointer (&valid) : NULL;
}

/**
 * tpk_allow_entry_new:
 * @fields: what was typed
 * @error: return location for a #TpkAllowError, which says which of @fields is wrong
 *
 * Returns: (transfer full) (nullable): an entry, or %NULL with @error set
 */
TpkAllowEntry *
tpk_allow_entry_new (const TpkAllowFields  *fields,
                     GError               **error)
{
  g_autoptr (TpkAllowEntry) self = NULL;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_object_new (TPK_TYPE_ALLOW_ENTRY, NULL);
  if (!read_protocol (self, fields->protocol, error))
    return NULL;
  self->destination = tpk_destination_parse (fields->destination ? fields->destination : "",
                                             &self->kind, &self->ipv6, error);
  if (self->destination == NULL)
    return NULL;
  self->ranges = tpk_port_ranges_parse (fields->ports ? fields->ports : "", error);
  if (self->ranges == NULL || !read_direction (self, fields->direction, error))
    return NULL;

  self->ports = tpk_port_ranges_to_string (self->ranges, ",", "-");
  self->purpose = dup_text (fields->purpose);
  if (self->purpose == NULL)
    self->purpose = g_strdup ("");
  self->source = dup_text (fields->source);
  self->date = dup_text (fields->date);

  return g_steal_pointer (&self);
}

/**
 * tpk_allow_entry_new_from_json:
 * @object: one of the `entries` of an allow-list
 * @error: return location for a #TpkJsonError or a #TpkAllowError
 *
 * Returns: (transfer full) (nullable): an entry, or %NULL with @error set
 */
TpkAllowEntry *
tpk_allow_entry_new_from_json (JsonObject  *object,
                               GError     **error)
{
  TpkAllowFields fields = { NULL, };
  TpkAllowEntry *self;

  g_return_val_if_fail (object != NULL, NULL);

  if (!tpk_json_get_string (object, "protocol", &fields.protocol, error) ||
      !tpk_json_get_string (object, "destination", &fields.destination, error) ||
      !tpk_json_get_string (object, "ports", &fields.ports, error) ||
      !tpk_json_get_string (object, "purpose", &fields.purpose, error) ||
      !tpk_json_get_string (object, "direction", &fields.direction, error) ||
      !tpk_json_get_string (object, "source", &fields.source, error) ||
      !tpk_json_get_string (object, "date", &fields.date, error))
    return NULL;

  self = tpk_allow_entry_new (&fields, error);
  if (self != NULL)
    self->unknown = tpk_json_dup_unknown (object, known_members);

  return self;
}

/**
 * tpk_allow_entry_to_json:
 * @self: an entry
 *
 * Returns: (transfer full): one of the `entries` of an allow-list
 */
JsonObject *
tpk_allow_entry_to_json (TpkAllowEntry *self)
{
  JsonObject *object;

  g_return_val_if_fail (TPK_IS_ALLOW_ENTRY (self), NULL);

  object = json_object_new ();
  tpk_json_set_string (object, "protocol", tpk_transport_to_string (self->protocol));
  tpk_json_set_string (object, "destination", self->destination);
  tpk_json_set_string (object, "ports", self->ports);
  tpk_json_set_string (object, "purpose", self->purpose);
  tpk_json_set_string (object, "direction", directions[self->direction]);
  tpk_json_set_string (object, "source", self->source);
  tpk_json_set_string (object, "date", self->date);
  tpk_json_add_unknown (object, self->unknown);

  return object;
}

TpkTransport
tpk_allow_entry_get_protocol (TpkAllowEntry *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_ENTRY (self), TPK_TRANSPORT_UDP);

  return self->protocol;
}

/**
 * tpk_allow_entry_get_destination:
 * @self: an entry
 *
 * Returns: (transfer none): an address, `address/length`, a name in ASCII, or `*.name`
 */
const char *
tpk_allow_entry_get_destination (TpkAllowEntry *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_ENTRY (self), NULL);

  return self->destination;
}

TpkDestinationKind
tpk_allow_entry_get_destination_kind (TpkAllowEntry *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_ENTRY (self), TPK_DESTINATION_ADDRESS);

  return self->kind;
}

/**
 * tpk_allow_entry_is_ipv6:
 * @self: an entry
 *
 * Returns: whether the destination is an IPv6 address or a block of them
 */
gboolean
tpk_allow_entry_is_ipv6 (TpkAllowEntry *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_ENTRY (self), FALSE);

  return self->ipv6;
}

/**
 * tpk_allow_entry_is_numeric:
 * @self: an entry
 *
 * Returns: whether the destination is an address or a block, which every firewall takes
 */
gboolean
tpk_allow_entry_is_numeric (TpkAllowEntry *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_ENTRY (self), FALSE);

  return self->kind == TPK_DESTINATION_ADDRESS || self->kind == TPK_DESTINATION_NETWORK;
}

/**
 * tpk_allow_entry_get_ranges:
 * @self: an entry
 *
 * Returns: (transfer none) (element-type TpkPortRange): at least one, in order; not to be changed
 */
GArray *
tpk_allow_entry_get_ranges (TpkAllowEntry *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_ENTRY (self), NULL);

  return self->ranges;
}

/**
 * tpk_allow_entry_get_ports:
 * @self: an entry
 *
 * Returns: (transfer none): the ports in words, such as `443,3433-3460`
 */
const char *
tpk_allow_entry_get_ports (TpkAllowEntry *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_ENTRY (self), NULL);

  return self->ports;
}

/**
 * tpk_allow_entry_get_purpose:
 * @self: an entry
 *
 * Returns: (transfer none): what it is for, maybe empty; anything that people type
 */
const char *
tpk_allow_entry_get_purpose (TpkAllowEntry *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_ENTRY (self), NULL);

  return self->purpose;
}

TpkDirection
tpk_allow_entry_get_direction (TpkAllowEntry *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_ENTRY (self), TPK_DIRECTION_OUTBOUND);

  return self->direction;
}

/**
 * tpk_allow_entry_get_source:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): where it was read
 */
const char *
tpk_allow_entry_get_source (TpkAllowEntry *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_ENTRY (self), NULL);

  return self->source;
}

/**
 * tpk_allow_entry_get_date:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): the date of its source
 */
const char *
tpk_allow_entry_get_date (TpkAllowEntry *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_ENTRY (self), NULL);

  return self->date;
}

/**
 * tpk_allow_entry_equal:
 * @self: an entry
 * @other: another one
 *
 * Returns: whether both are written alike, unknown members included
 */
gboolean
tpk_allow_entry_equal (TpkAllowEntry *self,
                       TpkAllowEntry *other)
{
  g_return_val_if_fail (TPK_IS_ALLOW_ENTRY (self) && TPK_IS_ALLOW_ENTRY (other), FALSE);

  return self == other ||
         (self->protocol == other->protocol && self->direction == other->direction &&
          g_str_equal (self->destination, other->destination) &&
          g_str_equal (self->ports, other->ports) &&
          g_str_equal (self->purpose, other->purpose) &&
          g_strcmp0 (self->source, other->source) == 0 &&
          g_strcmp0 (self->date, other->date) == 0 &&
          tpk_json_unknown_equal (self->unknown, other->unknown));
}

/**
 * tpk_direction_to_string:
 * @direction: a direction
 *
 * Returns: (transfer none): `outbound`, `inbound` or `both`
 */
const char *
tpk_direction_to_string (TpkDirection direction)
{
  g_return_val_if_fail (direction < G_N_ELEMENTS (directions), NULL);

  return directions[direction];
}
