/** Reads the version of this build. */

declare const AQTIZIM_VERSION: string | undefined
/** Set by the bundler; a run from the sources has none. */
export const productVersion = typeof AQTIZIM_VERSION === 'string' ? AQTIZIM_VERSION : 'development'
