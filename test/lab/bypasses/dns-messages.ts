/** DNS messages by hand (RFC 1035, 4). Pure. */
const u16 = (value: number) => Buffer.from([(value >> 8) & 255, value & 255])

/** Labels as they are, whatever bytes are in them. */
export function wireName(labels: readonly (string | Buffer)[]): Buffer {
  const parts = labels.map((label) => Buffer.from(label as string, 'latin1'))
  return Buffer.concat([...parts.map((part) => Buffer.concat([Buffer.from([part.length]), part])), Buffer.from([0])])
}

export interface Question {
  readonly name: Buffer
  readonly type?: number
  readonly class?: number
}

export interface MessageSettings {
  readonly id?: number
  /** Bits of the second header word; 0x0100 asks for recursion. */
  readonly flags?: number
  /** Of records behind the questions, as they stand in `rest`. */
  readonly counts?: readonly [answers: number, authorities: number, additionals: number]
  readonly rest?: Buffer
  /** Instead of the true number of questions. */
  readonly questions?: number
}

export function message(questions: readonly Question[], settings: MessageSettings = {}): Buffer {
  const { id = 0x1234, flags = 0x0100, counts = [0, 0, 0], rest = Buffer.alloc(0) } = settings
  return Buffer.concat([
    u16(id),
    u16(flags),
    u16(settings.questions ?? questions.length),
    ...counts.map(u16),
    ...questions.flatMap((question) => [question.name, u16(question.type ?? 1), u16(question.class ?? 1)]),
    rest,
  ])
}

/** As it goes over TCP. */
export const framed = (bytes: Buffer) => Buffer.concat([u16(bytes.length), bytes])

export const dotted = (name: string) => wireName(name.split('.').filter((label) => label !== ''))
