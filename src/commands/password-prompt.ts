/** Reads a password: typed on a terminal without being shown, or the first line of what is piped in. */

const keys = { enter: /[\r\n\u0004]/, back: /[\b\u007f]/, interrupt: '\u0003' }

export const isTerminal = (): boolean => process.stdin.isTTY === true

/** Standard input may be read once where it is no terminal. */
export function readSecret(prompt: string): Promise<string> {
  return isTerminal() ? readTyped(prompt) : readPiped()
}

async function readPiped(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk
    // Nobody's password is longer than this; an endless pipe must not fill the memory.
    if (text.length > 4096 || text.includes('\n')) break
  }
  return text.split(/\r?\n/, 1)[0] ?? ''
}

function readTyped(prompt: string): Promise<string> {
  const { stdin, stderr } = process
  stderr.write(prompt)
  stdin.setRawMode(true).setEncoding('utf8').resume()
  return new Promise((resolve) => {
    let text = ''
    const end = (): void => {
      stdin.off('data', take)
      stdin.setRawMode(false).pause()
      stderr.write('\n')
    }
    const take = (typed: string): void => {
      for (const key of typed) {
        if (key === keys.interrupt) {
          end()
          process.exit(130)
        }
        if (keys.enter.test(key)) {
          end()
          resolve(text)
          return
        }
        text = keys.back.test(key) ? [...text].slice(0, -1).join('') : text + key
      }
    }
    stdin.on('data', take)
  })
}
