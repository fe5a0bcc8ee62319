/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-carrier-tls"

#include "config.h"

#include "tpk-carrier-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-issuers.h"
#include "tpk-trust.h"

/*
 * TLS and DTLS over a connected carrier. Verification is strict; what is wrong with a certificate
 * is collected, never overridden.
 *
 * GIO shakes hands in a thread of a pool that starts small and grows slowly. So that many silent
 * servers cannot eat the time of a good one, only some hands are shaken at once, and the wait for
 * a turn is not counted.
 */

#define HANDSHAKES_AT_ONCE 24

static guint n_handshakes;
static GQueue waiting = G_QUEUE_INIT; /* (element-type TpkCarrier): each holds a reference */

static const struct {
  GTlsCertificateFlags flag;
  const char *name;
} flag_names[] = {
  { G_TLS_CERTIFICATE_UNKNOWN_CA, "unknown-ca" },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, "bad-identity" },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, "not-activated" },
  { G_TLS_CERTIFICATE_EXPIRED, "expired" },
  { G_TLS_CERTIFICATE_REVOKED, "revoked" },
  { G_TLS_CERTIFICATE_INSECURE, "insecure" },
  { G_TLS_CERTIFICATE_GENERIC_ERROR, "generic-error" },
};

static void start_next_handshake (void);

static const char *
version_to_string (GTlsProtocolVersion version)
{
  switch (version) {
  case G_TLS_PROTOCOL_VERSION_TLS_1_0:
    return "1.0";
  case G_TLS_PROTOCOL_VERSION_TLS_1_1:
    return "1.1";
  case G_TLS_PROTOCOL_VERSION_TLS_1_2:
    return "1.2";
  case G_TLS_PROTOCOL_VERSION_TLS_1_3:
    return "1.3";
  case G_TLS_PROTOCOL_VERSION_DTLS_1_0:
    return "1.0";
  case G_TLS_PROTOCOL_VERSION_DTLS_1_2:
    return "1.2";
  default:
    return NULL;
  }
}

static void
set_string (JsonObject *object,
            const char *name,
            const char *value)
{
  char text[1024];

  if (value == NULL) {
    json_object_set_null_member (object, name);
    return;
  }
  /* A certificate is written by the other side. */
  tpk_failure_copy_text (text, sizeof text, (const guint8 *) value, strlen (value));
  json_object_set_string_member (object, name, text);
}

static void
describe_certificate (JsonObject      *object,
                      GTlsCertificate *certificate)
{
  g_autoptr (GDateTime) not_after = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *issuer = NULL;
  g_autofree char *date = NULL;

  if (certificate != NULL) {
    subject = g_tls_certificate_get_subject_name (certificate);
    issuer = g_tls_certificate_get_issuer_name (certificate);
    not_after = g_tls_certificate_get_not_valid_after (certificate);
  }
  if (not_after != NULL)
    date = g_date_time_format_iso8601 (not_after);
  set_string (object, "subject", subject);
  set_string (object, "issuer", issuer);
  set_string (object, "not_after", date);
  if (not_after != NULL) {
    g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

    json_object_set_int_member (object, "days_left",
                                g_date_time_difference (not_after, now) / G_TIME_SPAN_DAY);
  }
}

/* Whether nobody but its owner vouches for a certificate. */
static gboolean
is_self_signed (GTlsCertificate *certificate)
{
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);

  return subject != NULL && g_strcmp0 (subject, issuer) == 0;
}

static gboolean
was_self_signed (TpkCarrier *self)
{
  return (self->flags & G_TLS_CERTIFICATE_UNKNOWN_CA) && self->certificate != NULL &&
         is_self_signed (self->certificate);
}

static JsonArray *
describe_errors (TpkCarrier *self)
{
  GTlsCertificateFlags flags = self->flags;
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (flag_names); i++) {
    if (flags & flag_names[i].flag)
      json_array_add_string_element (array, flag_names[i].name);
  }
  if (was_self_signed (self))
    json_array_add_string_element (array, "self-signed");

  return array;
}

