/** Who gets into the register of social networks, how long, and what others see of it. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ArgumentError } from '../../src/messages/message.ts'
import { EncryptedStore, storeLimits } from '../../src/registers/encrypted-store.ts'
import { readScan } from '../../src/registers/scan-csv.ts'
import { addPupil, giveConsent, type Social, setAccount, withdrawConsent } from '../../src/registers/social.ts'
import { markReady } from '../../src/registers/social-report.ts'
import { type FakeMachine, fakeMachine } from '../machine/fake-machine.ts'

const test = suite('the encrypted store')
const path = '/etc/aqtizim/social.sealed'
const passphrase = 'ұзын құпиясөз 2026'
const psychologist = { user: 'psychologist', session: 'a'.repeat(32) }
const cost = { N: 1024, r: 8, p: 1 }
const author = { user: 'psychologist', at: '2026-09-10T05:00:00Z', today: '2026-09-10' }
const vaults: EncryptedStore[] = []

function openVault(machine: FakeMachine): EncryptedStore {
  const encryptedStore = new EncryptedStore({ machine, path, cost })
  vaults.push(encryptedStore)
  return encryptedStore
}
function newMachine(): FakeMachine {
  const machine = fakeMachine()
  machine.files.mkdirSync('/etc/aqtizim', { recursive: true })
  return machine
}
const fails = async (work: Promise<unknown>, words: RegExp) => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof ArgumentError && words.test(error.message), String(error))
}
test.after(() => {
  for (const encryptedStore of vaults) encryptedStore.close()
})

test('a register is made once, and is read by the session that unlocked it', async () => {
  const machine = newMachine()
  const encryptedStore = openVault(machine)
  assert.is(encryptedStore.state(psychologist), 'missing')
  await fails(encryptedStore.create(psychologist, 'short'), /at least 12/)
  await fails(encryptedStore.create(psychologist, 'aaaaaaaaaaaaaaaa'), /different/)
  await encryptedStore.create(psychologist, passphrase)
  assert.is(encryptedStore.state(psychologist), 'open')
  encryptedStore.update(psychologist, (social) => addPupil(social, { class: '7 «А»', label: 'МАРКЕР' }, 'p1'))
  assert.is(encryptedStore.read(psychologist).pupils[0]?.label, 'МАРКЕР')
  await fails(encryptedStore.create(psychologist, passphrase), /already/)
  const bytes = machine.files.readFileSync(path, 'utf8')
  assert.not.match(bytes, /МАРКЕР/)
  assert.is(machine.files.statSync(path).mode & 0o777, 0o600)
})

test('another session, another name and the name without a session stay outside', async () => {
  const encryptedStore = openVault(newMachine())
  await encryptedStore.create(psychologist, passphrase)
  for (const other of [
    { user: 'psychologist', session: 'b'.repeat(32) },
    { user: 'director', session: 'a'.repeat(32) },
    { user: 'psychologist' },
  ]) {
    assert.is(encryptedStore.state(other), 'locked')
    assert.throws(() => encryptedStore.read(other), /locked/)
    assert.throws(() => encryptedStore.update(other, (social) => social), /locked/)
  }
})

test('a session that nobody uses is locked, one that is used goes on', async () => {
  const machine = newMachine()
  const encryptedStore = openVault(machine)
  await encryptedStore.create(psychologist, passphrase)
  machine.pass(storeLimits.idleMs - 1)
  encryptedStore.read(psychologist)
  machine.pass(storeLimits.idleMs - 1)
  encryptedStore.read(psychologist)
  machine.pass(storeLimits.idleMs)
  assert.throws(() => encryptedStore.read(psychologist), /locked/)
  assert.is(encryptedStore.state(psychologist), 'locked')
})

test('a wrong passphrase is said plainly, and five of them are enough for a while', async () => {
  const machine = newMachine()
  const encryptedStore = openVault(machine)
  await encryptedStore.create(psychologist, passphrase)
  encryptedStore.lock(psychologist)
  for (let turn = 0; turn < storeLimits.tries; turn++) {
    await fails(encryptedStore.unlock(psychologist, `${passphrase}${turn}`), /^passphrase: wrong passphrase$/)
    machine.pass(1000)
  }
  await fails(encryptedStore.unlock(psychologist, passphrase), /wrong 5 times; the next try is possible in 15 min/)
  machine.pass(storeLimits.waitMs)
  await encryptedStore.unlock(psychologist, passphrase)
  assert.is(encryptedStore.state(psychologist), 'open')
  assert.ok(machine.said.every(({ message }) => !message.includes(passphrase)))
})

test('two keys are not made at the same time', async () => {
  const encryptedStore = openVault(newMachine())
  await encryptedStore.create(psychologist, passphrase)
  encryptedStore.lock(psychologist)
  const [one, other] = await Promise.allSettled([
    encryptedStore.unlock(psychologist, passphrase),
    encryptedStore.unlock(psychologist, passphrase),
  ])
  assert.is(one?.status, 'fulfilled')
  assert.match(other?.status === 'rejected' ? String(other.reason) : '', /another passphrase/)
})

test('another passphrase seals everything anew and locks the other sessions', async () => {
  const encryptedStore = openVault(newMachine())
  const second = { user: 'psychologist', session: 'c'.repeat(32) }
  const fresh = 'басқа құпиясөз 777'
  await encryptedStore.create(psychologist, passphrase)
  encryptedStore.update(psychologist, (social) => addPupil(social, { class: '7 «А»', label: 'x' }, 'p1'))
  await encryptedStore.unlock(second, passphrase)
  await fails(encryptedStore.changePassphrase(psychologist, 'a wrong old one', fresh), /wrong/)
  await fails(encryptedStore.changePassphrase(psychologist, passphrase, passphrase), /old passphrase/)
  await encryptedStore.changePassphrase(psychologist, passphrase, fresh)
  assert.is(encryptedStore.state(second), 'locked')
  assert.is(encryptedStore.read(psychologist).pupils.length, 1)
  encryptedStore.lock(psychologist)
  await fails(encryptedStore.unlock(psychologist, passphrase), /wrong/)
  await encryptedStore.unlock(psychologist, fresh)
})

test('a withdrawn consent takes the account out of the file at once', async () => {
  const machine = newMachine()
  const encryptedStore = openVault(machine)
  await encryptedStore.create(psychologist, passphrase)
  encryptedStore.update(psychologist, (social) => {
    const added = addPupil(social, { class: '7 «А»', label: 'x' }, 'p1')
    return setAccount(giveConsent(added, 'p1', '2026-09-02', author), 'p1', 'vk.com/marked77')
  })
  assert.is(encryptedStore.read(psychologist).pupils[0]?.account, 'marked77')
  const before = machine.files.readFileSync(path, 'utf8')
  encryptedStore.update(psychologist, (social) => withdrawConsent(social, 'p1', '2026-09-10'))
  assert.not.ok(JSON.stringify(encryptedStore.read(psychologist)).includes('marked77'))
  assert.is.not(machine.files.readFileSync(path, 'utf8'), before)
  assert.equal(machine.files.readdirSync('/etc/aqtizim'), ['social.sealed'])
})

test('a damaged file is said to be one, is not overwritten, and quotes nothing', async () => {
  const machine = newMachine()
  const encryptedStore = openVault(machine)
  machine.files.writeFileSync(path, '{"header": "МАРКЕР')
  assert.is(encryptedStore.state(psychologist), 'locked')
  await fails(encryptedStore.unlock(psychologist, passphrase), /damaged/)
  await fails(encryptedStore.create(psychologist, passphrase), /already/)
  assert.is(machine.files.readFileSync(path, 'utf8'), '{"header": "МАРКЕР')
  assert.ok(machine.said.every(({ message }) => !message.includes('МАРКЕР')))
})

test('what could not be read again does not take the place of what can', async () => {
  const encryptedStore = openVault(newMachine())
  await encryptedStore.create(psychologist, passphrase)
  encryptedStore.update(psychologist, (social) => addPupil(social, { class: '7 «А»', label: 'МАРКЕР' }, 'p1'))
  const spoil = (social: Social) => ({ ...social, pupils: social.pupils.map((pupil) => ({ ...pupil, consent: 'x' })) })
  assert.throws(
    () => encryptedStore.update(psychologist, spoil),
    /^the register would have a shape that it cannot have$/,
  )
  assert.is(encryptedStore.read(psychologist).pupils.length, 1)
})

test('a report over a scan with any names of categories is kept and read again', async () => {
  const encryptedStore = openVault(newMachine())
  await encryptedStore.create(psychologist, passphrase)
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'prototype']
  const change = (work: (social: Social) => Social) => encryptedStore.update(psychologist, work)
  change((social) => addPupil(social, { class: '7 «А»', label: 'x' }, 'p1'))
  change((social) => giveConsent(social, 'p1', '2026-09-01', author))
  change((social) => setAccount(social, 'p1', 'id11'))
  const table = `account;category;count\n${names.map((name) => `id11;${name};2\n`).join('')}`
  const { results = [] } = readScan(encryptedStore.read(psychologist), Buffer.from(table))
  const scan = { month: '2026-09', at: author.at, user: author.user, results: [...results] }
  change((social) => markReady({ ...social, scans: [scan] }, '2026-09', '2026-09-10', author))
  const [report] = encryptedStore.read(psychologist).reports
  const counted = report?.numbers.classes[0]?.categories ?? {}
  const quoted = ['«__proto__»', '«constructor»', '«prototype»']
  assert.equal(Object.keys(counted).sort(), ['hasOwnProperty', 'toString', 'valueOf', ...quoted])
  assert.ok(Object.values(counted).every((count) => count === 2))
})

test('a change that throws, or a disk that is full, leaves the register as it was', async () => {
  const machine = newMachine()
  const encryptedStore = openVault(machine)
  await encryptedStore.create(psychologist, passphrase)
  const before = machine.files.readFileSync(path, 'utf8')
  assert.throws(
    () => encryptedStore.update(psychologist, (social) => setAccount(social, 'nobody', 'x')),
    /no such pupil/,
  )
  const { renameSync } = machine.files
  Object.assign(machine.files, {
    renameSync: () => {
      throw new Error('ENOSPC')
    },
  })
  assert.throws(
    () => encryptedStore.update(psychologist, (social) => addPupil(social, { class: '7', label: 'x' }, 'p')),
    /ENOSPC/,
  )
  Object.assign(machine.files, { renameSync })
  assert.is(machine.files.readFileSync(path, 'utf8'), before)
  assert.equal(encryptedStore.read(psychologist).pupils, [])
})

test.run()
