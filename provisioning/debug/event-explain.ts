import type { Command } from '../cli/command.ts'
import { explained } from './explain.ts'
import { answer, EXIT_CODES, readArgs, readJson } from './input.ts'

export const eventExplain: Command = {
  usage: '<event>',
  summary: 'what an event says, and what the bridge does with it',
  help: `<event>: AWS's envelope as a WABA's topic carries it, one webhook entry, Meta's whole payload, an item of Connect's chat
streaming, or an EventBridge event of aws.social-messaging; also inside an SNS notification, an SQS or a Lambda event.

{"events": [{
  "kind":                      message.text, message.image, …, status.sent, status.delivered, …, template.status, template.quality,
                               template.category, template.components, preferences, user_id, call, account,
                               chat.message, chat.attachment, chat.event, unknown
  …                            what matters of it: id, at, customer, content, errors with their meaning, …
  "bridge":                    what the bridge does with it
}]}

${EXIT_CODES}`,
  run: (args) =>
    answer(
      async () => {
        const { files } = readArgs(args, 1)
        return { events: explained(await readJson(files[0]!)) }
      },
      () => [],
    ),
}
