/** The table of attempts. A new one is an entry in one of the files of attempts/. */
import type { Phase } from './attempt.ts'
import { afterBrokenAttempts, brokenListAttempts, secondListAttempts, unapprovedAttempts } from './attempts/approval.ts'
import { checkAttempts } from './attempts/checks.ts'
import { homeAttempts } from './attempts/home.ts'
import { insideAttempts } from './attempts/inside.ts'
import { nameAttempts } from './attempts/names.ts'
import { networkAttempts } from './attempts/network.ts'
import { searchAttempts } from './attempts/search.ts'
import { serverAttempts } from './attempts/servers.ts'
import { unguardedAttempts } from './attempts/unguarded.ts'

export const phases: readonly Phase[] = [
  { title: 'Before any list is approved', attempts: unapprovedAttempts },
  {
    title: 'Under the first list',
    list: 'first.yaml',
    attempts: [
      ...nameAttempts,
      ...insideAttempts,
      ...serverAttempts,
      ...checkAttempts,
      ...homeAttempts,
      ...networkAttempts,
      ...unguardedAttempts,
    ],
  },
  { title: 'When a second list is approved', list: 'second.yaml', attempts: secondListAttempts },
  { title: 'When a broken list is offered', attempts: brokenListAttempts },
  { title: 'After the broken list', attempts: afterBrokenAttempts },
  { title: 'With safe search', list: 'search.yaml', attempts: searchAttempts },
]
