// The points on which WhatsApp's documents or users disagree, or say nothing. On these points, the
// product's own rules only warn, so that agents can send everything that WhatsApp may accept. The
// sandbox's WhatsApp refuses, so that no test depends on messages that WhatsApp may refuse. On all
// other points, both must come to the same result.

export interface Unsettled {
  /** The code of the warning. `where` matches its path. */
  code: string
  where: RegExp
  why: string
}

/** The unclear points in definitions of new templates. */
export const unsettledInDefinitions: readonly Unsettled[] = [
  {
    code: 'few_words',
    where: /\.text$/,
    why: 'Meta does not publish how many words a variable needs',
  },
  {
    code: 'line_break',
    where: /\.text$/,
    why: 'that headers, footers and buttons have none is known from live accounts only',
  },
  { code: 'emoji', where: /\.text$/, why: 'known from live accounts only, like line breaks' },
  { code: 'markup', where: /\.text$/, why: 'known from live accounts only, like line breaks' },
  { code: 'variable', where: /\.text$/, why: 'known from live accounts only, like line breaks' },
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
  {
    code: 'trailing_variable',
    where: /\.text$/,
    why: 'known from live accounts only, like a leading variable',
  },
  {
    code: 'parameter_format_missing',
    where: /./,
    why: 'it is not documented whether Meta derives it from the text or assumes positions',
  },
  {
    code: 'parameter_format_contradicts',
    where: /./,
    why: 'it is not documented which of the two Meta uses',
  },
  {
    code: 'may_be_too_long',
    where: /\.text$/,
    why: 'sources give 20 and 25 characters for a call button, and none says how a header’s variable counts',
  },
]

export const unsettled: readonly Unsettled[] = [
  {
    code: 'unknown_field',
    where: /^[^.]+$/,
    why: 'Meta accepts some fields that no guide names, and seems to ignore others',
  },
  {
    code: 'unknown_type',
    where: /^interactive\.type$/,
    why: 'kinds of interactive messages differ by country and version',
  },
  {
    code: 'null_value',
    where: /./,
    why: 'it is not documented whether null means a missing field or a value of the wrong type',
  },
  {
    code: 'not_https',
    where: /(link|url)$/,
    why: 'the pages show https only and do not say that http is refused',
  },
  {
    code: 'wrong_form',
    where: /^to$/,
    why: 'Meta accepts numbers with spaces and punctuation, AWS requires + and digits',
  },
  {
    code: 'required',
    where: /^contacts\.\d+\.name\.first_name$/,
    why: 'one source requires a second part of the name, another does not',
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
    why: 'for a list’s body the guide gives 4096 characters, the API description 1024',
  },
  {
    code: 'may_not_be_allowed',
    where: /\.(header|footer)$/,
    why: 'shown with no example of a call or a permission to call',
  },
  {
    code: 'may_be_too_long',
    where: /\.payload$/,
    why: 'for a quick reply’s payload one client allows 256 characters, others 128',
  },
  {
    code: 'may_be_too_long',
    where: /^template\.components.*\.text$/,
    why: 'a template’s URL has at most 2000 characters; no limit is documented for the filled one',
  },
  {
    code: 'not_encoded',
    where: /^template\.components.*\.text$/,
    why: 'special characters must be encoded; it is not documented what happens otherwise',
  },
  {
    code: 'empty',
    where: /flow_action_data$/,
    why: 'that a form’s data may not be empty is documented for free messages only',
  },
  {
    code: 'line_break',
    where: /^template\.components/,
    why: 'it is not documented whether a carriage return alone is refused like a line feed',
  },
  {
    code: 'component_missing',
    where: /^template\.components$/,
    why: 'a catalog button’s component is optional in the guide, but one report has it refused (131008)',
  },
  {
    code: 'not_one_of',
    where: /cards\.\d+\.type$/,
    why: 'examples of cards with quick replies have either cta_url or no type',
  },
]
