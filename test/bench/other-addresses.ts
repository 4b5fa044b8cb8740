/**
 * What the gate asks the daemon for, without the daemon: which other addresses a name has. Runs in the router's namespace:
 *   other-addresses PORT RESOLVER      both are ports on 127.0.0.1
 */
import { createOtherAddresses } from '../../src/firewall/other-address.ts'
import { startOtherAddressServer } from '../../src/firewall/other-address-server.ts'
import { askAddresses } from '../../src/firewall/probe-resolver.ts'

const [port = 0, resolver = 0] = process.argv.slice(2).map(Number)
const addresses = (_room: string, name: string, family: 4 | 6) => askAddresses(resolver, name, family)
await startOtherAddressServer(port, createOtherAddresses({ addresses, uptime: () => performance.now() }))
process.stdout.write('ready\n')