/* Whether everybody would accept the certificate, or this computer does because it was told to. */
static void
describe_issuer (TpkCarrier      *self,
                 JsonObject      *object,
                 GTlsCertificate *certificate)
{
  const TpkIssuers *issuers = NULL;

  if (TPK_IS_TRUST (self->database) && tpk_trust_is_of_system (TPK_TRUST (self->database)))
    issuers = tpk_issuers_get_public ();
  if (issuers != NULL)
    json_object_set_boolean_member (object, "public_issuer",
                                    tpk_issuers_vouch_for (issuers, certificate));
}

static void
describe_connection (TpkCarrier *self,
                     gboolean    verified)
{
  GTlsProtocolVersion version = G_TLS_PROTOCOL_VERSION_UNKNOWN;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *cipher = NULL;
  g_autofree char *protocol = NULL;
  JsonObject *object;

  g_object_get (self->tls,
                "protocol-version", &version,
                "ciphersuite-name", &cipher,
                "negotiated-protocol", &protocol,
                "peer-certificate", &certificate,
                NULL);
  if (certificate == NULL && self->certificate != NULL)
    certificate = g_object_ref (self->certificate);
  if (!verified && certificate == NULL)
    return;

  object = json_object_new ();
  set_string (object, "version", version_to_string (version));
  set_string (object, "cipher", cipher);
  set_string (object, "alpn", protocol);
  describe_certificate (object, certificate);
  json_object_set_boolean_member (object, "verified", verified);
  if (verified && certificate != NULL)
    describe_issuer (self, object, certificate);
  json_object_set_array_member (object, "errors", describe_errors (self));
  g_clear_pointer (&self->tls_info, json_object_unref);
  self->tls_info = object;
}

/* The one of several faults that has to be mended first. */
static TpkCode
code_from_flags (GTlsCertificateFlags flags)
{
  if (flags & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED))
    return TPK_CODE_TLS_EXPIRED;
  if (flags & ~G_TLS_CERTIFICATE_BAD_IDENTITY)
    return TPK_CODE_TLS_UNTRUSTED;

  return TPK_CODE_TLS_NAME_MISMATCH;
}

/* Whether the other side answered with something that no TLS record begins with. */
static gboolean
answered_without_tls (TpkCarrier *self)
{
  const guint8 *bytes;
  gsize length;

  if (self->tap == NULL)
    return FALSE;
  bytes = tpk_tap_stream_get_first_bytes (self->tap, &length);

  return length > 0 && (bytes[0] < 0x14 || bytes[0] > 0x17 || (length > 1 && bytes[1] != 3));
}

static void
set_not_tls (TpkCarrier *self,
             TpkFailure *failure,
             const char *message)
{
  TpkFailure answer;
  const guint8 *bytes;
  gsize length;

  tpk_failure_set (failure, TPK_CODE_TLS_NOT_TLS, message);
  if (self->tap == NULL)
    return;
  tpk_tap_stream_read_on (self->tap);
  bytes = tpk_tap_stream_get_first_bytes (self->tap, &length);
  tpk_failure_set_not_stun (&answer, bytes, length);
  if (answer.code == TPK_CODE_CAPTIVE_PORTAL) {
    *failure = answer;
    return;
  }
  failure->web_page = answer.web_page;
  if (answer.text[0] != '\0')
    g_strlcpy (failure->text, answer.text, sizeof failure->text);
  g_strlcpy (failure->first_bytes, answer.first_bytes, sizeof failure->first_bytes);
}

/* A certificate that begins in the future was seldom issued by mistake. */
static void
set_certificate_failure (TpkCarrier *self,
                         TpkFailure *failure,
                         const char *message)
{
  tpk_failure_set (failure, code_from_flags (self->flags), message);
  if (failure->code == TPK_CODE_TLS_UNTRUSTED && was_self_signed (self)) {
    failure->summary = N_("{host} shows a certificate that it has signed itself.");
    failure->advice = N_("Ask the server’s operator for a certificate of a public authority. If the "
                         "server is meant to vouch for itself, choose its certificate as the "
                         "organisation’s own CA file.");
  }
  if (self->flags & G_TLS_CERTIFICATE_NOT_ACTIVATED) {
    failure->summary = N_("The certificate of {host} is not valid yet.");
    failure->advice = N_("Check the date and the time of this computer. If they are right, ask the "
                         "server’s operator for a certificate that is valid today.");
  }
}

