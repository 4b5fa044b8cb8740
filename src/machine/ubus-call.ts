/** The shape of a call over ubus, for those who need no more of it. */

/** Calls ubus; rejects with an error whose `code` is the name of the ubus status. */
export type Call = (object: string, method: string, args?: Record<string, unknown>) => Promise<Record<string, unknown>>
