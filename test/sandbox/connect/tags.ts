import type { Operation } from '../service.ts'
import type { Core } from './core.ts'
import { refusal } from './errors.ts'

/** Tags of numbers and flows: what else there is carries none here. */
export function tagOperations(core: Core): Record<string, Operation> {
  function tagsOf(arn: string): Record<string, string> {
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
