import { expect, it } from 'vitest'
import type { ReplyView } from '#api'
import { problem } from '#whatsapp/errors/problems'
import { nextStep, reasonsOf, toneOf } from '../../../agent-widget/outcomes/next-step.ts'
import { en, es, pt } from '../i18n/languages.ts'

type Judged = Pick<ReplyView, 'status' | 'type' | 'parts' | 'problems'>

const failed = (...codes: number[]): Judged => ({
  status: 'failed',
  type: 'template',
  parts: [{ status: 'failed', errors: codes.map((code) => ({ code })) }],
  problems: [],
})

const text: Judged = { ...failed(), type: 'text' }
const expired: Judged = {
  ...text,
  problems: [{ code: 'hold_expired', path: '', message: 'The customer did not answer in time.' }],
}

const closed = { onlyTemplates: true, hasEnded: false }
const ended = { onlyTemplates: true, hasEnded: true }

it.each([
  [131047, 'pick_template'],
  [131026, 'other_channel'],
  [131049, 'wait'],
  [131050, 'other_channel'],
  [132015, 'other_template'],
  [132001, 'other_template'],
  [132018, 'edit_template'],
  [131042, 'administrator'],
  [131056, 'resend'],
  [131000, 'resend'],
])('after WhatsApp’s error %d, offers the next step %s', (code, is) => {
  expect(nextStep(failed(code))).toEqual({ is })
})

it('offers “Send again anyway” for an unconfirmed reply, and nothing for a reply that has not failed', () => {
  expect(nextStep({ ...failed(), status: 'unconfirmed' })).toEqual({ is: 'resend_anyway' })
  for (const status of ['queued', 'sending', 'accepted', 'sent', 'delivered', 'read'] as const)
    expect(nextStep({ ...failed(), status })).toBeUndefined()
})

it('offers to edit, not to resend, a form that WhatsApp no longer sends', () => {
  const retired = problem('form_not_available', 'flowId', 'WhatsApp does not send the form.')

  expect(nextStep({ ...failed(), type: 'form', problems: [retired] })).toEqual({ is: 'edit_reply' })
  expect(nextStep({ ...failed(131000), type: 'form' })).toEqual({ is: 'resend' })
})

it('offers a template instead of a resend if the chat has ended', () => {
  expect(nextStep(expired)).toEqual({ is: 'edit_reply' })
  expect(nextStep(expired, ended)).toEqual({ is: 'pick_template' })
  expect(nextStep(text, ended)).toEqual({ is: 'pick_template' })
  expect(nextStep({ ...text, status: 'unconfirmed' }, ended)).toBeUndefined()
  expect(nextStep(failed(131056), ended)).toEqual({ is: 'resend' })
})

it('offers no resend of free text while the window is closed, but offers to edit a reply that can be held', () => {
  expect(nextStep(text, closed)).toEqual({ is: 'pick_template' })
  expect(nextStep({ ...text, status: 'unconfirmed' }, closed)).toBeUndefined()
  expect(nextStep(expired, closed)).toEqual({ is: 'edit_reply' })
  expect(nextStep(failed(131056), closed)).toEqual({ is: 'resend' })
})

it('offers to resend a reply that was not sent in time', () => {
  const problems = [problem('not_sent_in_time', '', 'Not sent in time.')]

  expect(nextStep({ ...failed(), problems })).toEqual({ is: 'resend' })
})

it('displays WhatsApp’s reason once, in the agent’s language', () => {
  const problems = [
    problem('whatsapp_131050', 'parts.0', 'The customer opted out of marketing messages.'),
  ]
  const failedReply = { ...failed(131050), problems }

  expect(reasonsOf(failedReply, en)).toHaveLength(1)
  expect(reasonsOf(failedReply, pt)).not.toEqual(reasonsOf(failedReply, en))
})

it('displays a warning for a delivered message in which something is unavailable', () => {
  const delivered: Judged = { ...text, status: 'delivered', parts: [{ status: 'delivered' }] }
  const incomplete: Judged = { ...delivered, parts: [{ status: 'delivered', isIncomplete: true }] }

  expect(reasonsOf(delivered, en)).toEqual([])
  expect(reasonsOf(incomplete, pt)).toEqual([pt.incomplete])
  expect([delivered, incomplete].map(toneOf)).toEqual(['good', 'doubtful'])
})

it('displays a stored problem in the language of the agent who reads it', () => {
  const problems = [
    problem('template_gone', '', 'The template survey no longer exists. Pick another.', {
      name: 'survey',
    }),
  ]
  const failedReply = { ...failed(), problems }

  expect(reasonsOf(failedReply, en)).toEqual([
    'The template survey no longer exists. Choose another one.',
  ])
  expect(reasonsOf(failedReply, es)).toEqual(['La plantilla survey ya no existe. Elija otra.'])
})
