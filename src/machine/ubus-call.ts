/** Defines the type of a ubus call. */

/** Calls ubus; rejects with an error whose `code` is the name of the ubus status. */
export type Call = (object: string, method: string, args?: Record<string, unknown>) => Promise<Record<string, unknown>>
