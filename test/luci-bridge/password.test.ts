/** Tests which passwords are refused. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { weakness } from '../../src/luci-bridge/password.ts'

const test = suite('passwords')

test('what everybody tries is refused in words', () => {
  const cases: [string, RegExp][] = [
    ['', /too short/],
    ['Ж7-к', /too short/],
    ['87012345678', /digits alone/],
    ['01.09.2026 12', /digits alone/],
    ['aaaaaaaaaaaa', /same few/],
    ['abababababab', /same few/],
    ['password123', /everybody tries/],
    ['Qwerty12345', /everybody tries/],
    ['мектеп2026м', /everybody tries/],
    ['aigul.aigul.1', /everybody tries/],
    ['correct horse\tbattery', /control characters/],
    ['x y'.repeat(40), /too long/],
  ]
  for (const [password, sentence] of cases) assert.match(weakness(password, 'aigul')?.text ?? '', sentence, password)
})

test('words that belong to nobody are good, in any script', () => {
  for (const password of ['төрт дұрыс сөз бар', 'correct horse battery', 'k7#pQ-ze9_Lw', 'сегіз түйе көктем'])
    assert.is(weakness(password, 'aigul'), undefined, password)
})

test.run()
