/** The English texts of messages, for comparing. */
import type { Message } from '../../src/messages/message.ts'

export const texts = (messages: readonly Message[]): string[] => messages.map(({ text }) => text)
