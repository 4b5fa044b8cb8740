/** `lesson`: which class has its lesson in a room; the journal's rows bear it. */

import { Failure, Usage } from '../machine/command-line.ts'
import type { Command } from './command.ts'
import { ask } from './live.ts'

export const lesson: Command = {
  name: 'lesson',
  usage: 'ROOM CLASS | ROOM --end',
  summary: 'starts or ends the lesson of a class in a room',
  options: { end: { type: 'boolean' } },
  async run(context, { values, words }) {
    const [room, name, ...more] = words
    const ends = values.end === true
    if (room === undefined || more.length > 0 || (name === undefined) !== ends)
      throw new Usage('ROOM and CLASS are wanted, or ROOM and --end')
    if (name === undefined) {
      const { ended } = await ask<{ ended: boolean }>(context, 'lesson_end', { room })
      if (!ended) throw new Failure(`no lesson is open in ${room}`)
      context.print(`the lesson in ${room} has ended`)
      return 0
    }
    await ask(context, 'lesson_start', { room, class: name })
    context.print(`${name} has its lesson in ${room}`)
    return 0
  },
}
