/** Speaks ubus, OpenWrt's message bus. See README.md. */

export { decodeFields, decodeTable, encodeFields, encodeTable, fieldsLength } from './blobmsg.ts'
export type { Clock } from './clock.ts'
export * from './constants.ts'
export * from './errors.ts'
export { createReader, type Reader, type Reading } from './framing.ts'
export {
  type Attribute,
  type Attributes,
  decodeMessage,
  encodeMessage,
  type Message,
  messageLength,
  readAttributes,
  writeAttributes,
} from './message.ts'
export type { SubscriberReply } from './notify.ts'
export type { Method, Methods, NotifyOptions, RegisteredObject } from './objects.ts'
export type { Handler, ReportError, Request, Result } from './serve.ts'
export { type ArgumentType, type ArgumentTypes, encodeSignature, type FoundObject, readFound } from './signature.ts'
export type { EventHandler } from './subscriptions.ts'
export { type AddOptions, type CallOptions, type ConnectOptions, connect, type Lasting, type Ubus } from './ubus.ts'
export {
  Double,
  double,
  type Field,
  type Input,
  type InputTable,
  type Table,
  toFields,
  toTable,
  type Value,
} from './values.ts'
