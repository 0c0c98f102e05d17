// Messages that several tests send with the widget, and a function that reads how a message was
// refused.

export const shopTemplate = {
  type: 'template',
  name: 'nossa_loja',
  language: 'pt_BR',
  values: { 'body.1': 'Ana' },
}

export const shopPlace = { type: 'location', latitude: 38.7, longitude: -9.1, name: 'Shop' }

/** Returns the HTTP status of an answer, and the code of its first problem. */
export const codeOf = ({ status, body }: { status: number; body: any }) => [
  status,
  body.problems?.[0]?.code,
]
