/** What all pages share: heading, stylesheet, and a panel that says what to do while there is no daemon. */
import poll from 'luci:poll'
import view from 'luci:view'
import { failurePanel } from './failure.ts'
import { redraw } from './redraw.ts'
import { failureOf } from './rpc.ts'

declare const AQTIZIM_VERSION: string

/** `Asked`: what a page is about where people choose it: a year, a number of days. */
export interface PageSpec<Data, Asked> {
  /** Translated when the page is shown. */
  readonly title: () => string
  /** Without `asked` at first. */
  load(asked?: Asked): Promise<Data>
  /** `reload` loads and renders everything anew, for what was asked last or for something else. */
  render(data: Data, reload: (asked?: Asked) => Promise<void>): LuciChild[]
}

type Loaded<Data> = { readonly data: Data } | { readonly error: unknown }

async function attempt<Data>(load: () => Promise<Data>): Promise<Loaded<Data>> {
  try {
    return { data: await load() }
  } catch (error) {
    return { error }
  }
}

export const stylesheet = () =>
  E('link', { rel: 'stylesheet', href: `${L.resource('view/aqtizim/style.css')}?v=${AQTIZIM_VERSION}` })

const retrySeconds = 3

/** Shows `spec` in `body`, and tries again by itself as long as the daemon is gone. */
function createShow<Data, Asked>(spec: PageSpec<Data, Asked>, body: HTMLElement): (loaded: Loaded<Data>) => void {
  let last: Asked | undefined
  const load = () => attempt(() => spec.load(last))
  const reload = async (asked = last) => {
    last = asked
    show(await load())
  }
  const retry = async () => {
    const loaded = await load()
    if ('error' in loaded && ['gone', 'offline', 'timeout'].includes(failureOf(loaded.error).kind)) return
    poll.remove(retry)
    show(loaded)
  }
  function show(loaded: Loaded<Data>): void {
    if ('data' in loaded) return void redraw(body, spec.render(loaded.data, reload))
    redraw(body, [failurePanel(loaded.error)])
    if (failureOf(loaded.error).kind !== 'denied') poll.add(retry, retrySeconds)
  }
  return show
}

/** A LuCI view: `export default page({...})`. */
export function page<Data, Asked = never>(spec: PageSpec<Data, Asked>): unknown {
  return view.extend<Loaded<Data>>({
    load: () => attempt(() => spec.load()),
    render(loaded) {
      const body = E('div', {}, [])
      createShow(spec, body)(loaded)
      return E('div', { class: 'aqtizim', 'data-ready': '' }, [stylesheet(), E('h2', {}, [spec.title()]), body])
    },
    handleSaveApply: null,
    handleSave: null,
    handleReset: null,
  })
}
