/** A site is taken off the list while a PC goes on asking for it: its flows end, all of them, and no others. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace, mustRun } from './own-namespace.ts'
import { far, router, type SmallSchool, startSmallSchool } from './small-school.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const many = 1400
const [temp, kept] = far
const upstream = [`address=/temp.test/${temp}`, `address=/kept.test/${kept}`]

for (const { what, nameCheck, port } of [
  { what: 'on a port of its own', nameCheck: true, port: 8443 },
  { what: "with name_check '0'", nameCheck: false, port: 443 },
]) {
  const test = suite(`a removed site ${what}`)
  const site = (name: string) => `  - domain: ${name}\n    ports: [${port}]\n`
  const [both, one] = [`sites:\n${site('temp.test')}${site('kept.test')}`, `sites:\n${site('kept.test')}`]
  let school: SmallSchool

  test.before(async () => {
    school = await startSmallSchool(upstream, { nameCheck })
    await school.site.do('serve', { port })
  })
  test.after(() => school?.stop())

  const sets = () =>
    (nameCheck ? [] : ['l1_4']).concat(mustRun(['nft', 'list', 'sets', 'inet']).match(/\bp[0-9a-f]{12}_4\b/g) ?? [])
  const isOpened = () => sets().some((set) => school.elements(set).some((element) => element.includes(temp)))

  /** Whether the site itself answers on a new connection: 443 leads to the gate where it is not open. */
  const reaches = async (address: string) => {
    await school.pc.do('hold', { key: 'new', address, port, count: 1 })
    return (await school.pc.do('beat', { key: 'new' })) === 1
  }

  test(`${many} flows of it end, and none comes after, although a PC never stops asking`, async () => {
    await school.apply(both)
    for (const name of ['temp.test', 'kept.test']) await school.pc.do('resolve', { name, server: router })
    assert.is(await school.pc.do('hold', { key: 'kept', address: kept, port, count: 20 }), 20)
    assert.is(await school.pc.do('hold', { key: 'temp', address: temp, port, count: many }), many)
    assert.equal([await school.pc.do('beat', { key: 'temp' }), await school.pc.do('beat', { key: 'kept' })], [many, 20])
    await school.pc.do('askWithoutEnd', { name: 'temp.test', server: router, everyMs: 5 })
    // The kept site is asked for as well: its flows go on by the set, on a port whose sites have changed.
    await school.pc.do('askWithoutEnd', { name: 'kept.test', server: router, everyMs: 5 })
    for (let round = 1; round <= 3; round += 1) {
      if (round > 1) {
        await school.apply(both)
        await until('the site is open again', () => isOpened())
        // The kernel knows a port of the PC that was used before for a while.
        await until('50 connections', async () => {
          return (await school.pc.do('hold', { key: 'temp', address: temp, port, count: 50 })) === 50
        })
      }
      await school.apply(one)
      // What has not ended in the time of an approval goes on behind it until nothing is left.
      const left = async () => Number(await school.pc.do('beat', { key: 'temp' }))
      await until(`round ${round}: all have ended`, async () => (await left()) === 0)
      assert.equal(school.closer.faults(), [])
      for (let look = 0; look < 2; look += 1) {
        assert.not.ok(isOpened(), `round ${round}: the address came back`)
        assert.is(await reaches(temp), false, `round ${round}`)
      }
      await until('the kept site is open', () => reaches(kept))
    }
  })

  test.run()
}