static void
set_handshake_failure (TpkCarrier   *self,
                       const GError *error,
                       TpkFailure   *failure)
{
  if (self->flags != 0)
    set_certificate_failure (self, failure, error->message);
  else if (answered_without_tls (self))
    set_not_tls (self, failure, error->message);
  /* GIO calls a connection “not TLS” that ends before it began. */
  else if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS) ||
           g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF))
    tpk_failure_set (failure, TPK_CODE_CLOSED, error->message);
  else if (error->domain == G_TLS_ERROR)
    tpk_failure_set (failure, TPK_CODE_TLS_FAILED, error->message);
  else
    tpk_failure_set_error (failure, error);
}

static gboolean
accept_certificate_cb (GObject              *connection,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  flags,
                       gpointer              user_data)
{
  TpkCarrier *self = user_data;

  self->flags = flags;
  g_set_object (&self->certificate, certificate);

  return FALSE;
}

static void
handshake_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  TpkCarrier *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean secured;

  if (self->wire == TPK_WIRE_DTLS)
    secured = g_dtls_connection_handshake_finish (G_DTLS_CONNECTION (object), result, &error);
  else
    secured = g_tls_connection_handshake_finish (G_TLS_CONNECTION (object), result, &error);
  n_handshakes--;
  start_next_handshake ();

  if (self->state == CARRIER_CLOSED)
    g_socket_close (self->socket, NULL);
  else {
    TpkFailure failure;

    self->state = CARRIER_OPEN;
    describe_connection (self, secured);
    if (!secured)
      set_handshake_failure (self, error, &failure);
    else if (!tpk_carrier_watch (self))
      tpk_failure_set (&failure, TPK_CODE_TESTER_FAILED, "epoll");
    tpk_carrier_finish (self, secured && self->watch != NULL ? NULL : &failure);
  }
  tpk_carrier_unref (self);
}

/* The database goes in here and not later: without one, the connection would read all of the
 * system's trust first. */
static GObject *
new_client (TpkCarrier  *self,
            GType        type,
            const char  *base_name,
            gpointer     base,
            GError     **error)
{
  const char *protocols[] = { self->protocol, NULL };

  return g_initable_new (type, NULL, error,
                         base_name, base,
                         "server-identity", self->identity,
                         "advertised-protocols", protocols,
                         "database", self->database,
                         NULL);
}

static gboolean
make_connection (TpkCarrier  *self,
                 GError     **error)
{
  GTlsBackend *backend = g_tls_backend_get_default ();

  if (self->wire == TPK_WIRE_DTLS) {
    self->line = tpk_datagram_line_new (self->socket, error);
    if (self->line == NULL)
      return FALSE;
    self->tls = new_client (self, g_tls_backend_get_dtls_client_connection_type (backend),
                            "base-socket", self->line, error);
  } else {
    g_autoptr (GSocketConnection) raw = NULL;
    g_autoptr (GIOStream) tapped = NULL;

    raw = g_socket_connection_factory_create_connection (self->socket);
    self->tap = tpk_tap_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (raw)));
    tapped = g_simple_io_stream_new (G_INPUT_STREAM (self->tap),
                                     g_io_stream_get_output_stream (G_IO_STREAM (raw)));
    /* The streams of a connection do not keep it, and its end closes the socket. */
    g_object_set_data_full (G_OBJECT (tapped), "tpk-raw", g_steal_pointer (&raw), g_object_unref);
    self->tls = new_client (self, g_tls_backend_get_client_connection_type (backend),
                            "base-io-stream", tapped, error);
  }

  return self->tls != NULL;
}

