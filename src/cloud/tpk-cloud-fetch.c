/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-fetch"

#include "config.h"

#include "tpk-cloud-fetch.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "tpk-cloud-answer.h"
#include "tpk-cloud-connection.h"
#include "tpk-cloud-request.h"
#include "tpk-cloud-service.h"

/*
 * Asks a service once. Whatever happens ends in a result; the deadline covers everything together.
 *
 * A redirection is followed on the same host alone, so that the secret goes nowhere else; one to
 * somebody else is told to people, who know whether they want that.
 */

#define DEFAULT_TIMEOUT_MS 10000
#define MAX_BYTES (1024 * 1024)
#define CHUNK_BYTES (16 * 1024)
#define MAX_REDIRECTS 5

typedef struct {
  TpkCloudSettings *settings;          /* (owned): a copy, others may go on editing */
  const TpkCloudService *service;
  TpkCloudRequest *request;            /* (owned) */
  gint64 now_s;

  SoupSession *session;                /* (owned) */
  SoupMessage *message;                /* (nullable) (owned) */
  GInputStream *stream;                /* (nullable) (owned) */
  GByteArray *body;                    /* (owned) */
  GCancellable *cancellable;           /* (owned): ends with the deadline, too */
  GSource *deadline;                   /* (owned) */
  GSource *cancelled;                  /* (nullable) (owned) */
  gboolean is_late;
  gboolean is_ended;                   /* by the deadline, or by whoever asked */
  GSocket *shaking;                    /* (nullable) (owned): on which a TLS handshake is going on */
  guint n_redirects;

  gint64 start_us;
  gint64 stage_us;
  int stage;                           /* -1: none runs */
  gboolean is_proxied;                 /* what is connected to is a web proxy */
  TpkCloudResultData data;
} Fetch;

static void send_request (GTask *task);

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
fetch_free (Fetch *fetch)
{
  clear_source (&fetch->deadline);
  clear_source (&fetch->cancelled);
  g_clear_object (&fetch->settings);
  g_clear_pointer (&fetch->request, tpk_cloud_request_free);
  g_clear_object (&fetch->message);
  g_clear_object (&fetch->stream);
  g_clear_object (&fetch->shaking);
  g_clear_object (&fetch->session);
  g_clear_object (&fetch->cancellable);
  g_byte_array_unref (fetch->body);
  tpk_cloud_result_data_clear (&fetch->data);
  g_free (fetch);
}

static void
end_stage (Fetch         *fetch,
           TpkStageState  state)
{
  TpkCloudStage *stage;

  if (fetch->stage < 0)
    return;

  stage = &fetch->data.stages[fetch->stage];
  stage->state = state;
  stage->ms += (double) (g_get_monotonic_time () - fetch->stage_us) / 1000.0;
  fetch->stage = -1;
}

/* A step that begins ends the one before it. */
static void
begin_stage (Fetch           *fetch,
             TpkCloudStageId  id)
{
  end_stage (fetch, TPK_STAGE_STATE_PASSED);
  fetch->stage = (int) id;
  fetch->stage_us = g_get_monotonic_time ();
}

static void
finish (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  TpkCloudCode code = fetch->data.code;

  clear_source (&fetch->deadline);
  clear_source (&fetch->cancelled);
  end_stage (fetch, code == TPK_CLOUD_CODE_OK ? TPK_STAGE_STATE_PASSED
                    : code == TPK_CLOUD_CODE_CANCELLED ? TPK_STAGE_STATE_CANCELLED
                                                       : TPK_STAGE_STATE_FAILED);
  for (guint i = 0; i < TPK_CLOUD_N_STAGES; i++) {
    if (fetch->data.stages[i].state == TPK_STAGE_STATE_PENDING)
      fetch->data.stages[i].state = TPK_STAGE_STATE_SKIPPED;
  }

  fetch->data.elapsed_ms = (double) (g_get_monotonic_time () - fetch->start_us) / 1000.0;
  g_task_return_pointer (task, tpk_cloud_result_new_take (&fetch->data), g_object_unref);
}

