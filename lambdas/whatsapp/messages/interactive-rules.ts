// The rules for interactive messages in WhatsApp's JSON. An interactive message can have a header,
// a body, a footer and one action, depending on its type.
// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages#interactive-messages

import { type Problem, problem, warning } from '#whatsapp/errors/problems'
import {
  absent,
  allOf,
  anyObject,
  anything,
  at,
  integer,
  isObject,
  type Json,
  list,
  object,
  oneOf,
  type Rule,
  required,
  text,
  unique,
} from '#whatsapp/json/rules'
import { cards } from '#whatsapp/messages/carousel-rules'
import {
  anyHeader,
  ctaParameters,
  MAX_BUTTON_ID,
  MAX_BUTTON_TITLE,
  textHeader,
} from '#whatsapp/messages/interactive-parts'
import { productSections, total } from '#whatsapp/messages/product-sections'

export const MAX_BODY = 1024
/**
 * The reference page of Meta's API allows 30 characters for the label of a form's button but
 * recommends at most 20.
 */
export const FORM_BUTTON = { max: 30, doubtfulFrom: 20 }
/**
 * Meta's guide allows 4096 characters for the body of a list, but the reference page of the API
 * allows only 1024.
 */
export const MAX_LIST_BODY = 4096
export const MAX_FOOTER = 60
export const MAX_REPLY_BUTTONS = 3
// https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-button-messages-deep-links
const MAX_CALL_PAYLOAD = 512

/** The limits of a list message. `rows` limits the number of rows in all sections together. */
export const LIST_LIMITS = {
  sections: 10,
  rows: 10,
  sectionTitle: 24,
  rowId: 200,
  rowTitle: 24,
  rowDescription: 72,
} as const

const body = (max = MAX_BODY, doubtfulFrom?: number) =>
  object({ text: required(text({ max, ...(doubtfulFrom ? { doubtfulFrom } : {}) })) })
const footer = object({ text: required(text({ max: MAX_FOOTER })) })
/**
 * Makes a rule for a value that Meta's documentation neither shows nor forbids for a kind of
 * message. If the value is present, the rule returns a warning.
 */
const perhaps =
  (what: string, rule: Rule): Rule =>
  (value, path) =>
    value === undefined
      ? []
      : [
          ...rule(value, path),
          warning(
            'may_not_be_allowed',
            path,
            `WhatsApp’s documents show no ${what} in this kind of message. WhatsApp may refuse it. Leave it out to be safe.`,
          ),
        ]

const none = (what: string) =>
  absent('not_allowed_here', `WhatsApp accepts no ${what} in this kind of message. Leave it out.`)

const titledIfSeveral: Rule = (value, path) =>
  Array.isArray(value) && value.length > 1
    ? value.flatMap((section, i) =>
        isObject(section) && section.title
          ? []
          : [required(text())(undefined, at(at(path, i), 'title'))].flat(),
      )
    : []

/** The ids of rows must be unique, also across sections. */
const uniqueRows: Rule = (value, path) => {
  if (!Array.isArray(value)) return []
  const seen = new Set<unknown>()
  return value.flatMap((section, i) =>
    (isObject(section) && Array.isArray(section.rows) ? section.rows : []).flatMap(
      (row: unknown, j: number) => {
        if (!isObject(row) || typeof row.id !== 'string') return []
        if (seen.has(row.id))
          return [
            problem(
              'duplicate',
              `${at(path, i)}.rows.${j}.id`,
              'Two choices have the same id. WhatsApp accepts each only once. Change one.',
            ),
          ]
        seen.add(row.id)
        return []
      },
    ),
  )
}

const row = object({
  id: required(text({ max: LIST_LIMITS.rowId })),
  title: required(text({ max: LIST_LIMITS.rowTitle })),
  description: text({ max: LIST_LIMITS.rowDescription }),
})

const replyButtons = allOf(
  list(
    object({
      type: required(oneOf('reply')),
      reply: required(
        object({
          id: required(text({ max: MAX_BUTTON_ID })),
          title: required(text({ max: MAX_BUTTON_TITLE })),
        }),
      ),
    }),
    { max: MAX_REPLY_BUTTONS },
  ),
  unique((button) => isObject(button.reply) && button.reply.title, 'title', 'reply.title'),
  unique((button) => isObject(button.reply) && button.reply.id, 'id', 'reply.id'),
)

export const formId = text({ pattern: /^\d+$/, form: 'the digits of a form’s id' })

const flowParameters = object(
  {
    flow_message_version: required(oneOf('3')),
    flow_id: formId,
    flow_name: text(),
    flow_cta: required(text(FORM_BUTTON)),
    flow_token: text(),
    mode: oneOf('published', 'draft'),
    flow_action: oneOf('navigate', 'data_exchange'),
    flow_action_payload: object({ screen: text(), data: dataOfFlow }),
  },
  oneFlow,
)

/**
 * The data of a form is an object, or JSON text that contains an object, as in Meta's own example.
 */
