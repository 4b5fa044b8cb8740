/**
 * The ubus protocol as tables: numbers and names of everything that goes over the wire (openwrt/ubus ubusmsg.h,
 * openwrt/libubox blob.h and blobmsg.h). A new message type, attribute or status is one line here.
 */

/** Message types, byte 1 of the header. */
export const MESSAGE = {
  HELLO: 0,
  STATUS: 1,
  DATA: 2,
  PING: 3,
  LOOKUP: 4,
  INVOKE: 5,
  ADD_OBJECT: 6,
  REMOVE_OBJECT: 7,
  SUBSCRIBE: 8,
  UNSUBSCRIBE: 9,
  NOTIFY: 10,
  MONITOR: 11,
} as const

/**
 * Attributes of a message. Kinds: `uint32` 4 bytes; `flag` 1 byte, not 0 = true; `string` UTF-8 and a NUL; `nested` blobmsg
 * fields, kept as bytes; `ids` a list of 4-byte attributes with id 0.
 */
export const ATTRIBUTES = {
  status: { id: 1, kind: 'uint32' },
  path: { id: 2, kind: 'string' },
  objectId: { id: 3, kind: 'uint32' },
  method: { id: 4, kind: 'string' },
  typeId: { id: 5, kind: 'uint32' },
  signature: { id: 6, kind: 'nested' },
  data: { id: 7, kind: 'nested' },
  target: { id: 8, kind: 'uint32' },
  active: { id: 9, kind: 'flag' },
  noReply: { id: 10, kind: 'flag' },
  subscribers: { id: 11, kind: 'ids' },
  user: { id: 12, kind: 'string' },
  group: { id: 13, kind: 'string' },
} as const

/** Status codes. TIMEOUT and CONNECTION_FAILED are made by client libraries; ubusd itself never times anything out. */
export const STATUS = {
  OK: 0,
  INVALID_COMMAND: 1,
  INVALID_ARGUMENT: 2,
  METHOD_NOT_FOUND: 3,
  NOT_FOUND: 4,
  NO_DATA: 5,
  PERMISSION_DENIED: 6,
  TIMEOUT: 7,
  NOT_SUPPORTED: 8,
  UNKNOWN_ERROR: 9,
  CONNECTION_FAILED: 10,
  NO_MEMORY: 11,
  PARSE_ERROR: 12,
  SYSTEM_ERROR: 13,
} as const

export type StatusCode = keyof typeof STATUS

/** blobmsg types: the id of a field, and the number that stands for the type in a method's signature. */
export const BLOBMSG = {
  null: 0,
  array: 1,
  table: 2,
  string: 3,
  int64: 4,
  int32: 5,
  int16: 6,
  int8: 7,
  double: 8,
} as const

export type BlobmsgType = keyof typeof BLOBMSG

/** Objects that ubusd itself owns. Every other id is random and at least `FIRST_FREE_ID`. */
export const SYSTEM_OBJECT = { EVENT: 1, ACL: 2, MONITOR: 3 } as const
export const FIRST_FREE_ID = 1024

/** Bytes before the outer blob: version, type, seq, peer. */
export const HEADER_BYTES = 8
/** Bytes of an attribute's head: flag, id and length. */
export const HEAD_BYTES = 4
/** The longest outer blob that ubusd and libubus accept, its head included (UBUS_MAX_MSGLEN). */
export const MAX_BLOB_BYTES = 1_048_576
/** How deep tables and arrays may lie in each other. Ours; the protocol has no limit of its own. */
export const MAX_DEPTH = 64

export const DEFAULT_SOCKET = '/var/run/ubus/ubus.sock'
