// The commands for failed replies and for replies whose delivery is unconfirmed.
import { accountCommand } from '../cli/account-command.ts'
import {
  type AccountFlags,
  argument,
  type ConfigFlags,
  config,
  json,
  toggle,
  wabas,
} from '../cli/options.ts'

export type ListFlags = Omit<AccountFlags, 'only'>
export type RepliesFlags = Omit<ListFlags, 'waba'>

export interface RetryFlags extends RepliesFlags {
  readonly 'may-arrive-twice'?: boolean
}

export interface SettleFlags extends RepliesFlags {
  readonly 'message-id': string
}

const PRIVACY = 'Message texts and complete phone numbers are never printed.'
const id = {
  kind: 'tuple',
  parameters: [argument('ID', 'Id of the reply, from "connect-whatsapp replies list"')],
} as const

export const repliesList = accountCommand<ListFlags>({
  brief: 'List replies that failed, are unconfirmed or are overdue',
  description: `Lists replies that failed, that are unconfirmed (WhatsApp's answer was lost, so the message may have
arrived), that WhatsApp refused after sending, or that were not sent in time; and how many messages
the dead-letter queues hold. Held replies wait for the customer to answer and are only counted.
${PRIVACY}
The command reads the whole table, which costs read capacity.

Exit code: 0 no such replies, 2 at least one such reply, 1 the command failed.`,
  parameters: { flags: { config, waba: wabas, json } },
  load: async () => (await import('./run/replies.ts')).runRepliesList,
})

export const repliesShow = accountCommand<ConfigFlags, [string]>({
  brief: 'Show the history of a reply as JSON',
  description: `Prints the reply's status, attempts and parts, WhatsApp's answers, and the reasons, as JSON.
${PRIVACY}

Exit code: 0 done, 1 the command failed.`,
  parameters: { flags: { config }, positional: id },
  load: async () => (await import('./run/replies.ts')).runRepliesShow,
})

export const repliesRetry = accountCommand<RetryFlags, [string]>({
  changes: true,
  brief: 'Send a failed or unconfirmed reply again',
  description: `Queues the parts of the reply that have not arrived, as a new attempt. These parts are sent within a
minute unless sending is paused, after another check of WhatsApp's rules and the 24-hour window. A held reply
cannot be retried: it is sent when the customer answers. An unconfirmed reply may have arrived, so
the customer could receive it twice; confirm that with --may-arrive-twice.

Exit code: 0 the reply is queued, 1 the command failed.`,
  parameters: {
    flags: {
      config,
      'may-arrive-twice': toggle('Send an unconfirmed reply although it may have arrived'),
      json,
    },
    positional: id,
  },
  load: async () => (await import('./run/replies.ts')).runRepliesRetry,
})

export const repliesDiscard = accountCommand<RepliesFlags, [string]>({
  changes: true,
  brief: 'Remove a reply from the list; a queued or held reply is not sent',
  description: `Removes a failed or unconfirmed reply from the list; its record is stored until the configured
retention ends. A reply that is queued or held fails now and its agent is informed. Messages
that WhatsApp already has cannot be recalled.

Exit code: 0 done, 1 the command failed.`,
  parameters: { flags: { config, json }, positional: id },
  load: async () => (await import('./run/replies.ts')).runRepliesDiscard,
})

export const repliesSettle = accountCommand<SettleFlags, [string]>({
  changes: true,
  brief: 'Record the message id of an unconfirmed reply that AWS accepted',
  description: `Records AWS's answer to an unconfirmed reply. The function that sent the reply received the answer
of AWS, but could not write it into the table. The log line "answer_not_recorded" of the function
has the reply and the message id. The reply then has the status accepted, statuses of the message
are recorded for it, and its other parts are sent within a minute.

Exit code: 0 done, 1 the command failed.`,
  parameters: {
    flags: {
      config,
      'message-id': {
        kind: 'parsed',
        parse: messageId,
        placeholder: 'M',
        brief: 'The messageId of the log line "answer_not_recorded"',
      },
      json,
    },
    positional: id,
  },
  load: async () => (await import('./run/replies.ts')).runRepliesSettle,
})

/**
 * Checks the id of a WhatsApp message, as documented:
 * https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_SendWhatsAppMessage.html
 */
function messageId(input: string): string {
  if (/^[A-Za-z0-9-]{1,100}$/.test(input)) return input
  throw new RangeError('Use the messageId of the log line, such as 2f0c8d1e-….')
}
