import { describe, expect, it } from 'vitest'
import { toWhatsAppMarks } from '#whatsapp/messages/markdown'

describe('Connect’s rich text becomes WhatsApp’s formatting', () => {
  it.each([
    ['bold', 'a **very** good', 'a *very* good'],
    ['bold, the other way', 'a __very__ good', 'a *very* good'],
    ['italic', 'a *very* good', 'a _very_ good'],
    ['italic with underscores stays', 'a _very_ good', 'a _very_ good'],
    ['both', '***now***', '_*now*_'],
    ['WhatsApp’s own bold inside italic', '_*now*_ and _then_', '_*now*_ and _then_'],
    ['bold over lines', 'a **b\n\tc** d', 'a *b*\n\t*c* d'],
    ['bold inside a heading', '# Only **today** here', '*Only today here*'],
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
    [
      'addresses in the text stay as they are',
      'https://shop.example/__new__/ www.shop.example/~~a~~/b and **http://shop.example/_x_y_z**',
      'https://shop.example/__new__/ www.shop.example/~~a~~/b and *http://shop.example/_x_y_z*',
    ],
    [
      'an address with a backslash or in angle brackets',
      'https://shop.example/a\\_b <https://shop.example/__b__>',
      'https://shop.example/a\\_b https://shop.example/__b__',
    ],
    ['an e-mail address', 'write to first_last_x@example.com', 'write to first_last_x@example.com'],
    ['a fence of tildes', '~~~\n**x** _y_\n~~~', '~~~\n**x** _y_\n~~~'],
    ['dashes below a line are no heading', 'Offer\n---\nmore', 'Offer\n---\nmore'],
    ['nested bullets', '1. one\n   * a\n   * b', '1. one\n   - a\n   - b'],
    ['marks in a quote', '> a **b**\n> c *d*', '> a *b*\n> c _d_'],
    [
      'a label with marks',
      '[*our* page](https://example.com/_a_)',
      '_our_ page (https://example.com/_a_)',
    ],
    ['signs of HTML', '<b>**x**</b> &amp; 1 < 2', '<b>*x*</b> &amp; 1 < 2'],
    ['lines are kept', 'a\n\n  b', 'a\n\n  b'],
  ])('%s', (_, markdown, marks) => {
    expect(toWhatsAppMarks(markdown)).toBe(marks)
  })

  it('within five seconds even for a long text of asterisks', () => {
    const started = performance.now()

    // Checks texts of the largest length of a chat message, and a text that is much longer.
    for (const [stars, most] of [
      ['*a', 512],
      ['**a ', 256],
      [' *a**b**', 128],
      ['[', 1024],
      ['*a', 20_000],
    ] as const)
      toWhatsAppMarks(stars.repeat(most))

    expect(performance.now() - started).toBeLessThan(5000)
  })
})
