/** Raises the kernel's default receive buffer while a program opens its sockets. */
import type { Files } from '../machine/machine.ts'

const path = '/proc/sys/net/core/rmem_default'

/**
 * conntrack's `-b` reaches the wrong one of its two sockets (1.4.7: the events arrive at the other, with 208 KiB, room for
 * some 160 of them). A socket is opened with the kernel's standard, which is raised to `bytes` until the function that is
 * given is called. It is a limit and takes no memory by itself. Where it cannot be set, nothing changes.
 */
export function raiseReceiveBuffer(files: Pick<Files, 'readFileSync' | 'writeFileSync'>, bytes: number): () => void {
  const set = (value: number) => {
    try {
      files.writeFileSync(path, `${value}\n`)
    } catch {
      // In a namespace of its own the file is for reading alone.
    }
  }
  let before: number | undefined
  try {
    before = Number(files.readFileSync(path, 'utf8'))
  } catch {
    return () => {}
  }
  if (!(before > 0 && before < bytes)) return () => {}
  set(bytes)
  return () => {
    if (before !== undefined) set(before)
    before = undefined
  }
}
