// Sample templates, which Meta adds to new accounts and uses in its own examples. Sample templates
// are not meant for customers of a business.
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

/**
 * The prefix of the templates of Meta's example shop. The names contain version numbers, which are
 * different in each copy of the example.
 */
const EXAMPLE_SHOP = 'jaspers_market_'

export const isSample = (name: string): boolean =>
  SAMPLES.has(name) || name.startsWith(EXAMPLE_SHOP)
