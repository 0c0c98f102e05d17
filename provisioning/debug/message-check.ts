import { buildCommand } from '@stricli/core'
import type { Problem } from '#whatsapp/errors/problems'
import { isObject } from '#whatsapp/json/rules'
import { problemsWithCloudApi } from '#whatsapp/messages/cloud-api-rules'
import { checkAgainst } from '#whatsapp/template-review/message-check'
import { parseDefinition } from '#whatsapp/templates/definition'
import type { Command, Context } from '../cli/command.ts'
import { argument, text } from '../cli/options.ts'
import { debugDocs } from './documentation.ts'
import { printResult, readJson } from './input.ts'

interface Flags {
  readonly template?: string
}

export const messageCheck: Command = buildCommand<Flags, [string], Context>({
  docs: debugDocs(
    'Check whether WhatsApp would accept a message',
    `{"problems": [problem]}        "path" is the position in the message; a path that begins with
                               "definition" is a position in the definition`,
  ),
  parameters: {
    flags: {
      template: text('DEFINITION', 'Also check a template message against this template'),
    },
    positional: {
      kind: 'tuple',
      parameters: [
        argument(
          'MESSAGE',
          'A message of the Cloud API: {"messaging_product", "to" or "recipient", "type", …}',
        ),
      ],
    },
  },
  func({ template }, file) {
    return printResult(
      this,
      [file, template],
      async () => {
        const message = await readJson(file)
        const problems = problemsWithCloudApi(message)
        if (template === undefined || !isObject(message)) return { problems }
        const definition = parseDefinition(await readJson(template))
        return {
          problems: merged(problems, checkAgainst(definition, message, { now: this.host.now() })),
        }
      },
      ({ problems }) => problems,
    )
  },
})

/** Returns the first list, followed by the problems that are only in the second list. */
function merged(problems: readonly Problem[], others: readonly Problem[]): Problem[] {
  const keyOf = ({ code, path }: Problem) => `${code} ${path}`
  const known = new Set(problems.map(keyOf))
  return [...problems, ...others.filter((other) => !known.has(keyOf(other)))]
}
