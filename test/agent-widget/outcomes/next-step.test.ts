import { expect, it } from 'vitest'
import { en } from '../../../agent-widget/i18n/en.ts'
import { es } from '../../../agent-widget/i18n/es.ts'
import { pt } from '../../../agent-widget/i18n/pt.ts'
import { nextStep, reasonsOf } from '../../../agent-widget/outcomes/next-step.ts'

const failed = (...codes: number[]) => ({
  fate: 'failed',
  type: 'template',
  parts: [{ fate: 'failed', errors: codes.map((code) => ({ code })) }],
  problems: [],
})

const text = { ...failed(), type: 'text' }
const expired = {
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
])('after WhatsApp’s error %d the right next step is %s', (code, is) => {
  expect(nextStep(failed(code))).toEqual({ is })
})

it('what may have arrived is sent again only anyway; what is under way or arrived not at all', () => {
  expect(nextStep({ ...failed(), fate: 'unconfirmed' })).toEqual({ is: 'resend_anyway' })
  for (const fate of ['queued', 'sending', 'accepted', 'sent', 'delivered', 'read'])
    expect(nextStep({ ...failed(), fate })).toBeUndefined()
})

it('from a chat that has ended only a template is offered for what could have been sent again in it', () => {
  expect(nextStep(expired)).toEqual({ is: 'edit_reply' })
  expect(nextStep(expired, ended)).toEqual({ is: 'pick_template' })
  expect(nextStep(text, ended)).toEqual({ is: 'pick_template' })
  expect(nextStep({ ...text, fate: 'unconfirmed' }, ended)).toBeUndefined()
  expect(nextStep(failed(131056), ended)).toEqual({ is: 'resend' })
})

it('while the window is closed nothing is sent again that WhatsApp would refuse; what may wait for the customer can be written again', () => {
  expect(nextStep(text, closed)).toEqual({ is: 'pick_template' })
  expect(nextStep({ ...text, fate: 'unconfirmed' }, closed)).toBeUndefined()
  expect(nextStep(expired, closed)).toEqual({ is: 'edit_reply' })
  expect(nextStep(failed(131056), closed)).toEqual({ is: 'resend' })
})

it('what was not sent in time can be sent again', () => {
  const problems = [{ code: 'not_sent_in_time', path: '', message: 'Not sent in time.' }]

  expect(nextStep({ ...failed(), problems })).toEqual({ is: 'resend' })
})

it('says WhatsApp’s reason once, in the agent’s language', () => {
  const problems = [
    { code: 'whatsapp_131050', path: 'parts.0', message: 'The customer opted out of marketing.' },
  ]
  const told = { ...failed(131050), problems }

  expect(reasonsOf(told, 'en', en)).toHaveLength(1)
  expect(reasonsOf(told, 'pt', pt)).not.toEqual(reasonsOf(told, 'en', en))
})

it('what the outbox kept for one agent is read by the next in their own language', () => {
  const problems = [
    {
      code: 'template_gone',
      path: '',
      message: 'The template survey no longer exists. Pick another.',
      values: { name: 'survey' },
    },
  ]
  const told = { ...failed(), problems }

  expect(reasonsOf(told, 'en', en)).toEqual(['The template survey no longer exists. Pick another.'])
  expect(reasonsOf(told, 'es', es)).toEqual(['La plantilla survey ya no existe. Elija otra.'])
})
