/** Texts that pages show and that are not written in a page: they are translated like all others. */

/** What the daemon says in English; `%s` and `%d` stand for what changes. Data alone: the catalogue is made from it. */
export const sentences: readonly string[] = []

/** LuCI's own words round our pages. LuCI has no Kazakh of its own. */
export const luciWords: readonly string[] = [
  'Save & Apply',
  'Save',
  'Reset',
  'Dismiss',
  'Add',
  'Delete',
  'Loading view…',
  'Session expired',
  'A new login is required since the authentication session expired.',
  'Log in…',
  'Configuration changes applied.',
]
