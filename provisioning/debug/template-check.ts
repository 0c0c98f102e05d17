import { buildCommand } from '@stricli/core'
import { checkDefinition } from '#whatsapp/template-review/check'
import { parseDefinition } from '#whatsapp/templates/definition'
import type { Command, Context } from '../cli/command.ts'
import { argument } from '../cli/options.ts'
import { debugDocs } from './documentation.ts'
import { printResult, readJson } from './input.ts'

export const templateCheck: Command = buildCommand<object, [string], Context>({
  docs: debugDocs(
    'Check whether WhatsApp would accept a template for review',
    `{"problems": [problem]}        "path" is the position in the definition`,
  ),
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        argument(
          'DEFINITION',
          'As written to create the template: {"name", "language", "category", "components": […]}',
        ),
      ],
    },
  },
  func(_flags, file) {
    return printResult(
      this,
      [file],
      async () => ({ problems: checkDefinition(parseDefinition(await readJson(file))) }),
      ({ problems }) => problems,
    )
  },
})
