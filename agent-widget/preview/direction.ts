// The WhatsApp template languages that are read from right to left.
const RIGHT_TO_LEFT = ['ar', 'fa', 'he', 'ur', 'ps']

export const directionOf = (language: string): 'rtl' | 'ltr' =>
  RIGHT_TO_LEFT.includes(language.toLowerCase().split(/[_-]/)[0]!) ? 'rtl' : 'ltr'
