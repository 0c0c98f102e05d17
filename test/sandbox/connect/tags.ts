import type { Operation } from '../service.ts'
import type { Core } from './core.ts'
import { refusal } from './errors.ts'

/**
 * The operations on the tags of numbers, flows and users. In the sandbox, other resources have no
 * tags.
 */
export function tagOperations(core: Core): Record<string, Operation> {
  function tagsOf(arn: string): Record<string, string> {
    const user = core.world.agents.find(({ id }) => arn === `${core.instanceArn}/agent/${id}`)
    if (user) {
      if (!core.userTags.has(user.id)) core.userTags.set(user.id, {})
      return core.userTags.get(user.id)!
    }
    const found = [...core.numbers.values(), ...core.flows.values()].find((one) => one.arn === arn)
    if (!found) throw refusal('ResourceNotFoundException', `Resource not found: ${arn}`)
    return found.tags
  }
  return {
    TagResource({ resourceArn, tags }) {
      Object.assign(tagsOf(resourceArn), tags)
      return {}
    },
    UntagResource({ resourceArn, tagKeys }) {
      for (const key of tagKeys) delete tagsOf(resourceArn)[key]
      return {}
    },
  }
}
