// The points on which WhatsApp's own documents, or those who use it, disagree or are silent. The
// core warns, so that it prevents nothing that may well be accepted. The sandbox refuses, so that
// nothing relies on it. Everywhere else the two must come to the same result.

export interface Unsettled {
  /** The code of the core's warning, and its path. */
  code: string
  where: RegExp
  why: string
}

/** Points about definitions that are to be created. */
export const unsettledInDefinitions: readonly Unsettled[] = [
  { code: 'few_words', where: /\.text$/, why: 'how many words a variable needs is Meta’s secret' },
  {
    code: 'line_break',
    where: /\.text$/,
    why: 'that headers, footers and buttons have none is known from live accounts only',
  },
  { code: 'emoji', where: /\.text$/, why: 'as line breaks' },
  { code: 'markup', where: /\.text$/, why: 'as line breaks' },
  { code: 'variable', where: /\.text$/, why: 'as line breaks' },
  {
    code: 'whatsapp_link',
    where: /\.url$/,
    why: 'that a button may not lead to WhatsApp is known from live accounts only',
  },
  {
    code: 'leading_variable',
    where: /\.text$/,
    why: 'that punctuation does not count as text is known from live accounts only',
  },
  { code: 'trailing_variable', where: /\.text$/, why: 'as a leading one' },
  {
    code: 'parameter_format_missing',
    where: /./,
    why: 'whether Meta derives it from the text or takes positions for granted',
  },
  {
    code: 'parameter_format_contradicts',
    where: /./,
    why: 'which of the two Meta believes nobody says',
  },
  {
    code: 'may_be_too_long',
    where: /\.text$/,
    why: '20 or 25 characters on a call button; whether a header’s variable counts by its name',
  },
]

export const unsettled: readonly Unsettled[] = [
  {
    code: 'unknown_field',
    where: /^[^.]+$/,
    why: 'beside type and to Meta knows fields that are in no guide, and seems to pass over others',
  },
  {
    code: 'unknown_type',
    where: /^interactive\.type$/,
    why: 'kinds of interactive messages differ by country and version',
  },
  {
    code: 'null_value',
    where: /./,
    why: 'nobody says whether null is a field left out or a value of the wrong type',
  },
  {
    code: 'not_https',
    where: /(link|url)$/,
    why: 'the pages show https only and do not say that http is refused',
  },
  {
    code: 'wrong_form',
    where: /^to$/,
    why: 'Meta takes numbers with blanks and marks, AWS asks for + and digits',
  },
  {
    code: 'required',
    where: /^contacts\.\d+\.name\.first_name$/,
    why: 'one source asks for a second part of the name, one for none',
  },
  {
    code: 'may_be_too_long',
    where: /^biz_opaque_callback_data$/,
    why: '512 characters are documented for calls, not for messages',
  },
  {
    code: 'may_be_too_long',
    where: /filename$/,
    why: '240 characters are what some clients allow',
  },
  {
    code: 'may_be_too_long',
    where: /^interactive\.body\.text$/,
    why: 'a list’s body: 4096 characters on the page, 1024 in the API description',
  },
  {
    code: 'may_not_be_allowed',
    where: /\.(header|footer)$/,
    why: 'shown with no example of a call or a permission to call',
  },
  {
    code: 'may_be_too_long',
    where: /\.payload$/,
    why: 'a quick reply’s payload: 256 characters by one client, 128 by others',
  },
  {
    code: 'may_be_too_long',
    where: /^template\.components.*\.text$/,
    why: '2000 characters are the limit of a template’s URL; of the filled one none is known',
  },
  {
    code: 'not_encoded',
    where: /^template\.components.*\.text$/,
    why: 'special characters have to be encoded; what happens to others nobody says',
  },
  {
    code: 'empty',
    where: /flow_action_data$/,
    why: 'that a form’s data may not be empty is documented for free messages only',
  },
  {
    code: 'line_break',
    where: /^template\.components/,
    why: 'whether a carriage return alone is refused like a line feed',
  },
  {
    code: 'component_missing',
    where: /^template\.components$/,
    why: 'a catalog button without component: optional on the page, refused (131008) in one report',
  },
  {
    code: 'not_one_of',
    where: /cards\.\d+\.type$/,
    why: 'examples of cards with quick replies differ: cta_url or no type',
  },
]
