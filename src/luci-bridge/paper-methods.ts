/** The methods of papers and registers: loaded when the first of them is called. */

import type { Daemon } from './daemon.ts'
import { document } from './methods/document.ts'
import { documents } from './methods/documents.ts'
import { registerMethods } from './methods/registers.ts'
import type { RegisterTools } from './register-tools.ts'
import type { Tools } from './tools.ts'

export { papersOf } from './papers.ts'

export const paperMethods = (tools: Tools, registers: RegisterTools) =>
  ({
    ...registerMethods(registers),
    documents: documents(tools),
    document: document(tools),
  }) satisfies Partial<Daemon>
