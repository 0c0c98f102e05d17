import type { Operation } from '../service.ts'
import { type Core, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { page } from './paging.ts'

/**
 * The operations on the functions that flows of the instance may invoke. When the sandbox starts,
 * the functions in the world's flows are already associated.
 */
export function lambdaFunctionOperations(core: Core): Record<string, Operation> {
  return {
    AssociateLambdaFunction({ InstanceId, FunctionArn }) {
      requireInstance(core, InstanceId)
      if (!/^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(FunctionArn)) {
        throw refusal('InvalidParameterException', `Not a function's ARN: ${FunctionArn}`)
      }
      if (core.lambdaFunctions.has(FunctionArn))
        throw refusal('ResourceConflictException', `Already associated: ${FunctionArn}`)
      core.lambdaFunctions.add(FunctionArn)
      return {}
    },

    DisassociateLambdaFunction({ InstanceId, FunctionArn }) {
      requireInstance(core, InstanceId)
      core.lambdaFunctions.delete(FunctionArn)
      return {}
    },

    ListLambdaFunctions(input) {
      requireInstance(core, input.InstanceId)
      const { entries, NextToken } = page('ListLambdaFunctions', input, [...core.lambdaFunctions])
      return { LambdaFunctions: entries, NextToken }
    },
  }
}
