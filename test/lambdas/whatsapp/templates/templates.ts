// Template definitions for tests. By default, a template is approved, is in English, and consists
// of a body.

export const aTemplate = (rest: object): object => ({
  name: 'order_ready',
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  id: '1387372356726668',
  components: [body('Your order is ready.')],
  ...rest,
})

export const body = (text: string): object => ({ type: 'BODY', text })

export const header = (format: string, text?: string): object => ({
  type: 'HEADER',
  format,
  ...(text === undefined ? {} : { text }),
})

export const buttons = (...list: object[]): object => ({ type: 'BUTTONS', buttons: list })
