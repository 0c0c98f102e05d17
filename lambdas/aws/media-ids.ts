import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { Clock, MediaIds } from '../model/ports.ts'
import { db, expiresIn, mediaKey } from './table.ts'

/** Uploaded media live 30 days and belong to one business number; a day is kept in hand. https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-media-files-s3.html */
const KNOWN_DAYS = 29

export function mediaIds(table: string, now: Clock): MediaIds {
  return {
    async get(phoneNumberId, file) {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: mediaKey(phoneNumberId, file) }),
      )
      // DynamoDB deletes some time after the expiry: the date itself decides.
      return Item && Item.expiresAt > now().getTime() / 1000 ? (Item.mediaId as string) : undefined
    },

    async remember(phoneNumberId, file, mediaId, at) {
      await db.send(
        new PutCommand({
          TableName: table,
          Item: { ...mediaKey(phoneNumberId, file), mediaId, expiresAt: expiresIn(KNOWN_DAYS, at) },
        }),
      )
    },
  }
}
