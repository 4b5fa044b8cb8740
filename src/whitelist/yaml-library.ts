/**
 * Loads the YAML library when a list asks for it: nearly all lists are read without it (`fast-reader.ts`), and it would be an
 * eighth of what a daemon loads. At once, because reading a list waits for nothing. The bundler puts a file of its own here.
 */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

export const yamlLibrary = (): typeof import('yaml') => require('yaml')