function dataOfFlow(value: unknown, path: string): Problem[] {
  if (value === undefined) return []
  const data = typeof value === 'string' ? objectIn(value) : value
  if (!isObject(data)) return anyObject(value, path)
  return Object.keys(data).length > 0
    ? []
    : [
        problem(
          'empty',
          path,
          'The form’s data is empty. WhatsApp does not accept that. Leave it out.',
        ),
      ]
}

function objectIn(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function oneFlow(value: unknown, path: string): Problem[] {
  const { flow_id, flow_name } = value as Json
  if (flow_id === undefined && flow_name === undefined)
    return required(text())(undefined, at(path, 'flow_id'))
  return flow_id !== undefined && flow_name !== undefined
    ? [
        problem(
          'not_both',
          at(path, 'flow_name'),
          'The message has both flow_id and flow_name. WhatsApp accepts only one of them. Leave one out.',
        ),
      ]
    : []
}

/**
 * The rules for the sections of a list. This project's messages and WhatsApp's JSON use the same
 * names for a section's members.
 */
export const listSections: Rule = allOf(
  list(
    object({
      title: text({ max: LIST_LIMITS.sectionTitle }),
      rows: required(list(row, { min: 1 })),
    }),
    { max: LIST_LIMITS.sections },
  ),
  total('rows', LIST_LIMITS.rows, 'rows'),
  titledIfSeveral,
  uniqueRows,
)

const named = (name: string, parameters?: Rule) =>
  object({ name: required(oneOf(name)), ...(parameters ? { parameters } : {}) })

/** The rules for header, body, footer and action, by `interactive.type`. */
const KINDS: Readonly<Record<string, { header: Rule; body: Rule; footer: Rule; action: Rule }>> = {
  button: {
    header: anyHeader,
    body: required(body()),
    footer,
    action: required(object({ buttons: required(replyButtons) })),
  },
  list: {
    header: textHeader,
    body: required(body(MAX_LIST_BODY, MAX_BODY)),
    footer,
    action: required(
      object({
        button: required(text({ max: MAX_BUTTON_TITLE })),
        sections: required(listSections),
      }),
    ),
  },
  cta_url: {
    header: anyHeader,
    body: required(body()),
    footer,
    action: required(named('cta_url', required(ctaParameters))),
  },
  location_request_message: {
    header: none('header'),
    body: required(body()),
    footer: none('footer'),
    action: required(named('send_location')),
  },
  flow: {
    header: anyHeader,
    body: required(body()),
    footer,
    action: required(named('flow', required(flowParameters))),
  },
  product: {
    header: none('header'),
    body: body(),
    footer,
    action: required(
      object({ catalog_id: required(text()), product_retailer_id: required(text()) }),
    ),
  },
  product_list: {
    header: required(textHeader),
    body: required(body()),
    footer,
    action: required(
      object({
        catalog_id: required(text()),
        sections: required(allOf(productSections, titledIfSeveral)),
      }),
    ),
  },
  catalog_message: {
    header: none('header'),
    body: required(body()),
    footer,
    action: required(named('catalog_message', object({ thumbnail_product_retailer_id: text() }))),
  },
  carousel: {
    header: none('header'),
    body: required(body()),
    footer: none('footer'),
    action: required(object({ cards: required(cards) })),
  },
  voice_call: {
    header: perhaps('header', anyHeader),
    body: required(body()),
    footer: perhaps('footer', footer),
    action: required(
      named(
        'voice_call',
        object({
          display_text: text({ max: MAX_BUTTON_TITLE }),
          ttl_minutes: integer(1, 43200),
          payload: text({ max: MAX_CALL_PAYLOAD }),
        }),
      ),
    ),
  },
  call_permission_request: {
    header: perhaps('header', anyHeader),
    body: body(),
    footer: perhaps('footer', footer),
    action: required(named('call_permission_request')),
  },
  request_contact_info: {
    header: perhaps('header', anyHeader),
    body: body(),
    footer: perhaps('footer', footer),
    action: required(named('request_contact_info')),
  },
  // WhatsApp supports payments and address messages only in India and Brazil. The content of
  // payments and address messages is not checked here, because the rules depend on the business and
  // its payment provider.
  address_message: {
    header: anyHeader,
    body: required(body()),
    footer,
    action: required(named('address_message', required(anyObject))),
  },
  order_details: { header: anyHeader, body: required(body()), footer, action: required(anyObject) },
  order_status: { header: anyHeader, body: required(body()), footer, action: required(anyObject) },
}

export const interactive: Rule = (value, path) => {
  if (!isObject(value)) return required(object({}))(value, path)
  const type = typeof value.type === 'string' ? value.type : ''
  if (!Object.hasOwn(KINDS, type)) {
    const known = Object.keys(KINDS).join(', ')
    if (type === '') return required(text())(value.type, at(path, 'type'))
    if (type === 'contact_request')
      return [
        warning(
          'unknown_type',
          at(path, 'type'),
          'WhatsApp renamed this type in May 2026. Write request_contact_info.',
        ),
      ]
    return [
      warning(
        'unknown_type',
        at(path, 'type'),
        `This type of interactive message is not known here, so it cannot be checked further. The known types are ${known}.`,
      ),
    ]
  }
  return object({ type: anything, ...KINDS[type]! })(value, path)
}
