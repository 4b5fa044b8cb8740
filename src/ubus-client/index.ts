/** Speaks ubus, OpenWrt's message bus. See README.md. */
export * from './blobmsg.ts'
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
