// Rules for headers, titles and links that several kinds of interactive messages share.

import {
  allOf,
  anything,
  isObject,
  link,
  object,
  oneOf,
  type Rule,
  required,
  text,
  word,
} from '#whatsapp/json/rules'
import { documentObject, mediaObject } from '#whatsapp/media/object-rules'

export const MAX_BUTTON_TITLE = 20
export const MAX_BUTTON_ID = 256
export const MAX_HEADER_TEXT = 60

export const textHeader = object({
  type: required(oneOf('text')),
  text: required(text({ max: MAX_HEADER_TEXT })),
})

const HEADER_MEDIA: ReadonlyMap<string, Rule> = new Map([
  ['image', mediaObject],
  ['video', mediaObject],
  ['document', documentObject],
])

export const anyHeader: Rule = (value, path) => {
  if (value === undefined || !isObject(value)) return object({})(value, path)
  const type = word(value.type)
  const media = HEADER_MEDIA.get(type)
  if (!media) return textOrUnknownHeader(value, path)
  return object({ type: anything, [type]: required(media) })(value, path)
}

const textOrUnknownHeader: Rule = (value, path) =>
  object({
    type: required(oneOf('text', 'image', 'video', 'document')),
    text: required(text({ max: MAX_HEADER_TEXT })),
  })(value, path)

export const mediaHeader: Rule = (value, path) =>
  required(
    allOf(anyHeader, object({ type: oneOf('image', 'video'), image: anything, video: anything })),
  )(value, path)

export const ctaParameters = object({
  display_text: required(text({ max: MAX_BUTTON_TITLE })),
  url: required(link('https://…')),
})
