import { isObject } from '#whatsapp/json/rules'
import { problemsWithCloudApi } from '#whatsapp/messages/cloud-api-rules'
import { checkAgainst } from '#whatsapp/template-review/message-check'
import { parseDefinition } from '#whatsapp/templates/definition'
import type { Command } from '../cli/command.ts'
import { answer, EXIT_CODES, readArgs, readJson } from './input.ts'

export const messageCheck: Command = {
  usage: '<message> [--template <definition>]',
  summary: 'whether WhatsApp would take a message',
  help: `<message>: a whole message of the Cloud API: {"messaging_product": "whatsapp", "to" or "recipient", "type", …}.
--template <definition>: for a template message, also whether it fits that template (as for template fields).

{"problems": [problem]}        "path" is where in the message; definition.… where in the definition

${EXIT_CODES}`,
  run: (args) =>
    answer(
      async () => {
        const { files, options } = readArgs(args, 1, ['template'])
        const message = await readJson(files[0]!)
        const problems = problemsWithCloudApi(message)
        if (options.template === undefined || !isObject(message)) return { problems }
        const fit = checkAgainst(parseDefinition(await readJson(options.template)), message, {
          now: new Date(),
        })
        const told = new Set(problems.map(({ code, path }) => `${code} ${path}`))
        return {
          problems: [...problems, ...fit.filter(({ code, path }) => !told.has(`${code} ${path}`))],
        }
      },
      ({ problems }) => problems,
    ),
}
