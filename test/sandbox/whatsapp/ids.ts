// Creates ids with the format of Meta's ids.
import { randomBytes, randomInt } from 'node:crypto'

/**
 * Creates the id of a message. As in Meta's ids, it consists of `wamid.` and encoded bytes that
 * contain the number of the customer.
 */
export function wamid(address: string) {
  const number = Buffer.from(address.replace(/^\+/, ''))
  const head = Buffer.from([0x1c, 0x18, number.length])
  const tail = Buffer.from(
    `\x15\x02\x00\x11\x18\x12${randomBytes(9).toString('hex').toUpperCase()}\x00`,
    'latin1',
  )
  return `wamid.${Buffer.concat([head, number, tail]).toString('base64')}`
}

/** Creates the id of a call. */
export const wacid = () => `wacid.${randomBytes(20).toString('base64url')}`

/** Creates the id of a file or template, which is a string of digits. */
export const metaId = () => String(randomInt(1e14, 2 ** 48 - 1))
