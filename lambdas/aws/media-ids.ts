import { mediaKey } from '#deployment/table'
import type { Clock, MediaIds } from '#model/ports'
import { expiresIn, type Table } from './table.ts'

/**
 * The number of days for which the media id of an uploaded file is used. WhatsApp deletes the file
 * after 30 days, so one day is a safety margin. Only the business number that uploaded the file can
 * send it.
 * https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-media-files-s3.html
 */
const VALID_DAYS = 29

export function mediaIds(table: Table, now: Clock): MediaIds {
  return {
    async get(phoneNumberId, file) {
      const item = await table.get(mediaKey(phoneNumberId, file), { consistent: false })
      // DynamoDB may delete an item long after its expiry date, so the date is checked here.
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
