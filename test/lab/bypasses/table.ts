/** The table of bypasses, by phases. A new attempt is an entry in one of the files of attempts/. */
import type { Phase } from '../attempt.ts'
import { addressBypasses } from './attempts/addresses.ts'
import { floodBypasses } from './attempts/floods.ts'
import { frameBypasses } from './attempts/frames.ts'
import { headerBypasses } from './attempts/headers.ts'
import { resolverBypasses } from './attempts/resolver.ts'
import { schoolBypasses } from './attempts/school.ts'
import {
  beforePause,
  holdPause,
  holdRemoval,
  pauseBypasses,
  pauseRoom,
  removedBypasses,
  resumedBypasses,
  resumeRoom,
} from './attempts/state.ts'
import { tlsBypasses } from './attempts/tls.ts'
import { transportBypasses } from './attempts/transports.ts'
import { webBypasses } from './attempts/web.ts'
import { webHeaderBypasses } from './attempts/web-headers.ts'
import type { Bypass } from './bypass.ts'

export interface BypassPhase extends Phase {
  readonly attempts: readonly Bypass[]
}

const lists = '../bypasses/lists'

/** The attempts that one list and any order will do for. */
export const steadyBypasses: readonly Bypass[] = [
  ...resolverBypasses,
  ...tlsBypasses,
  ...webBypasses,
  ...webHeaderBypasses,
  ...transportBypasses,
  ...addressBypasses,
  ...headerBypasses,
  ...frameBypasses,
  ...schoolBypasses,
]

export const bypassPhases: readonly BypassPhase[] = [
  { title: 'Under a list', list: `${lists}/table.yaml`, attempts: steadyBypasses },
  { title: 'Before a pause', attempts: beforePause },
  { title: 'When the room is paused', first: pauseRoom, attempts: holdPause },
  { title: 'During the pause', attempts: pauseBypasses },
  { title: 'After the pause', first: resumeRoom, attempts: resumedBypasses },
  { title: 'When a site is taken off', list: `${lists}/shorter.yaml`, attempts: holdRemoval },
  { title: 'After it was taken off', attempts: removedBypasses },
  { title: 'When the memory is full', attempts: floodBypasses, alone: true },
]
