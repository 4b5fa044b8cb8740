/** The package of Node for 64-bit ARM, where there is nothing that it could lean on. */
import { fileURLToPath } from 'node:url'
import { enterOwnNamespace } from '../firewall/own-namespace.ts'
import { getParts } from './get-parts.ts'
import { proveNode } from './prove-node.ts'

enterOwnNamespace(fileURLToPath(import.meta.url), () => getParts('arm64'))
proveNode('aarch64_generic')
