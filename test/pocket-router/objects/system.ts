/** The object `system` of procd. `board_name` tells a test that it talks to the stand-in. */

import * as os from 'node:os'
import { type LocalObject, method } from '../local-client.ts'

export const boardName = 'pocket-router'

export function createSystem(now: () => number): LocalObject {
  return {
    path: 'system',
    methods: {
      board: method({}, () => ({
        kernel: os.release(),
        hostname: 'OpenWrt',
        system: os.cpus()[0]?.model ?? 'unknown',
        model: 'Pocket router',
        board_name: boardName,
        rootfs_type: 'ext4',
        release: {
          distribution: 'OpenWrt',
          version: '24.10.0',
          revision: 'r0-pocket',
          target: 'pocket/router',
          description: 'OpenWrt 24.10.0 r0-pocket',
        },
      })),
      info: method({}, () => ({
        localtime: Math.floor(now() / 1000) - new Date(now()).getTimezoneOffset() * 60,
        uptime: Math.floor(os.uptime()),
        load: os.loadavg().map((load) => Math.floor(load * 65536)),
        memory: {
          total: os.totalmem(),
          free: os.freemem(),
          shared: 0,
          buffered: 0,
          available: os.freemem(),
          cached: 0,
        },
        root: { total: 0, free: 0, used: 0, avail: 0 },
        tmp: { total: 0, free: 0, used: 0, avail: 0 },
        swap: { total: 0, free: 0 },
      })),
    },
  }
}
