/* SPDX-License-Identifier: CC0-1.0
 * SPDX-FileCopyrightText: The Turnpike authors
 */

/* A calling client that needs nothing but the C library: says that it is in a call until standard
 * input ends. The configuration is rtc-configuration.json in the same folder.
 *
 * cc lease.c -o lease */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char folder[4096];

static void
find_folder (void)
{
  const char *own = getenv ("TURNPIKE_CONFIG_DIR");
  const char *config = getenv ("XDG_CONFIG_HOME");
  const char *home = getenv ("HOME");

  if (own != NULL && *own != '\0')
    snprintf (folder, sizeof folder, "%s", own);
  else if (config != NULL && *config != '\0')
    snprintf (folder, sizeof folder, "%s/turnpike", config);
  else
    snprintf (folder, sizeof folder, "%s/.config/turnpike", home != NULL ? home : "");
}

/* For people, who are told for whom a change waits. */
static void
tell (const char *path)
{
  char temporary[4400], since[32];
  time_t now = time (NULL);
  FILE *file;

  strftime (since, sizeof since, "%Y-%m-%dT%H:%M:%SZ", gmtime (&now));
  snprintf (temporary, sizeof temporary, "%s.new", path);
  file = fopen (temporary, "w");
  if (file == NULL)
    return;

  fprintf (file, "{\"client\":\"Example in plain C\",\"pid\":%d,\"since\":\"%s\"}\n",
           (int) getpid (), since);
  if (fclose (file) == 0)
    rename (temporary, path);
}

int
main (void)
{
  char lock_path[4200], calls[4200], path[4300];
  int lock;

  find_folder ();
  snprintf (lock_path, sizeof lock_path, "%s/in-call.lock", folder);
  snprintf (calls, sizeof calls, "%s/calls", folder);
  snprintf (path, sizeof path, "%s/%d.json", calls, (int) getpid ());

  /* The lock first: while it is held, the configuration stays what it is. It waits while a
   * configuration is being written, and ends with the process, whatever happens to that. */
  lock = open (lock_path, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0 || flock (lock, LOCK_SH) != 0) {
    perror (lock_path);
    return 1;
  }
  mkdir (calls, 0700);
  tell (path);
  printf ("in a call\n");
  fflush (stdout);

  while (getchar () != EOF)
    ;

  unlink (path);
  close (lock);
  printf ("the call is over\n");

  return 0;
}
