// Emulates the store in which Meta keeps media files: uploads of a business number for 30 days, and
// files of customers for 7 days.
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { metaId } from './ids.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const lifetimeMs = { upload: 30 * DAY_MS, inbound: 7 * DAY_MS }

export interface StoredMedia {
  readonly id: string
  /**
   * Meta's id of the business number that uploaded or received the file. Only this number may use
   * the file.
   */
  readonly phoneNumberId: string
  readonly body: Buffer
  readonly mimeType: string
  readonly fileName?: string
  readonly sha256: string
  readonly expiresAt: number
}

export interface MediaStore {
  put(
    phoneNumberId: string,
    body: Buffer,
    mimeType: string,
    as: keyof typeof lifetimeMs,
    fileName?: string,
  ): StoredMedia
  /**
   * Returns the file, or undefined if the id is unknown, expired or deleted, or belongs to another
   * number.
   */
  get(phoneNumberId: string, id: string): StoredMedia | undefined
  delete(phoneNumberId: string, id: string): boolean
}

export function createMediaStore(clock: Clock): MediaStore {
  const stored = new Map<string, StoredMedia>()

  function get(phoneNumberId: string, id: string) {
    const media = stored.get(id)
    return media && media.phoneNumberId === phoneNumberId && clock.now() < media.expiresAt
      ? media
      : undefined
  }

  return {
    put(phoneNumberId, body, mimeType, as, fileName) {
      const sha256 = createHash('sha256').update(body).digest('base64')
      const media = {
        id: metaId(),
        phoneNumberId,
        body,
        mimeType,
        sha256,
        expiresAt: clock.now() + lifetimeMs[as],
        ...(fileName && { fileName }),
      }
      stored.set(media.id, media)
      return media
    },
    get,
    delete: (phoneNumberId, id) => get(phoneNumberId, id) !== undefined && stored.delete(id),
  }
}
