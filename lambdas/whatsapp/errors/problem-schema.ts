// The schema of a problem. The API returns problems in the form of this schema. Lists of templates
// contain problems in the same form.
import * as z from 'zod'
import {
  AGENT_PROBLEM_CODES,
  type ProblemCode,
  SUPERVISOR_PROBLEM_CODES,
} from '#whatsapp/errors/problem-codes'

/** The problem codes that the API can return. */
const code: z.ZodType<ProblemCode> = z.union([
  z.enum(AGENT_PROBLEM_CODES),
  z.enum(SUPERVISOR_PROBLEM_CODES),
  z.templateLiteral(['whatsapp_', z.int()]),
])

export const problemSchema = z.object({
  /**
   * Codes are stable and in snake_case, and programs may compare them. A code that begins with
   * `whatsapp_` is an error of WhatsApp itself.
   */
  code,
  /**
   * The path of the value in the request, such as `a.0.b`. If the whole request has the problem,
   * the path is empty.
   */
  path: z.string(),
  /** A sentence for the user that names the mistake, the value, the limit and the remedy. */
  message: z.string(),
  /**
   * The variable parts of `message`, such as names and numbers. A program can translate the message
   * with the code and these values.
   */
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
