/**
 * Limits how many rows refused attempts may write, and visits of PCs that nobody has named. Of attempts a PC with a name in the
 * settings has a budget of its own, so that nobody else can take it; all others of a room share the room's, and all rooms the
 * router's. Pure: times come in.
 */

/** Whose it is; `mac` is empty where it is unknown, and `pc` is the MAC or the address where nobody has named it. */
interface Sender {
  readonly room: string
  readonly pc: string
  readonly mac: string
}

/** Rows at once, and seconds until there is one more. */
interface Allowance {
  readonly most: number
  readonly refill: number
}

export interface RowBudgets {
  readonly pc: Allowance
  readonly room: Allowance
  readonly router: Allowance
}

/** A PC that opens page after page makes some hundred in a lesson. At a row's 250 octets a room has 11 MB a day, the router 22. */
export const refusedBudgets: RowBudgets = {
  pc: { most: 500, refill: 10 },
  room: { most: 3000, refill: 2 },
  router: { most: 10_000, refill: 1 },
}

/**
 * Of what is allowed, for senders that nobody has named: one PC can make up their addresses. Apart from the refused, so that
 * nobody hides his visits behind attempts. Thirty PCs make some thousand rows a day; a room that makes them up has 22 MB.
 */
export const allowedBudgets: RowBudgets = {
  ...refusedBudgets,
  room: { most: 10_000, refill: 1 },
  router: { most: 30_000, refill: 0.5 },
}

export const isNamed = ({ pc, mac }: Sender) => mac !== '' && pc !== mac

export class RowBudget {
  readonly #budgets: RowBudgets
  /** What is left, and since when. Rooms and PCs with names are few: the settings have them. */
  readonly #left = new Map<string, { rows: number; at: number }>()

  constructor(budgets: RowBudgets = refusedBudgets) {
    this.#budgets = budgets
  }

  /** Takes one row at a monotonic time in seconds; false where none is left. */
  take(who: Sender, at: number): boolean {
    const { pc, room, router } = this.#budgets
    if (isNamed(who)) return this.#take([[`pc ${who.mac}`, pc]], at)
    return this.#take(
      [
        [`room ${who.room}`, room],
        ['router', router],
      ],
      at,
    )
  }

  /** From all of them, or from none. */
  #take(from: readonly (readonly [key: string, allowance: Allowance])[], at: number): boolean {
    const left = from.map(([key, { most, refill }]) => {
      const known = this.#left.get(key)
      const now = known === undefined ? most : Math.min(most, known.rows + Math.max(0, at - known.at) / refill)
      const entry = { rows: now, at }
      this.#left.set(key, entry)
      return entry
    })
    if (left.some(({ rows }) => rows < 1)) return false
    for (const entry of left) entry.rows -= 1
    return true
  }
}
