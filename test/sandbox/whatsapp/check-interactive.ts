// Checks interactive messages: buttons, lists, links, location requests, flows, products, carousels
// and calls.
// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages
import { media } from './check-kinds.ts'
import type { Context } from './check-message.ts'
import { refuse } from './refusal.ts'
import {
  anyObject,
  anyText,
  type Check,
  type Fields,
  filled,
  filledObject,
  integer,
  link,
  list,
  literal,
  matching,
  object,
  text,
  unique,
} from './shape.ts'

const header = (...types: ('text' | 'image' | 'video' | 'document')[]) => {
  return (context: Context): Check =>
    (value, path) => {
      const content: Record<string, Check> = {
        text: text(60),
        image: media('image', {})(context),
        video: media('video', {})(context),
        document: media('document', { filename: text(240) })(context),
      }
      const type = (value as { type?: string } | null)?.type
      object({ type: literal(...types), ...(type && content[type] && { [type]: content[type] }) })(
        value,
        path,
      )
    }
}

const pictured = header('text', 'image', 'video', 'document')
const words = header('text')
const body = object({ text: text(1024) })
const footer = object({ text: text(60) })
const id = text(256)

const replyButtons: Check = (value, path) => {
  list(
    object({ type: literal('reply'), reply: object({ id, title: text(20) }) }),
    1,
    3,
  )(value, path)
  const replies = (value as { reply: { id: string; title: string } }[]).map(({ reply }) => reply)
  unique(
    replies.map((reply) => reply.title),
    'Button titles',
    path,
  )
  unique(
    replies.map((reply) => reply.id),
    'Button ids',
    path,
  )
}

const row = object({ id: text(200), title: text(24) }, { description: text(72) })

const listSections: Check = (value, path) => {
  list(object({ rows: list(row, 1, 10) }, { title: text(24) }), 1, 10)(value, path)
  const sections = value as { title?: string; rows: { id: string }[] }[]
  if (sections.length > 1 && sections.some(({ title }) => !title))
    refuse(131009, `${path}: every section needs a title`)
  const rows = sections.flatMap((section) => section.rows)
  if (rows.length > 10) refuse(131009, `${path}: total row count exceeds 10`)
  unique(
    rows.map((each) => each.id),
    'Row ids',
    path,
  )
}

const product = object({ product_retailer_id: filled })

const productSections: Check = (value, path) => {
  list(object({ product_items: list(product, 1, 30) }, { title: text(24) }), 1, 10)(value, path)
  const sections = value as { title?: string; product_items: unknown[] }[]
  if (sections.length > 1 && sections.some(({ title }) => !title))
    refuse(131009, `${path}: every section needs a title`)
  if (sections.flatMap((section) => section.product_items).length > 30)
    refuse(131009, `${path}: total product count exceeds 30`)
}

const urlAction = object({
  name: literal('cta_url'),
  parameters: object({ display_text: text(20), url: link }),
})

/** Accepts an object, or text with the JSON of an object, because Meta's examples contain both. */
const dataOfForm: Check = (value, path) => {
  if (typeof value !== 'string') return filledObject(value, path)
  let data: unknown
  try {
    data = JSON.parse(value)
  } catch {
    refuse(131009, `Param ${path} must be an object`)
  }
  filledObject(data, path)
}

const flowParameters: Check = (value, path) => {
  object(
    { flow_message_version: literal('3'), flow_cta: text(30) },
    {
      flow_id: matching(/^\d+$/, 'a flow id'),
      flow_name: filled,
      flow_token: filled,
      mode: literal('published', 'draft'),
      flow_action: literal('navigate', 'data_exchange'),
      flow_action_payload: object({}, { screen: filled, data: dataOfForm }),
    },
  )(value, path)
  const { flow_id, flow_name } = value as Record<string, unknown>
  if ((flow_id === undefined) === (flow_name === undefined))
    refuse(131009, `Param ${path} takes either flow_id or flow_name`)
}

const position = integer(0, 9)

const cardBody = object({
  text(value, path) {
    text(160)(value, path)
    if ((value as string).split('\n').length > 3)
      refuse(131009, `Param ${path} may have 2 line breaks`)
  },
})

const quickReplies = object({
  buttons(value, path) {
    list(
      object({ type: literal('quick_reply'), quick_reply: object({ id, title: text(20) }) }),
      1,
      3,
    )(value, path)
    const titles = (value as { quick_reply: { title: string } }[]).map(
      ({ quick_reply }) => quick_reply.title,
    )
    unique(titles, 'Button titles', path)
  },
})

