// Tags of WABAs and numbers.
import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  TagResourceOutput,
  UntagResourceInput,
  UntagResourceOutput,
} from '@aws-sdk/client-socialmessaging'
import { invalid, type State } from './state.ts'

// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
const MOST_TAGS = 50

export function tags({ accounts, numbers }: State) {
  const tagsOf = (arn: string) =>
    [...accounts, ...numbers].find((resource) => resource.arn === arn)?.tags ??
    invalid(`The resource ${arn} was not found.`)

  return {
    TagResource({ resourceArn, tags: added }: TagResourceInput): TagResourceOutput {
      const tagged = tagsOf(resourceArn!)
      if (added!.some(({ key }) => /^aws:/i.test(key!)))
        invalid('Tag keys must not begin with aws:')
      const merged = new Map([
        ...tagged,
        ...added!.map(({ key, value }) => [key!, value ?? ''] as const),
      ])
      if (merged.size > MOST_TAGS) invalid(`A resource can have ${MOST_TAGS} tags.`)
      for (const [key, value] of merged) tagged.set(key, value)
      return { statusCode: 200 }
    },

    UntagResource({ resourceArn, tagKeys }: UntagResourceInput): UntagResourceOutput {
      const tagged = tagsOf(resourceArn!)
      for (const key of tagKeys!) tagged.delete(key)
      return { statusCode: 200 }
    },

    ListTagsForResource({ resourceArn }: ListTagsForResourceInput): ListTagsForResourceOutput {
      return {
        statusCode: 200,
        tags: [...tagsOf(resourceArn!)].map(([key, value]) => ({ key, value })),
      }
    },
  }
}
