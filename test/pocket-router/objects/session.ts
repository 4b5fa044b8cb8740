/** The object `session` of rpcd (session.c). */

import { type InputTable, STATUS, type Value } from 'ubus-client'
import { describeGrants, findLogin, type Grant, readGrants } from '../access-lists.ts'
import { type LocalObject, method, type Reply } from '../local-client.ts'
import { nobodySession, type Session, type Sessions } from '../sessions.ts'
import type { UciPackage } from '../uci-model.ts'

export interface SessionSurroundings {
  readonly sessions: Sessions
  /** UCI `rpcd`, read at each login. */
  logins(): UciPackage
  /** Files of acl.d, read at each login. */
  accessFiles(): unknown[]
  passwordOf(account: string): string | undefined
  /** crypt(3). */
  readonly crypt: (password: string, setting: string) => string | undefined
}

/** Seconds. */
const defaultTimeout = 300
const sid = { ubus_rpc_session: 'string' } as const
const objects = { ...sid, scope: 'string', objects: 'array' } as const

export function createSession(around: SessionSurroundings): LocalObject {
  const { sessions } = around
  const describe = (session: Session): InputTable => ({
    ubus_rpc_session: session.id,
    timeout: session.timeout,
    expires: BigInt(sessions.remaining(session)),
    acls: describeGrants(session.grants),
    data: Object.fromEntries(session.data),
  })
  const withSession = (id: string | undefined, act: (session: Session) => Reply): Reply => {
    if (id === undefined) return STATUS.INVALID_ARGUMENT
    const session = sessions.get(id)
    return session === undefined ? STATUS.NOT_FOUND : act(session)
  }
  return {
    path: 'session',
    methods: {
      create: method({ timeout: 'int32' }, ({ timeout = defaultTimeout }) => describe(sessions.create(timeout))),
      list: method(sid, ({ ubus_rpc_session: id }) =>
        id === undefined ? sessions.all().map(describe) : withSession(id, describe),
      ),
      ...accessMethods(sessions, withSession),
      ...dataMethods(withSession),
      destroy: method(sid, ({ ubus_rpc_session: id }) => {
        if (id === nobodySession) return STATUS.PERMISSION_DENIED
        return withSession(id, (session) => {
          sessions.destroy(session)
          return STATUS.OK
        })
      }),
      login: method({ username: 'string', password: 'string', timeout: 'int32' }, (given) => {
        const { username, password, timeout = defaultTimeout } = given
        if (username === undefined || password === undefined) return STATUS.INVALID_ARGUMENT
        const login = findLogin(around.logins(), username, password, around.passwordOf, around.crypt)
        if (login === undefined) return STATUS.PERMISSION_DENIED
        const session = sessions.create(timeout)
        session.grants = readGrants(around.accessFiles(), login)
        session.data.set('username', username)
        return describe(session)
      }),
    },
  }
}

type WithSession = (id: string | undefined, act: (session: Session) => Reply) => Reply

function accessMethods(sessions: Sessions, withSession: WithSession): LocalObject['methods'] {
  return {
    grant: method(objects, (given) =>
      withSession(given.ubus_rpc_session, (session) => {
        session.grants.push(...readPairs(given.scope, given.objects))
        return given.objects === undefined ? STATUS.INVALID_ARGUMENT : STATUS.OK
      }),
    ),
    revoke: method(objects, (given) =>
      withSession(given.ubus_rpc_session, (session) => {
        revoke(session, given.scope ?? 'ubus', given.objects)
        return STATUS.OK
      }),
    ),
    access: method({ ...sid, scope: 'string', object: 'string', function: 'string' }, (given) =>
      withSession(given.ubus_rpc_session, (session) => {
        const { scope = 'ubus', object, function: call } = given
        if (object === undefined || call === undefined) return describeGrants(session.grants)
        return { access: sessions.allows(session.id, scope, object, call) }
      }),
    ),
  }
}

function dataMethods(withSession: WithSession): LocalObject['methods'] {
  return {
    set: method({ ...sid, values: 'table' }, ({ ubus_rpc_session: id, values }) => {
      if (values === undefined) return STATUS.INVALID_ARGUMENT
      return withSession(id, (session) => {
        for (const [key, value] of Object.entries(values)) if (key !== '') session.data.set(key, value)
        return STATUS.OK
      })
    }),
    get: method({ ...sid, keys: 'array' }, ({ ubus_rpc_session: id, keys }) =>
      withSession(id, ({ data }) => {
        const shown = [...data].filter(([key]) => keys === undefined || keys.includes(key))
        return { values: Object.fromEntries(shown) }
      }),
    ),
    unset: method({ ...sid, keys: 'array' }, ({ ubus_rpc_session: id, keys }) =>
      withSession(id, ({ data }) => {
        for (const key of [...data.keys()]) if (keys === undefined || keys.includes(key)) data.delete(key)
        return STATUS.OK
      }),
    ),
  }
}

/** Pairs of object and function. */
function readPairs(scope = 'ubus', pairs: readonly Value[] = []): Grant[] {
  return pairs.flatMap((pair) => {
    const [object, call] = Array.isArray(pair) ? pair.filter((word) => typeof word === 'string') : []
    return object === undefined || call === undefined ? [] : [[scope, object, call] as const]
  })
}

/** Without a list the whole scope. */
function revoke(session: Session, scope: string, pairs: readonly Value[] | undefined): void {
  const gone = readPairs(scope, pairs).map(([, object, call]) => `${object}\0${call}`)
  session.grants = session.grants.filter(
    ([other, object, call]) => other !== scope || (pairs !== undefined && !gone.includes(`${object}\0${call}`)),
  )
}
