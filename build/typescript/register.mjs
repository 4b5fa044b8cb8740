// Lets Node run our TypeScript: node --import ./build/typescript/register.mjs FILE.ts
import { register } from 'node:module'

process.setSourceMapsEnabled(true)
register('./hooks.mjs', import.meta.url)
