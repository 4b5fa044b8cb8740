/** Which steps from nothing to a shut lab are done, computed from what the router has now. */

import type { SetupStep, SetupStepName } from './contract/setup.ts'
import type { Role } from './contract.ts'

export interface SetupFacts {
  /** Rooms that have a network. */
  readonly rooms: number
  readonly school: string
  /** Parts of the people in the settings: `director`, `teacher` ... */
  readonly people: readonly string[]
  /** `Asia/Almaty`; OpenWrt says UTC where nobody chose. */
  readonly zone: string
  readonly clockIsSet: boolean
  /** Of all logins together. */
  readonly roles: readonly Role[]
  /** Sites of the draft. */
  readonly sites: number
  /** The draft lies before the director. */
  readonly sent: boolean
  /** Of the list in force; 0: none was ever approved. */
  readonly version: number
  readonly drills: readonly { readonly probes: number; readonly right: number }[]
}

/** In the order in which a school does them. */
const names: readonly SetupStepName[] = ['rooms', 'school', 'clock', 'logins', 'sites', 'send', 'approve', 'drill']

const isDone: Readonly<Record<SetupStepName, (facts: SetupFacts) => boolean>> = {
  rooms: ({ rooms }) => rooms > 0,
  school: ({ school, people }) => school.trim() !== '' && people.includes('director') && people.includes('teacher'),
  clock: ({ zone, clockIsSet }) => clockIsSet && zone !== '' && zone !== 'UTC',
  logins: ({ roles }) => roles.includes('teacher') && roles.includes('director'),
  sites: ({ sites, version }) => sites > 0 || version > 0,
  send: ({ sent, version }) => sent || version > 0,
  approve: ({ version }) => version > 0,
  drill: ({ drills }) => drills.some(({ probes, right }) => probes > 0 && right === probes),
}

const commands: Readonly<Record<SetupStepName, readonly string[]>> = {
  rooms: [
    'uci set aqtizim.ROOM=room',
    'uci set aqtizim.ROOM.name=NAME',
    'uci add_list aqtizim.ROOM.network=NETWORK',
    'uci commit aqtizim && service aqtizim reload',
  ],
  school: [
    'uci set aqtizim.main.school=NAME',
    'uci add aqtizim person',
    'uci set aqtizim.@person[-1].name=NAME',
    'uci set aqtizim.@person[-1].role=director',
    'uci commit aqtizim && service aqtizim reload',
  ],
  clock: [
    'uci set system.@system[0].zonename=Asia/Almaty',
    "uci set system.@system[0].timezone='<+05>-5'",
    'uci commit system && service system reload',
  ],
  logins: ['aqtizim user add NAME --role teacher', 'aqtizim user add NAME --role director'],
  sites: ['aqtizim import FILE --add', 'aqtizim catalogue GROUP --add'],
  send: ['aqtizim check /etc/aqtizim/draft.yaml'],
  approve: ['aqtizim approve /etc/aqtizim/draft.yaml --by NAME --post POST --order NUMBER --date 2026-09-01'],
  drill: [`ubus call aqtizim drill_start '{"room":"ROOM"}'`],
}

/** Each can be left and taken up again: nothing but the router's state says what is done. */
export const setupSteps = (facts: SetupFacts): SetupStep[] =>
  names.map((name) => ({ name, done: isDone[name](facts), commands: commands[name] }))
