// The schema of a problem, as the API returns it and as lists of templates contain it.
import * as z from 'zod'
import {
  AGENT_PROBLEM_CODES,
  type ProblemCode,
  SUPERVISOR_PROBLEM_CODES,
} from '#whatsapp/errors/problem-codes'

/** The codes of the API. All other codes are for the command line. */
const code: z.ZodType<ProblemCode> = z.union([
  z.enum(AGENT_PROBLEM_CODES),
  z.enum(SUPERVISOR_PROBLEM_CODES),
  z.templateLiteral(['whatsapp_', z.int()]),
])

export const problemSchema = z.object({
  /**
   * Codes are stable and in snake_case, and programs may compare them. `whatsapp_…` is an error of
   * WhatsApp itself.
   */
  code,
  /**
   * The path of the value in the request, such as `a.0.b`. The path is empty if the problem
   * concerns the whole request.
   */
  path: z.string(),
  /** A sentence for people: what is wrong, with which value and limit, and what to do. */
  message: z.string(),
  /** The names and numbers in the message, from which it can be translated. */
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
