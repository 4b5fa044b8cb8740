/** Tests netifd's routing rules in the stand-in. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readRules } from './policy-rules.ts'
import { parseUci } from './uci-file.ts'

const test = suite('policy rules')

const devices: Record<string, string> = { lan: 'br-lan', wan: 'eth1' }

function rules(text: string): string[] {
  const parsed = parseUci(text)
  if ('problem' in parsed) throw new Error(parsed.problem.message)
  return readRules(parsed.package, (name) => devices[name]).map(({ family, selector }) =>
    [family, ...selector].join(' '),
  )
}

test('the route lock of a room', () => {
  const text = `
config rule
	option in 'lan'
	option mark '0x1000000/0xf000000'
	option lookup 'main'
	option priority '900'

config rule
	option in 'lan'
	option action 'unreachable'
	option priority '901'

config rule6
	option in 'lan'
	option action 'unreachable'
	option priority '901'
`
  assert.equal(rules(text), [
    '-4 fwmark 0x1000000/0xf000000 iif br-lan priority 900 lookup main',
    '-4 iif br-lan priority 901 unreachable',
    '-6 iif br-lan priority 901 unreachable',
  ])
})

test('addresses, both ends, and not', () => {
  const text =
    'config rule\noption src 10.0.0.0/8\noption dest 192.0.2.1\noption out wan\noption invert 1\noption lookup 100\n'
  assert.equal(rules(text), ['-4 not from 10.0.0.0/8 to 192.0.2.1 oif eth1 lookup 100'])
})

test('what is disabled, of no known network, or no rule is passed over', () => {
  assert.equal(rules('config rule\noption in nosuch\n\nconfig rule\noption disabled 1\n\nconfig interface lan\n'), [])
})

test.run()
