/** Offers LuCI's modules and loads the page's view as LuCI's loader does. */
import { content, create, dom } from './dom.ts'
import { form } from './form.ts'
import { poll } from './poll.ts'
import { rpc } from './rpc.ts'
import { uci } from './uci.ts'
import { showSessionEnded, ui } from './ui.ts'
import { View } from './view.ts'
import { format, translate, translatePlural } from './words.ts'

interface Environment {
  readonly sessionid: string
  readonly view: string
  readonly readonly: boolean
}

const modules: Readonly<Record<string, unknown>> = { dom, form, poll, rpc, uci, ui, view: View }

const path = (...parts: readonly string[]) => parts.join('/')

/** Reads literals from the top and stops at the first that is neither `use strict` nor a `require`. */
function readRequires(source: string): { names: string[]; args: string[] } {
  const [names, args]: [string[], string[]] = [[], []]
  for (const [, text = ''] of source.matchAll(/["']((?:\\.|[^"'\\])*)["']/g)) {
    const [, name, as] = /^require[ \t]+(\S+)(?:[ \t]+as[ \t]+(\S+))?$/.exec(text) ?? []
    if (name === undefined) {
      if (/^use[ \t]+strict$/.test(text)) continue
      break
    }
    names.push(name)
    args.push(as ?? name.replace(/\W/g, '_'))
  }
  return { names, args }
}

async function loadView(name: string, luci: unknown): Promise<View> {
  const url = `/luci-static/resources/view/${name}.js`
  const response = await fetch(url)
  if (!response.ok) throw new Error(`HTTP error ${response.status} while loading class file "${url}"`)
  const source = await response.text()
  const { names, args } = readRequires(source)
  const missing = names.find((each) => modules[each] === undefined)
  if (missing !== undefined) throw new Error(`this host page has no module ${missing}`)
  // As the loader's: the page sees the globals and what it is handed.
  const factory = new Function('window', 'document', 'L', ...args, `${source}\n//# sourceURL=${url}`)
  const made = factory(window, document, luci, ...names.map((each) => modules[each])) as typeof View
  return new made()
}

async function start(): Promise<void> {
  const env = (window as unknown as { environment: Environment }).environment
  rpc.begin(env.sessionid, () => {
    poll.stop()
    showSessionEnded()
  })
  const luci = {
    env: { sessionid: env.sessionid, pollinterval: 5 },
    ui,
    dom,
    hasViewPermission: () => !env.readonly,
    url: (...parts: string[]) => path('/cgi-bin/luci', ...parts),
    resource: (...parts: string[]) => path('/luci-static/resources', ...parts),
  }
  // LuCI's loader looks whether there are settings of its own to read, and complains where a login may not.
  void rpc.declare({ object: 'uci', method: 'get', params: ['config'] })('luci')
  Object.assign(window, { L: luci, E: create, _: translate, N_: translatePlural })
  Object.defineProperty(String.prototype, 'format', { value: format })
  try {
    await (await loadView(env.view, luci)).run()
  } catch (error) {
    const place = document.getElementById('view')
    if (place !== null) content(place, [create('pre', { class: 'alert-message error' }, [String(error)])])
    throw error
  }
}

void start()