/* Shakes hands now. Consumes a reference. */
static void
start_handshake (TpkCarrier *self)
{
  g_autoptr (GError) error = NULL;

  self->waiting = FALSE;
  if (!make_connection (self, &error)) {
    TpkFailure failure;

    tpk_failure_set (&failure, TPK_CODE_TESTER_FAILED, error->message);
    failure.untested = TRUE;
    self->state = CARRIER_OPEN;
    tpk_carrier_finish (self, &failure);
    tpk_carrier_unref (self);
    return;
  }

  n_handshakes++;
  g_signal_connect (self->tls, "accept-certificate", G_CALLBACK (accept_certificate_cb), self);
  if (self->wire == TPK_WIRE_DTLS)
    g_dtls_connection_handshake_async (G_DTLS_CONNECTION (self->tls), G_PRIORITY_DEFAULT,
                                       NULL, handshake_cb, self);
  else
    g_tls_connection_handshake_async (G_TLS_CONNECTION (self->tls), G_PRIORITY_DEFAULT,
                                      NULL, handshake_cb, self);
}

static void
start_next_handshake (void)
{
  TpkCarrier *next;

  if (n_handshakes < HANDSHAKES_AT_ONCE && (next = g_queue_pop_head (&waiting)) != NULL)
    start_handshake (next);
}

/**
 * tpk_carrier_secure:
 * @self: a connected carrier for TLS or DTLS
 * @options: whom to expect
 * @done: called once
 * @user_data: for @done
 *
 * Shakes hands, now or when it is the carrier's turn; see tpk_carrier_is_waiting().
 */
void
tpk_carrier_secure (TpkCarrier          *self,
                    const TpkTlsOptions *options,
                    TpkCarrierDone       done,
                    gpointer             user_data)
{
  g_return_if_fail (self->state == CARRIER_OPEN);

  self->state = CARRIER_SECURING;
  self->done = done;
  self->done_data = user_data;
  self->identity = g_network_address_new (options->host, options->port);
  self->protocol = g_strdup (options->protocol);
  self->database = g_object_ref (options->database);

  self->waiting = TRUE;
  g_queue_push_tail (&waiting, tpk_carrier_ref (self));
  start_next_handshake ();
}

/* Whether the carrier waits for its turn, so that its time is not counted yet. */
gboolean
tpk_carrier_is_waiting (TpkCarrier *self)
{
  return self->waiting;
}

void
tpk_carrier_tls_close (TpkCarrier *self)
{
  if (self->waiting && g_queue_remove (&waiting, self)) {
    self->waiting = FALSE;
    g_socket_close (self->socket, NULL);
    tpk_carrier_unref (self);
  } else if (self->line != NULL) {
    tpk_datagram_line_hang_up (self->line);
  } else {
    /* The other side sees the end now, and so does GIO's thread. TpkDatagramLine says why that has
     * no cancellable. */
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  }
}

gssize
tpk_carrier_tls_read (TpkCarrier  *self,
                      void        *buffer,
                      gsize        size,
                      GError     **error)
{
  if (self->wire == TPK_WIRE_DTLS) {
    GInputVector vector = { buffer, size };
    GInputMessage message = { NULL, &vector, 1, 0, 0, NULL, NULL };

    if (g_datagram_based_receive_messages (G_DATAGRAM_BASED (self->tls), &message, 1, 0, 0, NULL,
                                           error) < 0)
      return -1;
    return message.bytes_received;
  }

  return g_pollable_input_stream_read_nonblocking (
    G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (self->tls))),
    buffer, size, NULL, error);
}

gssize
tpk_carrier_tls_write (TpkCarrier  *self,
                       const void  *bytes,
                       gsize        length,
                       GError     **error)
{
  if (self->wire == TPK_WIRE_DTLS) {
    GOutputVector vector = { bytes, length };
    GOutputMessage message = { NULL, &vector, 1, 0, NULL, 0 };

    if (g_datagram_based_send_messages (G_DATAGRAM_BASED (self->tls), &message, 1, 0, 0, NULL,
                                        error) < 0)
      return -1;
    return message.bytes_sent;
  }

  return g_pollable_output_stream_write_nonblocking (
    G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (self->tls))),
    bytes, length, NULL, error);
}
