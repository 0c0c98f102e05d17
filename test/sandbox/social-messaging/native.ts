// The operations of social messaging that Amazon Connect calls for an imported number, under
// Connect's service-linked role.
// https://docs.aws.amazon.com/connect/latest/adminguide/connect-slr.html
import type { NativeChannel } from '../links.ts'
import { AwsError } from '../service.ts'
import { uploadProblem } from '../whatsapp/media-rules.ts'
import type { Sends } from './send.ts'
import { invalid, type State } from './state.ts'

const TAG = 'AmazonConnectEnabled'
const META_API_VERSION = 'v23.0'

export function native({ numbers, number, whatsapp }: State, sends: Sends): NativeChannel {
  /**
   * Returns the number. Throws AccessDeniedException unless the number has the tag
   * AmazonConnectEnabled, without which Connect's service-linked role may not use the number.
   */
  function enabled(arn: string) {
    const found = number(arn)
    if (found.tags.get(TAG) !== 'True')
      throw new AwsError('AccessDeniedException', `${arn} is not tagged ${TAG}: True.`, 403)
    return found
  }

  return {
    phoneNumber(arn) {
      const found = numbers.find((each) => each.arn === arn)
      return (
        found && {
          number: found.number.number,
          displayName: found.number.displayName,
          connectEnabled: found.tags.get(TAG) === 'True',
        }
      )
    },
    tag: (arn) => void number(arn).tags.set(TAG, 'True'),
    send: (arn, message) => sends.send(enabled(arn), message, META_API_VERSION),
    postMedia(arn, body, mimeType) {
      const problem = uploadProblem(mimeType, body.length)
      if (problem) invalid(problem)
      return {
        mediaId: whatsapp.media.put(enabled(arn).number.metaId, body, mimeType, 'upload').id,
      }
    },
    getMedia(arn, mediaId) {
      const found = whatsapp.media.get(enabled(arn).number.metaId, mediaId)
      if (!found)
        throw new AwsError('ResourceNotFoundException', `The media ${mediaId} was not found.`, 404)
      const { body, mimeType, fileName } = found
      return { body, mimeType, ...(fileName && { fileName }) }
    },
  }
}
