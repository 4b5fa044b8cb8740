import type { Command } from './command.ts'

export const journal: Command = {
  name: 'journal',
  usage: '',
  summary: 'prints the journal',
  options: {},
  async run() {
    return 1
  },
}