/* The service is not blamed for a proxy that is not there. */
static gboolean
is_fault_of_proxy (Fetch *fetch)
{
  return fetch->stage == TPK_CLOUD_STAGE_CONNECT &&
         (fetch->data.code == TPK_CLOUD_CODE_REFUSED ||
          fetch->data.code == TPK_CLOUD_CODE_UNREACHABLE ||
          fetch->data.code == TPK_CLOUD_CODE_CLOSED);
}

static void
finish_error (GTask        *task,
              const GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) ended = NULL;
  GTlsCertificateFlags flags = 0;

  /* What a handshake says whose socket was shut down is not what it ended by. */
  if (fetch->is_ended && error->domain != TPK_CLOUD_ERROR) {
    ended = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Operation was cancelled");
    error = ended;
  }

  if (fetch->message != NULL)
    flags = soup_message_get_tls_peer_certificate_errors (fetch->message);

  tpk_cloud_answer_set_error (&fetch->data, fetch->settings, error, flags);
  if (fetch->data.code == TPK_CLOUD_CODE_CANCELLED && fetch->is_late)
    fetch->data.code = TPK_CLOUD_CODE_TIMEOUT;
  else if (fetch->is_proxied && is_fault_of_proxy (fetch))
    fetch->data.code = TPK_CLOUD_CODE_PROXY_FAILED;

  finish (task);
}

static void
finish_code (GTask        *task,
             TpkCloudCode  code)
{
  Fetch *fetch = g_task_get_task_data (task);

  fetch->data.code = code;
  finish (task);
}

/* A handshake must not be ended by its cancellable, for the reason that TpkDatagramLine gives. Shut down,
 * its socket ends it. */
static void
end_request (Fetch *fetch)
{
  fetch->is_ended = TRUE;
  if (fetch->shaking != NULL)
    g_socket_shutdown (fetch->shaking, TRUE, TRUE, NULL);
  else
    g_cancellable_cancel (fetch->cancellable);
}

static gboolean
deadline_cb (gpointer user_data)
{
  Fetch *fetch = user_data;

  fetch->is_late = TRUE;
  end_request (fetch);

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  end_request (user_data);

  return G_SOURCE_REMOVE;
}

static void
network_event_cb (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *connection,
                  Fetch              *fetch)
{
  /* The handshake is through, or another address would be tried after it. */
  if (fetch->is_ended) {
    g_clear_object (&fetch->shaking);
    g_cancellable_cancel (fetch->cancellable);
    return;
  }

  switch (event) {
  case G_SOCKET_CLIENT_RESOLVING:
    begin_stage (fetch, TPK_CLOUD_STAGE_RESOLVE);
    break;
  case G_SOCKET_CLIENT_CONNECTING:
    fetch->is_proxied = tpk_cloud_connection_leads_to_proxy (connection);
    begin_stage (fetch, TPK_CLOUD_STAGE_CONNECT);
    break;
  case G_SOCKET_CLIENT_TLS_HANDSHAKING:
    begin_stage (fetch, TPK_CLOUD_STAGE_TLS);
    g_clear_object (&fetch->shaking);
    fetch->shaking = tpk_cloud_connection_dup_socket (connection);
    break;
  case G_SOCKET_CLIENT_TLS_HANDSHAKED:
    g_clear_object (&fetch->shaking);
    break;
  case G_SOCKET_CLIENT_COMPLETE:
    begin_stage (fetch, TPK_CLOUD_STAGE_HTTP);
    break;
  default:
    break;
  }
}

static void
append_link (const char *name,
             const char *value,
             gpointer    user_data)
{
  if (g_ascii_strcasecmp (name, "Link") == 0 && g_utf8_validate (value, -1, NULL))
    g_string_append_printf (user_data, "Link: %s\n", value);
}

