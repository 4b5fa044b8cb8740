/** `user`: logins of LuCI for the school's people. A password is typed or piped in, and never a word of the command. */
import type { Role, User } from '../luci-bridge/contract.ts'
import { type Arguments, Failure, Usage } from '../machine/command-line.ts'
import { type Command, type Context, required } from './command.ts'
import { ask } from './live.ts'

const roles: readonly Role[] = ['admin', 'teacher', 'director', 'psychologist']

function readRole(given: Arguments): Role {
  const wanted = required(given, 'role')
  const role = roles.find((known) => known === wanted)
  if (role === undefined) throw new Usage(`--role: ${roles.join(', ')}`)
  return role
}

async function readPassword(context: Context, name: string): Promise<string> {
  const password = await context.secret(`Password for ${name}: `)
  if (!context.isTerminal) return password
  if ((await context.secret('Once more: ')) !== password) throw new Failure('the two passwords are not the same')
  return password
}

async function add(context: Context, name: string, given: Arguments): Promise<void> {
  const role = readRole(given)
  const password = await readPassword(context, name)
  if (password === '') throw new Failure('no password was given, so nothing was done')
  await ask(context, 'user_set', { name, role, password })
  context.print(`${name} can log in to LuCI as ${role}`)
}

async function list(context: Context): Promise<void> {
  const { users } = await ask<{ users: readonly User[] }>(context, 'users')
  if (users.length === 0)
    context.print('There are no logins besides root. Make one: aqtizim user add NAME --role teacher')
  for (const { name, roles: its } of users) context.print(`${name.padEnd(32)}  ${its.join(', ')}`)
}

export const user: Command = {
  name: 'user',
  usage: 'add NAME --role ROLE | list | delete NAME',
  summary: 'makes, lists and deletes logins of LuCI: admin, teacher, director, psychologist',
  options: { role: { type: 'string' } },
  async run(context, given) {
    const [what, name, ...more] = given.words
    if (what === 'list' && name === undefined) await list(context)
    else if (what === 'add' && name !== undefined && more.length === 0) await add(context, name, given)
    else if (what === 'delete' && name !== undefined && more.length === 0) {
      await ask(context, 'user_delete', { name })
      context.print(`${name} can log in no more`)
    } else throw new Usage('user takes add NAME --role ROLE, list, or delete NAME; the password is asked for')
    return 0
  },
}
