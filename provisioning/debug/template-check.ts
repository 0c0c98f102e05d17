import { checkDefinition } from '#whatsapp/template-review/check'
import { parseDefinition } from '#whatsapp/templates/definition'
import type { Command } from '../cli/command.ts'
import { answer, EXIT_CODES, readArgs, readJson } from './input.ts'

export const templateCheck: Command = {
  usage: '<definition>',
  summary: 'whether WhatsApp would take a template for review',
  help: `<definition>: as written to create the template: {"name", "language", "category", "components": […]}.

{"problems": [problem]}        "path" is where in the definition

${EXIT_CODES}`,
  run: (args) =>
    answer(
      async () => {
        const { files } = readArgs(args, 1)
        return { problems: checkDefinition(parseDefinition(await readJson(files[0]!))) }
      },
      ({ problems }) => problems,
    ),
}
