/** Reads server-sent events (HTML standard, 9.2), which come in pieces of any length. */

/** The events of a text/event-stream, as far as one of ours goes: one `event:` and one `data:` line each. */
export function createParser(onEvent: (event: string, data: string) => unknown): (text: string) => void {
  let rest = ''
  return (text) => {
    const blocks = (rest + text).replace(/\r\n/g, '\n').split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const value = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1]
      const [event, data] = [value('event'), value('data')]
      if (event !== undefined && data !== undefined) onEvent(event, data)
    }
  }
}
