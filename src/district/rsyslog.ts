/** Prints rsyslog's configuration, which receives the schools' rows and hands them to `aqtizim-district spool`. */

export interface RsyslogOptions {
  /** Words that run the spooler. */
  readonly program: readonly string[]
  /** Of rsyslog itself. */
  readonly workDirectory: string
  /** None: all of them. */
  readonly address: string | undefined
  readonly port: number
  /** PEM files: who signs the schools' certificates, the server's own and its key. None: plain TCP, for a network that is yours. */
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string } | undefined
}

/** Text in rsyslog's double quotes: RainerScript knows `\` there, and takes `$` for an environment variable between backticks alone. */
const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`

/** omprog parts words at blanks. Throws for what no configuration could name. */
function checkWords(words: readonly string[]): void {
  const wrong = words.find((word) => /[\s\x00-\x1f\x7f"']/.test(word))
  if (wrong !== undefined) throw new Error(`a path that rsyslog cannot name: ${JSON.stringify(wrong)}`)
}

export function rsyslogConfiguration({ program, workDirectory, address, port, tls }: RsyslogOptions): string {
  checkWords([...program, workDirectory, ...Object.values(tls ?? {}), ...(address === undefined ? [] : [address])])
  const listen = [
    ...(address === undefined ? [] : [`address=${quoted(address)}`]),
    ...[`port="${port}"`, 'ruleset="aqtizim"'],
  ]
  const driver =
    tls === undefined
      ? []
      : [
          '       defaultNetstreamDriver="gtls"',
          `       defaultNetstreamDriverCAFile=${quoted(tls.ca)}`,
          `       defaultNetstreamDriverCertFile=${quoted(tls.cert)}`,
          `       defaultNetstreamDriverKeyFile=${quoted(tls.key)}`,
        ]
  const stream =
    tls === undefined
      ? ['module(load="imtcp" maxSessions="20000")']
      : [
          '# A school needs a certificate that our own authority has signed.',
          'module(load="imtcp" maxSessions="20000"',
          '       streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="x509/certvalid")',
        ]
  return `${[
    '# Written by aqtizim-district rsyslog; docs/district.md says why it reads as it does.',
    `global(workDirectory=${quoted(workDirectory)}`,
    ...driver,
    '       maxMessageSize="128k")',
    ...stream,
    'module(load="omprog")',
    '',
    'template(name="aqtizim-message" type="string"',
    String.raw`         string="%fromhost-ip% %hostname% %msgid% %structured-data% %msg%\n")`,
    '',
    '# Direct: a message is in the spool before its connection is answered. Each is confirmed by itself: omprog would lose the beginning of a',
    '# transaction in whose middle the program is killed. While the spool takes none, nobody is answered, and the schools keep their rows.',
    'ruleset(name="aqtizim" queue.type="Direct") {',
    `    action(type="omprog" binary=${quoted(program.join(' '))}`,
    '           template="aqtizim-message" confirmMessages="on" confirmTimeout="60000" forceSingleInstance="on"',
    '           action.resumeRetryCount="-1" action.resumeInterval="1")',
    '}',
    `input(type="imtcp" ${listen.join(' ')})`,
  ].join('\n')}\n`
}
