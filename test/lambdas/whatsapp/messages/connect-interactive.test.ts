import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Unreadable } from '#whatsapp/errors/problems'
import { fromConnectInteractive } from '#whatsapp/messages/connect-interactive'
import { problemsWith } from '#whatsapp/messages/message-rules'

const interactive = (templateType: string, content: object) =>
  JSON.stringify({ templateType, version: '1.0', data: { content } })
const titles = (...list: string[]) => list.map((title) => ({ title }))

describe('Connect’s interactive messages', () => {
  it.each<[string, string, object]>([
    [
      'quick replies become buttons',
      interactive('QuickReply', { title: 'All well?', elements: titles('Yes', 'No') }),
      {
        type: 'buttons',
        body: 'All well?',
        buttons: [
          { id: 'Yes', title: 'Yes' },
          { id: 'No', title: 'No' },
        ],
      },
    ],
    [
      'more than three become a list',
      interactive('QuickReply', { title: 'Which?', elements: titles('A', 'B', 'C', 'D') }),
      {
        type: 'list',
        body: 'Which?',
        button: 'Options',
        sections: [{ rows: titles('A', 'B', 'C', 'D').map(({ title }) => ({ id: title, title })) }],
      },
    ],
    [
      'choices with a second line become a list',
      interactive('ListPicker', {
        title: 'Which?',
        subtitle: 'Tap one',
        elements: [{ title: 'Apple', subtitle: '$1.00' }],
      }),
      {
        type: 'list',
        body: 'Which?\nTap one',
        sections: [{ rows: [{ id: 'Apple', title: 'Apple', description: '$1.00' }] }],
      },
    ],
    [
      'a panel keeps its picture above buttons',
      interactive('Panel', {
        title: 'Which?',
        imageType: 'URL',
        imageData: 'https://example.com/a.jpg',
        elements: titles('A'),
      }),
      { type: 'buttons', header: { type: 'image', media: { link: 'https://example.com/a.jpg' } } },
    ],
    [
      'WhatsApp’s list stays a list',
      interactive('WhatsAppInteractiveList', {
        header: { type: 'text', text: 'h' },
        body: { text: 'b' },
        footer: { text: 'f' },
        action: {
          button: 'Open',
          sections: [{ title: 's', rows: [{ id: '1', title: 'One', description: 'd' }] }],
        },
      }),
      {
        type: 'list',
        header: { type: 'text', text: 'h' },
        body: 'b',
        footer: 'f',
        button: 'Open',
        sections: [{ title: 's', rows: [{ id: '1', title: 'One', description: 'd' }] }],
      },
    ],
    [
      'WhatsApp’s buttons stay buttons',
      interactive('WhatsAppInteractiveReplyButton', {
        header: { type: 'document', document: { link: 'https://example.com/a.pdf' } },
        body: { text: 'b' },
        action: { buttons: [{ type: 'reply', reply: { id: '1', title: 'One' } }] },
      }),
      {
        type: 'buttons',
        header: { type: 'document', media: { link: 'https://example.com/a.pdf' } },
        body: 'b',
        buttons: [{ id: '1', title: 'One' }],
      },
    ],
  ])('%s', (_, content, message) => {
    const converted = fromConnectInteractive(content)

    expect(converted.message).toMatchObject(message)
    expect(problemsWith(converted.message!)).toEqual([])
  })

  it('are refused if WhatsApp has no equivalent, and sent with a warning if only parts have none', () => {
    expect(
      fromConnectInteractive(
        interactive('ListPicker', {
          title: 't',
          elements: [{ title: 'A', imageData: 'https://example.com/a.jpg' }],
        }),
      ).problems,
    ).toMatchObject([{ code: 'picture_not_shown', severity: 'warning' }])
    expect(fromConnectInteractive(interactive('TimePicker', { title: 't' }))).toMatchObject({
      problems: [{ code: 'not_in_whatsapp' }],
    })
  })

  it('are refused, not truncated, if a choice is too long', () => {
    const { message } = fromConnectInteractive(
      interactive('ListPicker', { title: 't', elements: titles('x'.repeat(25)) }),
    )

    expect(problemsWith(message!)).toMatchObject([
      { code: 'too_long', path: 'sections.0.rows.0.title' },
    ])
  })

  it('are read or reported as unreadable, but never cause an exception', () => {
    const content = fc.oneof(
      fc.jsonValue(),
      fc.string(),
      fc.record({
        templateType: fc.constantFrom(
          'ListPicker',
          'WhatsAppInteractiveList',
          'WhatsAppInteractiveReplyButton',
          'X',
        ),
        data: fc.record({
          content: fc.dictionary(
            fc.constantFrom('elements', 'action', 'body', 'header', 'title'),
            fc.jsonValue(),
          ),
        }),
      }),
    )
    fc.assert(
      fc.property(content, (json) => {
        try {
          const { message } = fromConnectInteractive(json)
          if (message) problemsWith(message)
        } catch (error) {
          expect(error).toBeInstanceOf(Unreadable)
        }
      }),
    )
  })
})
