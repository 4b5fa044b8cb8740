/** `rsyslog`: prints the file for rsyslog. */

import { Usage } from '../../machine/command-line.ts'
import { rsyslogConfiguration } from '../rsyslog.ts'
import type { Command } from './command.ts'

const CERTIFICATES = '/etc/aqtizim/tls'

export const rsyslog: Command = {
  name: 'rsyslog',
  usage: '[--port 6514] [--address ADDRESS] [--certificates FOLDER] [--plain]',
  summary: 'prints /etc/rsyslog.d/aqtizim.conf: takes what the schools send, over TLS, for the spool',
  options: {
    port: { type: 'string' },
    address: { type: 'string' },
    certificates: { type: 'string' },
    plain: { type: 'boolean' },
  },
  async run({ program, print }, { words, values }) {
    if (words.length > 0) throw new Usage('rsyslog takes options only')
    const plain = values.plain === true
    const port = Number(values.port ?? (plain ? 514 : 6514))
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Usage('--port: a number from 1 to 65535')
    const folder = String(values.certificates ?? CERTIFICATES)
    const tls = { ca: `${folder}/schools-ca.pem`, cert: `${folder}/server.pem`, key: `${folder}/server.key` }
    const text = rsyslogConfiguration({
      program: [...program, 'spool'],
      workDirectory: '/var/spool/rsyslog',
      address: values.address === undefined ? undefined : String(values.address),
      port,
      tls: plain ? undefined : tls,
    })
    print(text.trimEnd())
    return 0
  },
}