static void
take_body (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (fetch->message);
  g_autoptr (GString) links = g_string_new (NULL);
  const char *bytes = fetch->body->len > 0 ? (const char *) fetch->body->data : "";
  g_autofree char *text = g_strndup (bytes, fetch->body->len);
  g_autofree char *body = g_utf8_make_valid (text, -1);
  TpkCloudAnswer answer = { .body = body };
  gboolean is_text = strlen (text) == fetch->body->len &&
                     g_utf8_validate_len (text, fetch->body->len, NULL);

  fetch->data.retry_after_s =
    tpk_cloud_answer_read_retry_after (soup_message_headers_get_one (headers, "Retry-After"), body,
                                       fetch->now_s);
  if (tpk_cloud_code_from_status (fetch->data.http_status) != TPK_CLOUD_CODE_OK) {
    tpk_cloud_answer_set_status (&fetch->data, fetch->settings, body);
    finish (task);
    return;
  }

  soup_message_headers_foreach (headers, append_link, links);
  answer.links = links->str;
  if (links->len == 0 && body[strspn (body, " \t\r\n")] == '\0')
    fetch->data.code = TPK_CLOUD_CODE_EMPTY;
  else if (!is_text)
    fetch->data.code = TPK_CLOUD_CODE_NOT_JSON;
  else
    tpk_cloud_answer_read (&fetch->data, fetch->service, fetch->settings, &answer,
                           fetch->request->lifetime_s, fetch->now_s);
  finish (task);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;
  gconstpointer data;

  bytes = g_input_stream_read_bytes_finish (fetch->stream, result, &error);
  if (bytes == NULL) {
    /* A connection that is cut here has cut the answer, whatever cut it. */
    gboolean cut = !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
                   !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

    if (cut)
      finish_code (task, TPK_CLOUD_CODE_TRUNCATED);
    else
      finish_error (task, error);
    return;
  }

  data = g_bytes_get_data (bytes, &length);
  if (length == 0) {
    take_body (task);
    return;
  }

  g_byte_array_append (fetch->body, data, (guint) length);
  if (fetch->body->len > MAX_BYTES) {
    finish_code (task, TPK_CLOUD_CODE_TOO_LARGE);
    return;
  }

  g_input_stream_read_bytes_async (fetch->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT,
                                   fetch->cancellable, read_cb, g_object_ref (task));
}

static gboolean
is_same_place (GUri *one,
               GUri *other)
{
  return g_strcmp0 (g_uri_get_scheme (one), g_uri_get_scheme (other)) == 0 &&
         g_ascii_strcasecmp (g_uri_get_host (one), g_uri_get_host (other)) == 0 &&
         g_uri_get_port (one) == g_uri_get_port (other);
}

static void
follow_redirection (GTask      *task,
                    const char *location)
{
  Fetch *fetch = g_task_get_task_data (task);
  GUri *here = soup_message_get_uri (fetch->message);
  g_autoptr (GUri) there = g_uri_parse_relative (here, location, SOUP_HTTP_URI_FLAGS, NULL);
  gboolean keeps_method = fetch->data.http_status == SOUP_STATUS_TEMPORARY_REDIRECT ||
                          fetch->data.http_status == SOUP_STATUS_PERMANENT_REDIRECT ||
                          g_str_equal (fetch->request->method, "GET");

  if (there == NULL || g_uri_get_host (there) == NULL) {
    finish_code (task, TPK_CLOUD_CODE_HTTP_ERROR);
    return;
  }

  if (!is_same_place (here, there) || !keeps_method) {
    g_autofree char *front = NULL;

    front = g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (there), NULL, g_uri_get_host (there),
                        g_uri_get_port (there), g_uri_get_path (there), NULL, NULL);
    fetch->data.reason = g_steal_pointer (&front);
    finish_code (task, TPK_CLOUD_CODE_REDIRECTED);
    return;
  }

  if (++fetch->n_redirects > MAX_REDIRECTS) {
    finish_code (task, TPK_CLOUD_CODE_REDIRECT_LOOP);
    return;
  }

  g_free (fetch->request->url);
  fetch->request->url = g_uri_to_string (there);
  send_request (task);
}

