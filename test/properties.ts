/**
 * Configures fast-check to try the same cases each time, so that a run of all tests does not depend on luck. `npm run fuzz`
 * tries others.
 */
import * as fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.HOSTILE_SEED ?? 1) })

export * from 'fast-check'
export default fc
