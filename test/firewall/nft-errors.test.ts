/** Which errors of the router's are about a room. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { quotedDestination } from '../../src/firewall/nft-errors.ts'

const test = suite('errors about a room')

test('a network is compared with the quoted destination, bit by bit', () => {
  assert.is(quotedDestination('192.168.1.0/24'), '@th,192,24 == 0xc0a801')
  assert.is(quotedDestination('10.1.4.0/22'), '@th,192,24 & 0xfffffc == 0x0a0104')
  assert.is(quotedDestination('192.168.1.7/32'), '@th,192,32 == 0xc0a80107')
  assert.is(quotedDestination('fe80::/10'), '@th,256,16 & 0xffc0 == 0xfe80')
  assert.is(quotedDestination('2001:2:0:101::/64'), '@th,256,64 == 0x2001000200000101')
  assert.is(quotedDestination('0.0.0.0/0'), '@th,192,8 & 0x00 == 0x00')
})

test.run()