/* What comes before the encryption is of the proxy, which refused to lead any further. */
static gboolean
is_answer_of_proxy (Fetch *fetch)
{
  return fetch->is_proxied &&
         g_str_equal (g_uri_get_scheme (soup_message_get_uri (fetch->message)), "https") &&
         soup_message_get_tls_peer_certificate (fetch->message) == NULL;
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  SoupMessageHeaders *headers;
  const char *location;

  g_clear_object (&fetch->stream);
  fetch->stream = soup_session_send_finish (fetch->session, result, &error);
  if (fetch->stream == NULL) {
    finish_error (task, error);
    return;
  }

  if (is_answer_of_proxy (fetch)) {
    fetch->data.reason = g_strdup_printf ("%u", soup_message_get_status (fetch->message));
    finish_code (task, TPK_CLOUD_CODE_PROXY_FAILED);
    return;
  }

  /* A connection that is used again tells of no steps. */
  if (fetch->stage != TPK_CLOUD_STAGE_HTTP)
    begin_stage (fetch, TPK_CLOUD_STAGE_HTTP);
  headers = soup_message_get_response_headers (fetch->message);
  fetch->data.http_status = soup_message_get_status (fetch->message);
  location = soup_message_headers_get_one (headers, "Location");
  if (SOUP_STATUS_IS_REDIRECTION (fetch->data.http_status) && location != NULL) {
    follow_redirection (task, location);
    return;
  }

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      soup_message_headers_get_content_length (headers) > MAX_BYTES) {
    finish_code (task, TPK_CLOUD_CODE_TOO_LARGE);
    return;
  }

  g_byte_array_set_size (fetch->body, 0);
  g_input_stream_read_bytes_async (fetch->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT,
                                   fetch->cancellable, read_cb, g_object_ref (task));
}

static void
send_request (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  TpkCloudRequest *request = fetch->request;
  g_autoptr (SoupMessage) message = soup_message_new (request->method, request->url);
  SoupMessageHeaders *headers;

  if (message == NULL) {
    finish_code (task, TPK_CLOUD_CODE_SETTINGS);
    return;
  }

  headers = soup_message_get_request_headers (message);
  for (guint i = 0; i < request->headers->len; i++) {
    TpkCloudHeader *header = g_ptr_array_index (request->headers, i);

    soup_message_headers_append (headers, header->name, header->value);
  }
  if (soup_message_headers_get_one (headers, "Accept") == NULL)
    soup_message_headers_append (headers, "Accept", "application/json");
  if (request->body != NULL) {
    g_autoptr (GBytes) body = g_bytes_new (request->body, strlen (request->body));

    soup_message_set_request_body_from_bytes (message, request->content_type, body);
  }

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), fetch);
  g_set_object (&fetch->message, message);
  soup_session_send_async (fetch->session, message, G_PRIORITY_DEFAULT, fetch->cancellable, sent_cb,
                           g_object_ref (task));
}

static gboolean
new_session (Fetch           *fetch,
             GProxyResolver  *proxies,
             GError         **error)
{
  const char *ca_file = tpk_cloud_settings_get_text (fetch->settings, TPK_CLOUD_FIELD_CA_FILE);

  fetch->session = soup_session_new_with_options ("user-agent", "Turnpike/" VERSION, NULL);
  if (proxies != NULL)
    soup_session_set_proxy_resolver (fetch->session, proxies);

  if (*ca_file != '\0') {
    g_autoptr (GTlsDatabase) database = g_tls_file_database_new (ca_file, NULL);

    if (database == NULL) {
      g_set_error_literal (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_SETTINGS,
                           _("the file of the certificate authority cannot be read."));
      return FALSE;
    }
    soup_session_set_tls_database (fetch->session, database);
  }

  return TRUE;
}

