/**
 * A router's `sysntpd` with `enable_server`: answers questions for the time over NTP (RFC 5905) on port 123 of IPv4 and IPv6,
 * and nothing else. Run in the router's namespace; prints `ready`.
 */
import { createSocket } from 'node:dgram'

/** Seconds from 1900, where NTP begins, to 1970. */
const epoch = 2_208_988_800

function answerTo(question: Buffer): Buffer | undefined {
  const [first = 0] = question
  // Mode 3 is a client's.
  if (question.length < 48 || (first & 7) !== 3) return undefined
  const answer = Buffer.alloc(48)
  // No leap second, the client's version, mode 4; stratum 2, poll 6, precision 2^-20 s.
  answer.set([(first & 0x38) | 4, 2, 6, 0xec])
  question.copy(answer, 24, 40, 48)
  const seconds = Date.now() / 1000 + epoch
  for (const at of [16, 32, 40]) {
    answer.writeUInt32BE(Math.floor(seconds), at)
    answer.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), at + 4)
  }
  return answer
}

const ready = (['udp4', 'udp6'] as const).map((type) => {
  const socket = createSocket({ type, ipv6Only: type === 'udp6' })
  socket.on('message', (question, { port, address }) => {
    const answer = answerTo(question)
    if (answer !== undefined) socket.send(answer, port, address)
  })
  return new Promise<void>((resolve) => socket.bind(123, resolve))
})
await Promise.all(ready)
console.log('ready')
