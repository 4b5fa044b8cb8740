/** The package of Node for x86-64, where there is nothing that it could lean on. */
import { fileURLToPath } from 'node:url'
import { enterOwnNamespace } from '../firewall/own-namespace.ts'
import { getParts } from './get-parts.ts'
import { proveNode } from './prove-node.ts'

enterOwnNamespace(fileURLToPath(import.meta.url), () => getParts('x64'))
proveNode('x86_64')
