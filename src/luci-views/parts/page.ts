/** What all pages share: heading, stylesheet, and a panel that says what to do while there is no daemon. */
import dom from 'luci:dom'
import poll from 'luci:poll'
import view from 'luci:view'
import { failurePanel } from './failure.ts'
import { failureOf } from './rpc.ts'

declare const AQTIZIM_VERSION: string

export interface PageSpec<Data> {
  /** Translated when the page is shown. */
  readonly title: () => string
  load(): Promise<Data>
  /** `reload` loads and renders everything anew. */
  render(data: Data, reload: () => Promise<void>): LuciChild[]
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
function createShow<Data>(spec: PageSpec<Data>, body: HTMLElement): (loaded: Loaded<Data>) => void {
  const reload = async () => show(await attempt(() => spec.load()))
  const retry = async () => {
    const loaded = await attempt(() => spec.load())
    if ('error' in loaded && ['gone', 'offline', 'timeout'].includes(failureOf(loaded.error).kind)) return
    poll.remove(retry)
    show(loaded)
  }
  function show(loaded: Loaded<Data>): void {
    if ('data' in loaded) return void dom.content(body, spec.render(loaded.data, reload))
    dom.content(body, [failurePanel(loaded.error)])
    if (failureOf(loaded.error).kind !== 'denied') poll.add(retry, retrySeconds)
  }
  return show
}

/** A LuCI view: `export default page({...})`. */
export function page<Data>(spec: PageSpec<Data>): unknown {
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
