import { describe, expect, it } from 'vitest'
import { toWhatsAppMarks } from '#whatsapp/messages/markdown'

describe('Connect’s rich text becomes WhatsApp’s marks', () => {
  it.each([
    ['bold', 'a **very** good', 'a *very* good'],
    ['bold, the other way', 'a __very__ good', 'a *very* good'],
    ['italic', 'a *very* good', 'a _very_ good'],
    ['italic with underscores stays', 'a _very_ good', 'a _very_ good'],
    ['both', '***now***', '*_now_*'],
    ['italic inside bold', '**a *b* c**', '*a _b_ c*'],
    ['bold inside italic', '*a **b** c*', '_a *b* c_'],
    ['stars inside a word stay', '2*3*4 and a*ñ*o', '2*3*4 and a*ñ*o'],
    ['struck', '~~old~~ new', '~old~ new'],
    [
      'a link, written out',
      '[our page](https://example.com/a_b)',
      'our page (https://example.com/a_b)',
    ],
    [
      'a link that says itself',
      '[https://example.com](https://example.com)',
      'https://example.com',
    ],
    ['a heading', '## Opening hours', '*Opening hours*'],
    ['bullets', '* one\n+ two\n- three', '- one\n- two\n- three'],
    ['numbers stay', '1. one\n2. two', '1. one\n2. two'],
    ['a quote stays', '> said', '> said'],
    ['code is left alone', '`a **b**` and ```\n**c**\n```', '`a **b**` and ```\n**c**\n```'],
    ['an escaped star is a star', '2 \\* 3 \\* 4', '2 * 3 * 4'],
    ['single stars among blanks are no marks', '2 * 3 * 4', '2 * 3 * 4'],
    ['names with underscores stay', 'file_name_x', 'file_name_x'],
    ['a double underscore inside a word stays', 'a__init__b', 'a__init__b'],
    [
      'an address with brackets in it',
      '[x](https://example.com/a(b)c)',
      'x (https://example.com/a(b)c)',
    ],
    ['lines are kept', 'a\n\n  b', 'a\n\n  b'],
  ])('%s', (_, markdown, marks) => {
    expect(toWhatsAppMarks(markdown)).toBe(marks)
  })

  it('takes a long text of stars in reasonable time', () => {
    const started = performance.now()

    toWhatsAppMarks('*a'.repeat(20_000))
    toWhatsAppMarks(`${'['.repeat(4000)}`)
    toWhatsAppMarks('**a '.repeat(2_000))
    toWhatsAppMarks(' *a**b**'.repeat(2_000))

    expect(performance.now() - started).toBeLessThan(1500)
  })
})