static gboolean
prepare (Fetch                       *fetch,
         const TpkCloudFetchOptions  *options,
         GError                     **error)
{
  g_autoptr (GUri) uri = NULL;

  if (fetch->service == NULL || fetch->service->is_vendor) {
    g_set_error_literal (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_SETTINGS,
                         fetch->service == NULL
                           ? _("this cloud proxy is not known. Choose another one.")
                           : _("the vendor’s SDK asks by itself, so there is nothing to ask."));
    return FALSE;
  }

  fetch->request = tpk_cloud_service_new_request (fetch->service, fetch->settings, fetch->now_s,
                                                  error);
  if (fetch->request == NULL)
    return FALSE;

  uri = g_uri_parse (fetch->request->url, G_URI_FLAGS_NONE, NULL);
  fetch->data.host = uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;

  return new_session (fetch, options != NULL ? options->proxies : NULL, error);
}

static void
start_clocks (GTask        *task,
              guint         timeout_ms,
              GCancellable *cancellable)
{
  Fetch *fetch = g_task_get_task_data (task);
  GMainContext *context = g_task_get_context (task);

  fetch->deadline = g_timeout_source_new (timeout_ms);
  g_source_set_callback (fetch->deadline, deadline_cb, fetch, NULL);
  g_source_attach (fetch->deadline, context);

  if (cancellable == NULL)
    return;

  fetch->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (fetch->cancelled, G_SOURCE_FUNC (cancelled_cb), fetch, NULL);
  g_source_attach (fetch->cancelled, context);
}

/**
 * tpk_cloud_fetch_async:
 * @settings: who is asked, and with what
 * @options: (nullable): how
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when there is a result
 * @user_data: for @callback
 *
 * Asks a service for servers, once. Only over TLS, unless it runs on this machine; through the
 * system's proxy.
 */
void
tpk_cloud_fetch_async (TpkCloudSettings           *settings,
                       const TpkCloudFetchOptions *options,
                       GCancellable               *cancellable,
                       GAsyncReadyCallback         callback,
                       gpointer                    user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GError) error = NULL;
  guint timeout_ms = options != NULL && options->timeout_ms != 0 ? options->timeout_ms
                                                                 : DEFAULT_TIMEOUT_MS;
  Fetch *fetch = g_new0 (Fetch, 1);

  g_return_if_fail (TPK_IS_CLOUD_SETTINGS (settings));

  g_task_set_source_tag (task, tpk_cloud_fetch_async);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  fetch->settings = tpk_cloud_settings_new ();
  tpk_cloud_settings_assign (fetch->settings, settings);
  fetch->service = tpk_cloud_service_find (tpk_cloud_settings_get_service (settings));
  fetch->now_s = options != NULL && options->now_s != 0 ? options->now_s
                                                        : g_get_real_time () / G_USEC_PER_SEC;
  fetch->body = g_byte_array_new ();
  fetch->cancellable = g_cancellable_new ();
  fetch->start_us = g_get_monotonic_time ();
  fetch->stage = -1;
  tpk_cloud_result_data_init (&fetch->data, tpk_cloud_settings_get_service (settings));

  if (g_cancellable_is_cancelled (cancellable)) {
    finish_code (task, TPK_CLOUD_CODE_CANCELLED);
    return;
  }

  if (!prepare (fetch, options, &error)) {
    finish_error (task, error);
    return;
  }

  start_clocks (task, timeout_ms, cancellable);
  send_request (task);
}

/**
 * tpk_cloud_fetch_finish:
 * @result: what the callback was given
 *
 * Returns: (transfer full): how it ended; %TPK_CLOUD_CODE_CANCELLED when it was cancelled
 */
TpkCloudResult *
tpk_cloud_fetch_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
