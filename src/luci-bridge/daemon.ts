/** What the methods need of the daemon that registers them. */
import type { Contract, MethodName } from './contract.ts'

/** Who calls: the name of the LuCI login, or `root` for a call over the router's own socket. */
export interface Caller {
  readonly user: string
}

/** One function a method, with checked arguments. */
export type Daemon = {
  readonly [Name in MethodName]: (
    args: Contract[Name]['arguments'],
    caller: Caller,
  ) => Promise<Contract[Name]['result']>
}
