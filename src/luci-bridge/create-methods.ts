/** Builds every method of the contract with the parts of the daemon that it needs; most are loaded when they are called. */
import type { MethodName } from './contract.ts'
import type { Daemon } from './daemon.ts'
import { paperMethods } from './declarations/papers.ts'
import { registerMethods } from './declarations/registers.ts'
import { socialMethods } from './declarations/social.ts'
import { declarations } from './declarations.ts'
import { health } from './methods/health.ts'
import { lessonEnd } from './methods/lesson-end.ts'
import { lessonStart } from './methods/lesson-start.ts'
import { reload } from './methods/reload.ts'
import { requests } from './methods/requests.ts'
import { roomSet } from './methods/room-set.ts'
import { status } from './methods/status.ts'
import type { CoreTools, PageTools } from './tools.ts'

/** Methods that also the command line or every page asks for. */
const methodsAtOnce = (tools: CoreTools) =>
  ({
    status: status(tools),
    health: health(tools),
    reload: reload(tools),
    room_set: roomSet(tools),
    lesson_start: lessonStart(tools),
    lesson_end: lessonEnd(tools),
    approve: tools.approve,
    requests: requests(tools),
  }) satisfies Partial<Daemon>

type OfPapers = keyof typeof paperMethods | keyof typeof registerMethods | keyof typeof socialMethods
type OfPages = Exclude<MethodName, OfPapers | keyof ReturnType<typeof methodsAtOnce>>

const isOfPapers = (name: MethodName): name is OfPapers =>
  [paperMethods, registerMethods, socialMethods].some((methods) => name in methods)

/** Methods of a file that is loaded when the first of them is called; what could not be loaded is tried again. */
function later<Name extends MethodName>(
  names: readonly Name[],
  load: () => Promise<Pick<Daemon, Name>>,
): Pick<Daemon, Name> {
  let loading: Promise<Pick<Daemon, Name>> | undefined
  const loaded = () => {
    loading ??= load().catch((error) => {
      loading = undefined
      throw error
    })
    return loading
  }
  const methods = names.map((name) => [
    name,
    async (...given: never[]) => ((await loaded())[name] as (...given: never[]) => unknown)(...given),
  ])
  return Object.fromEntries(methods) as Pick<Daemon, Name>
}

/** `openPageTools`: gives the same ones each time; rejects where they cannot be loaded. */
export function createMethods(tools: CoreTools, openPageTools: () => Promise<PageTools>): Daemon {
  const atOnce = methodsAtOnce(tools)
  const isOfPages = (name: MethodName): name is OfPages => !(name in atOnce) && !isOfPapers(name)
  const names = Object.keys(declarations) as MethodName[]
  const allTools = async () => ({ ...tools, ...(await openPageTools()) })
  return {
    ...atOnce,
    ...later(names.filter(isOfPages), async () => (await import('./page-methods.ts')).pageMethods(await allTools())),
    ...later(names.filter(isOfPapers), async () => {
      const { paperMethods } = await import('./paper-methods.ts')
      return paperMethods(await allTools(), await tools.registers())
    }),
  }
}
