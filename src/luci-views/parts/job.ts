/** Long work of the daemon: asks how far it is, shows it, and gathers its output. */
import type { JobState } from '../../luci-bridge/contract.ts'
import { button } from './button.ts'
import { inWords } from './in-words.ts'
import { closeModal, openModal } from './modal.ts'
import * as rpc from './rpc.ts'

const callJob = rpc.declare('job')
const callJobDrop = rpc.declare('job_drop')

export interface Finished {
  readonly state: JobState
  /** Its whole output, part by part. */
  readonly parts: readonly BlobPart[]
}

const pauseMs = 300

function decode(text: string, encoding: JobState['encoding']): BlobPart {
  return encoding === 'base64' ? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)) : text
}

/** Rejects with `CallFailed` where the job failed or was forgotten; `undefined` where it was called off. */
export async function follow(
  job: string,
  onProgress: (state: JobState) => unknown,
  calledOff: () => boolean = () => false,
): Promise<Finished | undefined> {
  const parts: BlobPart[] = []
  let offset: number | undefined
  for (;;) {
    const state = await callJob({ id: job, ...(offset === undefined ? {} : { offset }) })
    if (calledOff()) return undefined
    if (state.text) parts.push(decode(state.text, state.encoding))
    onProgress(state)
    if (state.state === 'failed')
      throw new rpc.CallFailed('refused', state.message === undefined ? '' : inWords(state.message))
    if (state.state === 'done' && state.next === undefined) return { state, parts }
    if (state.next === offset || !state.text) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    offset = state.next ?? offset
  }
}

/** Shows a bar above the page until it is done. `undefined` where somebody stopped it. */
export async function runJob(
  title: string,
  start: () => Promise<{ readonly job: string }>,
): Promise<Finished | undefined> {
  const bar = E('progress', { max: 1, value: 0, class: 'aq-progress', 'aria-label': title }, []) as HTMLProgressElement
  let off = false
  const { job } = await start()
  const callOff = () => {
    off = true
    closeModal()
    return callJobDrop({ id: job })
  }
  const stop = button(_('Stop'), callOff, { name: 'stop-job' })
  openModal(title, [bar, E('div', { class: 'right aq-buttons' }, [stop])])
  const onProgress = ({ done, of }: JobState) => {
    bar.max = Math.max(1, of)
    bar.value = done
  }
  try {
    return await follow(job, onProgress, () => off)
  } finally {
    if (!off) closeModal()
  }
}

/** Lets the browser save what a job made. */
export function download({ state, parts }: Finished, fallbackName: string): void {
  const url = URL.createObjectURL(new Blob([...parts], { type: state.type ?? 'application/octet-stream' }))
  const link = E('a', { href: url, download: state.name ?? fallbackName }, []) as HTMLAnchorElement
  document.body.appendChild(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
