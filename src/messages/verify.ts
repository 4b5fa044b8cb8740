/** What a check of the journal finds. */

export const verify = {
  'verify-no-row': 'this line is no row',
  'verify-other-row': 'row {expected:number} should stand here, not row {found:number}',
  'verify-day-in-middle': 'a day begins in the middle of a file',
  'verify-row-cut': 'the last row is not whole',
  'verify-no-head': 'no seal bears the head {head}: rows up to it have been replaced or cut',
  'verify-no-day': 'a file begins with a row that names its day',
  'verify-other-day': 'this is the file of {day}',
  'verify-before-unsealed': 'the file before does not end with the seal of its day',
  'verify-names-earlier': 'the first row names a row before it',
  'verify-other-before': 'the file before is not the one that this day was begun after',
  'verify-not-sealed': 'rows {from:number} to {to:number} are not what was sealed',
  'verify-sealed-count': 'row {row:number} says that it seals {rows:number} rows',
  'verify-unsigned': 'row {row:number} bears no signature',
  'verify-unknown-key': 'row {row:number} is signed by the key {key}, which is not known',
  'verify-wrong-signature': 'row {row:number} bears a signature that is not its own',
  'verify-gone': 'rows {from:number} to {to:number} are gone, and no row says that they expired',
  'verify-cut-off':
    'the router had sealed row {row:number}, and that seal stands nowhere: rows were cut off or replaced',
  'verify-unreadable': 'cannot be read: {reason}',
  'verify-not-utf8': 'has bytes that are no UTF-8',
} as const
