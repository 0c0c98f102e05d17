// The rules for a file in a message. The message refers to the file by the id of an upload or by a
// public link.
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages#media-object
import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import { allOf, at, type Json, link, object, type Rule, text } from '#whatsapp/json/rules'
import { lengthOf } from '#whatsapp/messages/text'

// https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_PostWhatsAppMessageMedia.html
// (mediaId)
const id = text({ max: 100, pattern: /^\S+$/, form: 'the id an upload returned' })
const MEDIA = { id, link: link('https://… (public, without sign-in)') }

const DOUBTFUL_FILENAME = 240

export const filename: Rule = allOf(text(), (value, path) =>
  typeof value === 'string' && lengthOf(value) > DOUBTFUL_FILENAME
    ? [
        warning(
          'may_be_too_long',
          path,
          `The file name has ${lengthOf(value)} characters. WhatsApp may accept only ${DOUBTFUL_FILENAME}. Shorten it to be safe.`,
          { length: lengthOf(value), limit: DOUBTFUL_FILENAME },
        ),
      ]
    : [],
)

export const mediaObject: Rule = object(MEDIA, idOrLink)
export const documentObject: Rule = object({ ...MEDIA, filename }, idOrLink)

/**
 * Returns the rule for the media object of a message. `further` contains the rules for additional
 * members such as a caption.
 */
export const mediaMessage = (further: Readonly<Record<string, Rule>>): Rule =>
  object({ ...MEDIA, ...further }, idOrLink)

function idOrLink(value: unknown, path: string): Problem[] {
  const { id, link } = value as Json
  if (id === undefined && link === undefined) {
    return [
      problem(
        'required',
        at(path, 'id'),
        'The file has neither an id nor a link. WhatsApp requires one. Upload the file and use its id.',
      ),
    ]
  }
  if (id !== undefined && link !== undefined) {
    return [
      problem(
        'not_both',
        at(path, 'link'),
        'The file has both an id and a link. WhatsApp accepts only one. Leave the link out.',
      ),
    ]
  }
  return []
}
