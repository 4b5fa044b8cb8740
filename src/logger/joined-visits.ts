/** Counts what a visit stands for that joins many: each PC with each site once, within bounds for a visit and for a room. */

/** More are not counted: the number is then at least this. */
const most = { ofVisit: 10_000, ofRoom: 20_000 } as const

interface Joined {
  readonly room: string
  readonly what: Set<string>
}

export class JoinedVisits {
  readonly #byVisit = new Map<string, Joined>()
  readonly #ofRoom = new Map<string, number>()

  /** Whether it is new to the visit, and is counted. */
  add(visit: string, room: string, what: string): boolean {
    const known = this.#byVisit.get(visit) ?? { room, what: new Set<string>() }
    this.#byVisit.set(visit, known)
    const inRoom = this.#ofRoom.get(known.room) ?? 0
    if (known.what.has(what) || known.what.size >= most.ofVisit || inRoom >= most.ofRoom) return false
    known.what.add(what)
    this.#ofRoom.set(known.room, inRoom + 1)
    return true
  }

  drop(visit: string): void {
    const known = this.#byVisit.get(visit)
    if (known === undefined) return
    this.#byVisit.delete(visit)
    const left = (this.#ofRoom.get(known.room) ?? 0) - known.what.size
    if (left > 0) this.#ofRoom.set(known.room, left)
    else this.#ofRoom.delete(known.room)
  }

  clear(): void {
    this.#byVisit.clear()
    this.#ofRoom.clear()
  }
}
