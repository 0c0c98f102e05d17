import { buildCommand } from '@stricli/core'
import type { Command, Context } from '../cli/command.ts'
import { argument } from '../cli/options.ts'
import { debugDocs } from './documentation.ts'
import { explained } from './explain.ts'
import { printResult, readJson } from './input.ts'

export const eventExplain: Command = buildCommand<object, [string], Context>({
  docs: debugDocs(
    'Explain an event and what the bridge does with it',
    `EVENT is one of: AWS's envelope as a WABA's topic carries it, one webhook entry, Meta's whole
payload, an item of Connect's chat streaming, an EventBridge event of aws.social-messaging; also
inside an SNS notification, an SQS event or a Lambda event.

{"events": [{
  "kind":                      message.text, message.image, …, status.sent, status.delivered, …,
                               template.status, template.quality, template.category,
                               template.components, preferences, user_id, call, account,
                               chat.message, chat.attachment, chat.event, unknown
  …                            its main properties: id, at, customer, content, errors with their
                               meaning, …
  "bridge":                    what the bridge does with it
}]}`,
  ),
  parameters: {
    positional: { kind: 'tuple', parameters: [argument('EVENT', 'The event, see above')] },
  },
  func(_flags, file) {
    return printResult(
      this,
      [file],
      async () => ({ events: explained(await readJson(file)) }),
      () => [],
    )
  },
})
