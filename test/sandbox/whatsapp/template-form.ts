// Returns a template's definition in the form in which Meta returns it: types and formats are in
// upper case, and authentication templates contain the texts that Meta writes for them.

type Part = Record<string, any>

const upper = (value: unknown) => String(value).toUpperCase()

export function asReturned(definition: Part): Part {
  const category = upper(definition.category)
  const components = (definition.components as Part[]).map((part) =>
    asReturnedPart(part, category === 'AUTHENTICATION'),
  )
  return {
    ...definition,
    category,
    components,
    ...(definition.parameter_format && { parameter_format: upper(definition.parameter_format) }),
  }
}

function asReturnedPart(part: Part, authentication: boolean): Part {
  const type = upper(part.type)
  const same = { ...part, type, ...(part.format && { format: upper(part.format) }) }
  if (type === 'BUTTONS') return { ...same, buttons: part.buttons.map(asReturnedButton) }
  if (type === 'CAROUSEL') {
    return {
      ...same,
      cards: part.cards.map((card: Part) => ({
        components: card.components.map((each: Part) => asReturnedPart(each, false)),
      })),
    }
  }
  if (authentication && type === 'BODY' && part.text === undefined) {
    const advice = part.add_security_recommendation
      ? ' For your security, do not share this code.'
      : ''
    return { ...same, text: `*{{1}}* is your verification code.${advice}` }
  }
  if (authentication && type === 'FOOTER' && part.code_expiration_minutes) {
    return { ...same, text: `This code expires in ${part.code_expiration_minutes} minutes.` }
  }
  return same
}

/**
 * Returns the button as Meta does, which returns the button of a one-time password as a URL button.
 */
function asReturnedButton(button: Part): Part {
  if (upper(button.type) !== 'OTP') return { ...button, type: upper(button.type) }
  const [app] = button.supported_apps ?? []
  const otp = new URLSearchParams({
    otp_type: upper(button.otp_type),
    ...(app && {
      cta_display_name: button.autofill_text ?? 'Autofill',
      package_name: app.package_name,
      signature_hash: app.signature_hash,
    }),
  })
  const url = `https://www.whatsapp.com/otp/code/?${otp}&code=otp`
  return {
    type: 'URL',
    text: button.text ?? 'Copy code',
    url: `${url}{{1}}`,
    example: [`${url}123456`],
  }
}
