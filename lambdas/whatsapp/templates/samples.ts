// The templates that Meta puts into new accounts and into accounts of its own examples. Customers
// of a business have no use for these templates.
// https://developers.facebook.com/docs/whatsapp/message-templates/guidelines
// https://github.com/fbsamples/whatsapp-business-jaspers-market

const SAMPLES: ReadonlySet<string> = new Set([
  'hello_world',
  'sample_flight_confirmation',
  'sample_happy_hour_announcement',
  'sample_issue_resolution',
  'sample_movie_ticket_confirmation',
  'sample_purchase_feedback',
  'sample_shipping_confirmation',
])

/** The shop of Meta's example. Each copy of the example has its own version numbers. */
const EXAMPLE_SHOP = 'jaspers_market_'

export const isSample = (name: string): boolean =>
  SAMPLES.has(name) || name.startsWith(EXAMPLE_SHOP)