interface Card {
  card_index: number
  type?: string
  header?: { type: string }
  body?: object
  action: { buttons?: unknown[] }
}

// A card with quick replies needs no type: Meta's page gives it the type cta_url, like a card with
// a link, but other sources leave out the type.
const card =
  (picture: Check): Check =>
  (value, path) => {
    const { type, action } = (value ?? {}) as Partial<Card>
    if (type === 'product') {
      const chosen = object({ catalog_id: filled, product_retailer_id: filled })
      return object({ card_index: position, type: literal('product'), action: chosen })(value, path)
    }
    const replies = action?.buttons !== undefined
    const kind = { type: literal('cta_url') }
    object(
      {
        card_index: position,
        header: picture,
        action: replies ? quickReplies : urlAction,
        ...(!replies && kind),
      },
      { body: cardBody, ...(replies && kind) },
    )(value, path)
  }

const carousel =
  (context: Context): Check =>
  (value, path) => {
    list(card(header('image', 'video')(context)), 2, 10)(value, path)
    const cards = value as Card[]
    const shapes = cards.map(({ type, header, body, action }) =>
      [type === 'product', header?.type, body !== undefined, action.buttons?.length].join(),
    )
    if (new Set(shapes).size > 1) refuse(131009, `${path}: all cards must have the same parts`)
    if (cards.some(({ card_index }, index) => card_index !== index))
      refuse(131009, `${path}: card_index must count from 0`)
  }

type Kind = (context: Context) => [required: Fields, optional: Fields]

const kinds: Record<string, Kind> = {
  button: (context) => [
    { body, action: object({ buttons: replyButtons }) },
    { header: pictured(context), footer },
  ],
  // The larger of Meta's two limits for the body of a list: its pages say 4096 characters, and its
  // OpenAPI description 1024.
  list: (context) => [
    { body, action: object({ button: text(20), sections: listSections }) },
    { header: words(context), footer },
  ],
  cta_url: (context) => [
    { body, action: urlAction },
    { header: pictured(context), footer },
  ],
  location_request_message: () => [
    { body, action: object({ name: literal('send_location') }) },
    {},
  ],
  flow: (context) => [
    { body, action: object({ name: literal('flow'), parameters: flowParameters }) },
    { header: pictured(context), footer },
  ],
  product: () => [
    { action: object({ catalog_id: filled, product_retailer_id: filled }) },
    { body, footer },
  ],
  product_list: (context) => [
    {
      header: words(context),
      body,
      action: object({ catalog_id: filled, sections: productSections }),
    },
    { footer },
  ],
  catalog_message: () => [
    {
      body,
      action: object(
        { name: literal('catalog_message') },
        { parameters: object({}, { thumbnail_product_retailer_id: filled }) },
      ),
    },
    { footer },
  ],
  carousel: (context) => [{ body, action: object({ cards: carousel(context) }) }, {}],
  voice_call: () => [
    {
      body,
      action: object(
        { name: literal('voice_call') },
        {
          parameters: object(
            {},
            { display_text: text(20), ttl_minutes: integer(1, 43_200), payload: text(512) },
          ),
        },
      ),
    },
    {},
  ],
  // Messages about payments, which exist only in India and Brazil. Their action is not checked,
  // because it depends on the payment provider of the business.
  ...Object.fromEntries(
    ['order_details', 'order_status'].map((type): [string, Kind] => [
      type,
      (context) => [
        { body, action: anyObject },
        { header: pictured(context), footer },
      ],
    ]),
  ),
  address_message: (context) => [
    { body, action: object({ name: literal('address_message'), parameters: anyObject }) },
    { header: pictured(context), footer },
  ],
  request_contact_info: () => [
    { action: object({ name: literal('request_contact_info') }) },
    { body },
  ],
  call_permission_request: () => [
    { action: object({ name: literal('call_permission_request') }) },
    { body },
  ],
}

export const checkInteractive =
  (context: Context): Check =>
  (value, path) => {
    const type = (value as { type?: unknown } | null)?.type
    if (typeof type !== 'string' || !Object.hasOwn(kinds, type))
      refuse(131009, `Param ${path}['type'] must be one of {${Object.keys(kinds).join(', ')}}`)
    const [required, optional] = kinds[type as string]!(context)
    object({ type: anyText, ...required }, optional)(value, path)
  }
