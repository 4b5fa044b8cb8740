/** Who may see what on the district's page: the file of logins is read whole or not at all. */
import * as assert from 'uvu/assert'
import { readPeople } from '../../src/district/page/people.ts'
import { suite } from '../suite.ts'

const test = suite('logins of the district and their roles')

test('logins with their roles', () => {
  const { people, problems } = readPeople('Anna@edu.kz: admin\n2: viewer\nreader@edu.kz: [school-1, "2"]\n')
  assert.equal(problems, [])
  assert.equal(
    [...people],
    [
      ['anna@edu.kz', 'admin'],
      ['2', 'viewer'],
      ['reader@edu.kz', ['school-1', '2']],
    ],
  )
})

const wrong: readonly [text: string, code: string, line: number, column: number][] = [
  ['anna: viewer\nAnna: admin\n', 'login-twice', 2, 1],
  ['anna: viewer\nanna: admin\n', 'login-twice', 2, 1],
  ['anna: root\n', 'not-a-role', 1, 1],
  ['anna: []\n', 'not-a-role', 1, 1],
  ['anna: [school-1, 2]\n', 'not-a-role', 1, 1],
  ['a b: viewer\n', 'not-a-login', 1, 1],
  ['? [anna]\n: viewer\n', 'not-a-login', 1, 1],
  ['- anna\n', 'not-yaml', 1, 1],
]
for (const [text, code, line, column] of wrong)
  test(`${JSON.stringify(text)}: ${code}, and nobody may see anything`, () => {
    const { people, problems } = readPeople(text)
    assert.is(people.size, 0)
    assert.equal(
      problems.map((each) => [each.code, each.line, each.column]),
      [[code, line, column]],
    )
  })

test.run()
