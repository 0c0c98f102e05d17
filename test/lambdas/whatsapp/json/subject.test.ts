import { expect, it } from 'vitest'
import { subjectOf } from '#whatsapp/json/subject'
import { problemsWith } from '#whatsapp/messages/message-rules'

it.each([
  ['buttons.0.title', 'The title of button 1'],
  ['interactive.action.buttons.0.reply.title', 'The title of button 1'],
  ['message.sections.1.rows.2.description', 'The description of choice 3 of section 2'],
  ['message.body', 'The text'],
  ['text.body', 'The text'],
  ['interactive.body.text', 'The text'],
  ['footer', 'The footer'],
  ['interactive.footer.text', 'The footer'],
  ['header.text', 'The text of the header'],
  ['image.caption', 'The caption'],
  ['contacts.0.name.formattedName', 'The full name of contact 1'],
  ['contacts.1.phones.0.wa_id', 'The WhatsApp number of phone number 1 of contact 2'],
  ['buttons.2', 'Button 3'],
  ['quotes', 'The quoted message'],
  ['', 'The message'],
])('describes the value at the path %j as %j', (path, subject) => {
  expect(subjectOf(path)).toBe(subject)
})

it('names the variable or button of a template if it has no number', () => {
  expect(subjectOf('body.1')).toBe('This value')
  expect(subjectOf('button.0.sections.1.title')).toBe('This value')
})

it('names in every problem the part of the message that is wrong', () => {
  const problems = problemsWith(
    {
      type: 'buttons',
      body: '',
      buttons: ['A', 'A', 'B'.repeat(21), 'C'].map((title, id) => ({ id: `${id}`, title })),
    },
    { within: 'message' },
  )

  expect(problems.map(({ message }) => message)).toEqual([
    'The text is empty. Fill it in or leave it out.',
    'There are 4 buttons. WhatsApp allows 3. Remove some.',
    'The title of button 3 has 21 characters. WhatsApp allows 20. Shorten it.',
    'Two entries have the same title. WhatsApp accepts each only once. Change one.',
  ])
})
