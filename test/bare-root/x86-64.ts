/** The package of Node for x86-64, where there is nothing that it could lean on. */
import { fileURLToPath } from 'node:url'
import { enterOwnNamespace } from '../firewall/own-namespace.ts'
import { proveNode } from './prove-node.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))
proveNode('x86_64')
