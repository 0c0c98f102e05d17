import { mediaKey } from '#deployment/table'
import type { Clock, MediaIds } from '#model/ports'
import { expiresIn, type Table } from './table.ts'

/**
 * Uploaded media expire after 30 days and belong to one business number. One day is a safety
 * margin.
 * https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-media-files-s3.html
 */
const VALID_DAYS = 29

export function mediaIds(table: Table, now: Clock): MediaIds {
  return {
    async get(phoneNumberId, file) {
      const item = await table.get(mediaKey(phoneNumberId, file), { consistent: false })
      // DynamoDB deletes an item some time after its expiry, so the date itself is checked here.
      return item && Number(item.expiresAt) > now().getTime() / 1000
        ? (item.mediaId as string)
        : undefined
    },

    async remember(phoneNumberId, file, mediaId, at) {
      const expiresAt = Math.min(expiresIn(VALID_DAYS, at), table.expiresAt(at))
      await table.put({ ...mediaKey(phoneNumberId, file), mediaId, expiresAt })
    },
  }
}
